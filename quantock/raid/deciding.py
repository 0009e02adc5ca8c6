"""What a status update asks for, decided: it stands in the log as a decision that was made, and nobody is asked any more."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quantock.accounts.models import User
from quantock.engines.dates import say_date
from quantock.engines.text import clean, excerpt
from quantock.projects.models import Project, Stage, StatusUpdate
from quantock.projects.news import Lines, Span
from quantock.projects.services import NotNow
from quantock.raid import services, telling
from quantock.raid.kinds import Kind
from quantock.raid.models import Decided, Entry, is_decided

LONGEST = 300


def asked_of(project: Project, key: int) -> StatusUpdate | None:
    """The published update that asks for something. One query."""
    told = (Stage.PUBLISHED, Stage.SUPERSEDED)
    rows = StatusUpdate.objects.filter(project=project, stage__in=told).exclude(decisions="")
    return rows.select_related("published_by").filter(pk=key).first()


def decision_on(update: StatusUpdate) -> Entry | None:
    """What was decided of it; nothing where it waits, also again. One query."""
    rows = (
        Decided.objects.filter(update=update).filter(is_decided("update")).select_related("decision__project")
    )
    found = rows.first()
    return found.decision if found else None


@transaction.atomic
def decide(update: StatusUpdate, *, answer: str, decided_by: str, reason: str, by: User, on: date) -> Entry:
    """Keep what was decided; whoever asked is told. Raises NotNow where somebody was quicker."""
    project = Project.objects.select_for_update().get(pk=update.project_id)
    if found := decision_on(update):
        raise NotNow(
            f"{found.details.get('decided_by') or 'Somebody'} decided it on {say_date(found.closed_on or on)} "
            f"({found.ref}): {found.details.get('answer', '')}"
        )
    words = clean(update.decisions, one_line=True)
    details = {"answer": answer, "decided_by": decided_by, "decided_on": on.isoformat(), "reason": reason}
    if len(words) > LONGEST:
        details["options"] = update.decisions
    row = {
        "kind": Kind.DECISION,
        "title": excerpt(words, LONGEST),
        "details": details,
        "due_on": update.decide_by,
    }
    [made] = services.add_entries(project, [{**row, "raised_on": update.as_at}], by=by, on=on)
    made = services.close(made, "made", by=by, on=on)
    Decided.objects.update_or_create(update=update, defaults={"decision": made})
    asker = update.published_by
    if asker and asker != by:
        telling.notify(
            [asker], made, f"{by} decided what the update of {project.ref} {project.title} asked for"
        )
    return made


def with_decided(projects: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Each project read for its overview with whether what its update in force asks for is decided."""
    found: QuerySet[Any] = projects.annotate(update_decided=is_decided("update_now"))
    return found


def settled(project: Project, span: Span) -> Lines:
    """For the next update: what was decided is not asked for again. One query."""
    rows = StatusUpdate.objects.filter(project=project, stage=Stage.PUBLISHED).order_by("-as_at", "-pk")
    last = rows.annotate(decided=is_decided()).values_list("decided", flat=True).first()
    return {"settled": ["decisions"]} if last else {}
