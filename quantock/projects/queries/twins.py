"""Two projects side by side before they become one: what differs, what goes where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Model, OuterRef, Subquery

from quantock.audit.facts import Fact
from quantock.engines.dates import say_date
from quantock.engines.text import money_exact, plural, say_list
from quantock.projects import rules
from quantock.projects.models import (
    CharterFact,
    Follow,
    Link,
    LocalFact,
    MembershipFact,
    MoneyFact,
    Notice,
    Project,
    RatingFact,
    Stage,
    ThemeFact,
)
from quantock.projects.queries.record import charter_of
from quantock.projects.services import label, shown
from quantock.projects.services.twins import Chosen, last_event, refused, tables

# What belongs together is chosen together: a state with its outcome, a track with its step.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Title", ("title",)),
    ("State", ("state", "state_reason", "outcome", "outcome_sentence", "lesson", "actual_end")),
    ("Lead organisation", ("lead_organisation", "organisation_text", "unit")),
    ("Track and step", ("track", "life_cycle", "step")),
    ("Who may see it", ("visibility",)),
    ("Start, planned", ("planned_start", "planned_start_text")),
    ("Start", ("actual_start",)),
    ("End, planned", ("planned_end",)),
    ("End, expected", ("forecast_end", "forecast_end_text")),
    ("Type", ("kind",)),
    ("Category", ("category",)),
    ("Place", ("place_text",)),
    ("Led by", ("led_by",)),
    ("Days between updates", ("reporting_days",)),
)
SAID_OF_EACH = (RatingFact, MoneyFact, ThemeFact, LocalFact)


@dataclass(frozen=True, slots=True)
class Side:
    """One thing that the two say differently. `taken` where the first says nothing, so that there is no choice."""

    key: str
    label: str
    kept: str
    gone: str
    record: Mapping[str, Any]
    charter: Mapping[str, Any]
    fact: Fact | None = None
    programme: bool = False

    @property
    def taken(self) -> bool:
        return not self.kept


@dataclass(frozen=True, slots=True)
class Twins:
    """The preview of a merge."""

    sides: Sequence[Side]
    carried: Sequence[str]
    refused: str
    last_seen: int

    @property
    def choices(self) -> list[Side]:
        return [side for side in self.sides if not side.taken]

    @property
    def taken(self) -> list[Side]:
        return [side for side in self.sides if side.taken]

    def chosen(self, picked: Mapping[str, str]) -> Chosen:
        """What the one project will say, by what was picked ("gone") for each choice."""
        of_gone = [side for side in self.sides if side.taken or picked.get(side.key) == "gone"]
        record: dict[str, Any] = {}
        charter: dict[str, Any] = {}
        for side in of_gone:
            record |= side.record
            charter |= side.charter
        return Chosen(
            record,
            charter,
            tuple(side.fact for side in of_gone if side.fact),
            any(side.programme for side in of_gone),
        )


def twins(kept: Project, gone: Project) -> Twins:
    """A query for each family of facts and each table that has something to carry."""
    sides = [*_record(kept, gone), *_charter(kept, gone), *_facts(kept, gone), *_programme(kept, gone)]
    return Twins(sides, list(_carried(kept, gone)), refused(kept, gone), last_event(kept, gone))


def _record(kept: Project, gone: Project) -> Iterator[Side]:
    for name, columns in GROUPS:
        mine, theirs = _group(kept, columns), _group(gone, columns)
        if theirs and mine != theirs:
            said = {column: getattr(gone, column) for column in columns}
            yield Side(columns[0], name, mine, theirs, said, {})


def _group(project: Project, columns: Sequence[str]) -> str:
    """The values of columns that belong together, in words."""
    found = []
    for column in columns:
        value = getattr(project, column)
        words = say_date(value) if isinstance(value, date) else shown(project, column)
        if words and column != "life_cycle":
            found.append(words)
    return "; ".join(found)


def _charter(kept: Project, gone: Project) -> Iterator[Side]:
    mine, theirs = charter_of(kept), charter_of(gone)
    for name in CharterFact.says:
        was, now = getattr(mine, name), getattr(theirs, name)
        if now and was != now:
            name_of, said = label(name, CharterFact), {name: now}
            yield Side(f"charter-{name}", name_of, _plain(was), _plain(now), {}, said)


def _plain(value: Any) -> str:
    return say_date(value) if isinstance(value, date) else str(value or "")


def _facts(kept: Project, gone: Project) -> Iterator[Side]:
    for family in SAID_OF_EACH:
        rows: Any = family.objects.now()
        if family in NAMED:
            rows = rows.select_related(NAMED[family])
        mine = {row.key_values()[1:]: row for row in rows.filter(project=kept)}
        for row in rows.filter(project=gone):
            key = row.key_values()[1:]
            was, now = _words(mine[key]) if key in mine else "", _words(row)
            if now and was != now:
                of = "-".join(map(str, key)).replace(" ", "-")
                fact = row if key in mine else None
                yield Side(f"{family._meta.model_name}-{of}", _named(row), was, now, {}, {}, fact)


NAMED: Mapping[type[Fact], str] = {ThemeFact: "theme", LocalFact: "field"}


def _named(row: Any) -> str:
    if isinstance(row, MoneyFact):
        return row.what()
    if isinstance(row, ThemeFact):
        return f"Theme: {row.theme.name}"
    if isinstance(row, LocalFact):
        return row.field.label
    return f"Delivery confidence, {row.get_rater_display().lower()}"


def _words(row: Any) -> str:
    if isinstance(row, MoneyFact):
        return money_exact(row.pence) if row.pence is not None else row.text
    if isinstance(row, ThemeFact):
        return rules.CONTRIBUTION[row.contribution] if row.contribution else ""
    return str(row.text)


def _programme(kept: Project, gone: Project) -> Iterator[Side]:
    if gone.parent and gone.parent_id != kept.parent_id:
        was = kept.parent.ref if kept.parent else ""
        yield Side("programme", "Part of the programme", was, gone.parent.ref, {}, {}, programme=True)


def _carried(kept: Project, gone: Project) -> Iterator[str]:
    """What goes to the first project, counted."""
    present = MembershipFact.objects.now().filter(present=True)
    mine = present.filter(project=kept).values("portfolio")
    for row in present.filter(project=gone).exclude(portfolio__in=mine).select_related("portfolio"):
        yield f"the portfolio “{row.portfolio.name}”"
    parts = gone.involvements.filter(until=None).select_related("person")
    people = list(dict.fromkeys(str(part.person or part.name) for part in parts))
    if people:
        yield f"{say_list(people)}, who will have the same part, and may then do there what it allows"
    if gone.lead_organisation_id != kept.lead_organisation_id:
        yield f"{gone.lead_organisation.name}, as a partner"
    inside = Project.objects.filter(parent=gone).count()
    if inside:
        yield f"{plural(inside, 'project')} that {'is' if inside == 1 else 'are'} part of it"
    drafts = gone.updates.filter(stage__in=(Stage.DRAFT, Stage.SUBMITTED)).count()
    if drafts:
        yield "the update that is being written"
    for table, count in _counted(gone).items():
        if count:
            name = str(table._meta.verbose_name)
            names = f"{name[:-1]}ies" if name.endswith("ry") else str(table._meta.verbose_name_plural)
            yield plural(count, *CALLED.get(table, (name, names)))


def _counted(gone: Project) -> dict[type[Model], int]:
    """How many of each table are the project's, in the order of the tables. One query."""
    counts: dict[type[Model], int] = {}
    held = {}
    for place, (table, column) in enumerate(tables()):
        rows = table._default_manager.filter(**{column: OuterRef("pk")}).order_by().values(column)
        held[f"held_{place}"] = Subquery(rows.annotate(held=Count("*")).values("held"))
    found = Project.objects.filter(pk=gone.pk).values_list(*held.values()).get()
    for (table, _), count in zip(tables(), found, strict=True):
        counts[table] = counts.get(table, 0) + (count or 0)
    return counts


CALLED: Mapping[type[Model], tuple[str, str]] = {
    Follow: ("person who follows it", "people who follow it"),
    Notice: ("notice to somebody", "notices to people"),
    Link: ("link to a document", "links to documents"),
}
