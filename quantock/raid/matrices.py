"""The risk matrices of the whole system and of organisations: which is in force, and how a new version comes about.

A version is prepared as a draft, published from a day on, and never changes again; what was scored keeps its own.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines import risk
from quantock.engines.dates import say_date
from quantock.people.models import Organisation
from quantock.projects.models import Project
from quantock.projects.services import NotNow
from quantock.raid.models.entries import Entry
from quantock.raid.models.matrices import ALWAYS, DEFAULT_MATRIX, OWN, Matrix


def matrix_for(project: Project, *, on: date) -> Matrix:
    """The matrix that a project's new risks are scored on: its organisation's in force, else the system's. One query."""
    ours = Q(organisation=project.lead_organisation_id) | Q(organisation=None, code=DEFAULT_MATRIX)
    return max(Matrix.objects.published(on).filter(ours), key=latest)


def latest(one: Matrix) -> tuple[Any, ...]:
    """The order of versions in which the last one counts: an organisation's own after the system's."""
    return (one.organisation_id is not None, one.from_on or ALWAYS, one.version, one.pk)


def in_force(organisation: Organisation | None, *, on: date) -> Matrix | None:
    """What a place scores on by its own choice; nothing where an organisation follows the system. One query."""
    rows = Matrix.objects.published(on).filter(organisation=organisation)
    if organisation is None:
        rows = rows.filter(code=DEFAULT_MATRIX)
    return max(rows, key=latest, default=None)


def newest(viewer: Viewer) -> QuerySet[Matrix]:
    """The newest version of each matrix that the viewer may see, drafts too, by name."""
    last = Matrix.objects.visible_to(viewer).values("organisation", "code").annotate(last=Max("pk"))
    rows = Matrix.objects.filter(pk__in=last.order_by().values("last"))
    return rows.select_related("organisation").order_by("organisation__name", "name", "pk")


def versions_of(viewer: Viewer, one: Matrix) -> list[tuple[Matrix, int]]:
    """All versions that the viewer may see, the newest first, each with how many risks that they may see keep it.

    Two queries.
    """
    rows = list(
        Matrix.objects.visible_to(viewer)
        .filter(organisation=one.organisation_id, code=one.code)
        .order_by("-version")
    )
    seen = Entry.objects.visible_to(viewer).filter(matrix__in=[row.pk for row in rows]).order_by()
    counts = dict(seen.values_list("matrix").annotate(found=Count("pk")))
    return [(row, counts.get(row.pk, 0)) for row in rows]


def to_copy(viewer: Viewer) -> QuerySet[Matrix]:
    """What a new matrix can begin as: the published ones of the system, and those of one's organisations."""
    here = Q(organisation=None) | Q(organisation__in=viewer.belongs_to())
    return Matrix.objects.filter(here, is_draft=False).order_by("organisation", "code", "-version")


@transaction.atomic
def prepare(organisation: Organisation | None, like: Matrix, *, by: User | None) -> Matrix:
    """The draft of the next version of a place's matrix, as a copy of another; the one that is there already, if any."""
    if organisation is not None:
        Organisation.objects.select_for_update().get(pk=organisation.pk)
    rows = Matrix.objects.select_for_update().filter(organisation=organisation)
    known = list(rows)
    draft = next((each for each in known if each.is_draft), None)
    if draft is not None:
        return draft
    code = DEFAULT_MATRIX if organisation is None else OWN
    version = max((each.version for each in known if each.code == code), default=0) + 1
    made = Matrix.objects.create(
        organisation=organisation,
        code=code,
        version=version,
        name=like.name,
        data=like.data,
        is_draft=True,
        from_on=None,
    )
    _tell(made, "version begun", f"Began version {version} of the risk matrix as a copy of “{like}”", by=by)
    return made


@transaction.atomic
def change(one: Matrix, said: Mapping[str, Any], what: str, *, by: User | None) -> Matrix:
    """Say something new of a draft: `said` holds its name, or parts of its scale as `Matrix.data` keeps them."""
    draft = _draft(one)
    name = said.get("name", draft.name)
    data = {**draft.data, **{key: value for key, value in said.items() if key != "name"}}
    if (name, data) == (draft.name, draft.data):
        return draft
    changes = [log.change("name", "Name", draft.name, name)] if name != draft.name else []
    changes += _changes(draft.data, data)
    draft.name, draft.data = name, data
    draft.save(update_fields=["name", "data"])
    says = f"Changed {what} of version {draft.version} of the risk matrix “{draft.name}”"
    _tell(draft, "version changed", says, by=by, changes=changes)
    return draft


WORDS = {
    "likelihoods": "Steps of likelihood",
    "impacts": "Steps of impact",
    "bands": "Bands",
    "domains": "Domains",
    "overall": "Of several domains",
    "table": "Table of scores",
}


def _changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        log.change(key, words, _shown(key, was.get(key)), _shown(key, now.get(key)))
        for key, words in WORDS.items()
        if was.get(key) != now.get(key)
    ]


def _shown(key: str, value: Any) -> str:
    """A part of a matrix in a line of the history."""
    if key == "overall":
        return risk.OVERALL[value or "highest"][0]
    if not value:
        return "likelihood × impact" if key == "table" else ""
    if key == "bands":
        return "; ".join(
            f"{name} from {least}, {level}, every {days} days" for least, name, level, days in value
        )
    if key == "domains":
        return "; ".join(name for name, _ in value)
    if key == "table":
        return "; ".join(" ".join(map(str, row)) for row in value)
    return ", ".join(map(str, value))


@transaction.atomic
def publish(one: Matrix, from_on: date, *, by: User | None, on: date) -> Matrix:
    """New risks are scored on it from a day on. Raises NotNow while something is wrong with it, or for a day gone by."""
    draft = _draft(one)
    if wrong := risk.faults(draft.scale):
        raise NotNow(f"{wrong[0]} Put that right before it is published.")
    if from_on < on:
        raise NotNow("It can be in force from today or a later day: what was scored before stays as it was.")
    draft.is_draft, draft.from_on = False, from_on
    draft.save(update_fields=["is_draft", "from_on"])
    says = (
        f"Published version {draft.version} of the risk matrix “{draft}”, in force from {say_date(from_on)}"
    )
    _tell(draft, "version published", says, by=by)
    return draft


@transaction.atomic
def discard(one: Matrix, *, by: User | None) -> None:
    """Throw a draft away; nothing was ever scored on it."""
    draft = _draft(one)
    _tell(
        draft, "version discarded", f"Discarded version {draft.version} of the risk matrix “{draft}”", by=by
    )
    draft.delete()


def _draft(one: Matrix) -> Matrix:
    """The draft, locked. Raises NotNow where it was published or thrown away meanwhile."""
    draft = Matrix.objects.select_for_update(of=("self",)).filter(pk=one.pk, is_draft=True).first()
    if draft is None:
        raise NotNow("This version is published, so it stays as it is. Prepare a new version.")
    return draft


def _tell(one: Matrix, verb: str, says: str, *, by: User | None, **more: Any) -> None:
    log.record(verb, one.organisation or one, by=by, says=says, **more)
