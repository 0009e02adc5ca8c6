"""Status updates: opened full, drafted by the team, published by who may, never edited after that."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.projects import rules
from quantock.projects.counting import keep_counted
from quantock.projects.finding import keep_findable
from quantock.projects.models import Project, ProjectFact, RatingFact, Stage, StatusUpdate
from quantock.projects.services.merging import differing
from quantock.projects.services.record import keep_now

TEXTS = ("done", "next", "decisions", "support", "why")
SAID = (*TEXTS, "course", "confidence", "forward_look", "decide_by")
OPEN = (Stage.DRAFT, Stage.SUBMITTED)


class NotNow(Exception):
    """The update is no longer at the stage that this needs; says so in words."""


@transaction.atomic
def open_update(
    project: Project, *, by: User | None, on: date, news: Mapping[str, str] | None = None
) -> StatusUpdate:
    """The project's open update; else a new draft filled from the last published one, its texts marked.

    `news`, what the record says by itself (`projects.news`), stands where the last update's text would.
    """
    update = project.updates.select_for_update().filter(stage__in=OPEN).first()
    if update:
        return update
    last = last_published(project)
    asked = [name for name in SAID if rules.is_asked(name, project.track)]
    filled = {name: getattr(last, name) for name in asked} if last else {}
    told = [name for name in TEXTS if name in asked and (news or {}).get(name)]
    filled |= {name: text for name, text in (news or {}).items() if name in asked}
    if last and "decisions" in told:
        filled["decisions"] = "\n".join([filled["decisions"], *_still_asked(last, news or {})])
    if (news or {}).get("decisions") == "":
        filled["decide_by"] = None
    carried = [name for name in TEXTS if filled.get(name) and name not in told]
    return StatusUpdate.objects.create(
        project=project, as_at=on, rater="sponsor", drafted_by=by, carried=carried, told=told, **filled
    )


def _still_asked(last: StatusUpdate, news: Mapping[str, str]) -> list[str]:
    """What the last update asked to be decided and the record says nothing of, neither as wanted nor as decided."""
    said = "\n".join(news.values())
    return [
        line
        for line in last.decisions.splitlines()
        if line.strip() and line.split(" (")[0].strip() not in said
    ]


def last_published(project: Project) -> StatusUpdate | None:
    """The update in force."""
    return project.updates.filter(stage=Stage.PUBLISHED).order_by("-as_at", "-pk").first()


@transaction.atomic
def save_update(
    update: StatusUpdate,
    said: dict[str, Any],
    *,
    by: User | None,
    seen: dict[str, Any] | None = None,
    on: date | None = None,
) -> StatusUpdate:
    """Keep a draft; `on` makes it one about that day, so that what lay for weeks is not old when published.

    Raises Stale where somebody else changed the same text, NotNow once it is published.
    """
    current = _at(update, OPEN, "This update has been published meanwhile, so it can no longer be changed.")
    new = differing({name: getattr(current, name) for name in said}, said, seen)
    for name, value in new.items():
        setattr(current, name, value)
    current.carried = [name for name in current.carried if name not in new]
    current.told = [name for name in current.told if name not in new]
    current.drafted_by = by
    current.as_at = on or current.as_at
    current.version += 1
    current.save(update_fields=[*new, "carried", "told", "drafted_by", "as_at", "version"])
    return current


@transaction.atomic
def submit_update(update: StatusUpdate, *, by: User | None) -> StatusUpdate:
    """Ask whoever may publish to do so."""
    current = _at(update, (Stage.DRAFT,), "This update has been submitted already.")
    current.stage = Stage.SUBMITTED
    current.save(update_fields=["stage"])
    log.record("update submitted", current, by=by, says="Submitted a status update")
    return current


@transaction.atomic
def return_update(update: StatusUpdate, *, by: User | None, reason: str) -> StatusUpdate:
    """Back to the team, saying why."""
    current = _at(update, (Stage.SUBMITTED,), "This update is not waiting to be published.")
    current.stage = Stage.DRAFT
    current.save(update_fields=["stage"])
    log.record("update returned", current, by=by, says="Sent a status update back", reason=reason)
    return current


@transaction.atomic
def publish_update(update: StatusUpdate, *, by: User | None) -> StatusUpdate:
    """Publish: the one before is superseded, the rating becomes a fact, the project says it from now on."""
    current = _at(update, OPEN, "This update has been published already.")
    project = current.project
    project.updates.filter(stage=Stage.PUBLISHED).update(stage=Stage.SUPERSEDED)
    current.stage = Stage.PUBLISHED
    current.published_by = by
    current.published_at = timezone.now()
    current.save(update_fields=["stage", "published_by", "published_at"])
    if current.confidence and rules.asks_confidence(project.track):
        rate(project, rater=current.rater, confidence=current.confidence, by=by, on=current.as_at)
    project.last_update_on = current.as_at
    project.course, project.forward_look = current.course, current.forward_look
    project.save(update_fields=["last_update_on", "course", "forward_look", "updated_at"])
    keep_findable([project])
    keep_counted([project])
    says = f"Published a status update: {(current.get_confidence_display() or current.get_course_display())}"
    log.record("update published", current, by=by, says=says, reason=current.why)
    return current


@transaction.atomic
def rate(project: Project, *, rater: str, confidence: str, by: User | None, on: date, why: str = "") -> None:
    """One rater's delivery confidence from a day on; the headline follows (rules.headline)."""
    said = {"confidence": confidence, "text": RatingFact(confidence=confidence).get_confidence_display()}
    facts.state(
        [
            RatingFact(
                project=project,
                rater=rater,
                so_from=on,
                recorded_by=by,
                scale="three_step",
                asserts=["confidence", "text", "scale"],
                **said,
            )
        ]
    )
    keep_headline(project, by=by, on=on)
    says = f"Rated {said['text']} by the {RatingFact(rater=rater).get_rater_display().lower()}"
    log.record("rated", project, by=by, says=says, reason=why)


def keep_headline(project: Project, *, by: User | None, on: date) -> None:
    """The headline follows from the ratings in force on a day (rules.headline)."""
    ratings = dict(RatingFact.objects.as_at(on).filter(project=project).values_list("rater", "confidence"))
    shown, whose = rules.headline(ratings)
    headline = {"confidence": shown, "confidence_rater": whose, "confidence_text": ""}
    [now] = facts.state([facts.fact(ProjectFact, headline, on=on, by=by, project=project)])
    keep_now(project, now)


def _at(update: StatusUpdate, stages: tuple[Stage, ...], otherwise: str) -> StatusUpdate:
    current = StatusUpdate.objects.select_for_update().select_related("project").get(pk=update.pk)
    if current.stage not in stages:
        raise NotNow(otherwise)
    return current
