"""Two projects side by side before they become one: what differs, what goes where."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Model, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from quantock.audit.facts import Fact
from quantock.engines.dates import say_date
from quantock.engines.text import money_exact, plural, say_list
from quantock.projects import rules
from quantock.projects.models import (
    CharterFact,
    Follow,
    Involvement,
    Link,
    LocalFact,
    MembershipFact,
    MoneyFact,
    Notice,
    Project,
    Rater,
    RatingFact,
    StatusUpdate,
    ThemeFact,
)
from quantock.projects.services import label, shown
from quantock.projects.services.twins import OPEN, Chosen, last_event, refused, tables

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
    fact: tuple[type[Fact], int] | None = None
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
        """What the one project will say, by what was picked ("gone") for each choice. A query for each fact."""
        of_gone = [side for side in self.sides if side.taken or picked.get(side.key) == "gone"]
        facts = [side.fact for side in of_gone if side.fact]
        record: dict[str, Any] = {}
        charter: dict[str, Any] = {}
        for side in of_gone:
            record |= side.record
            charter |= side.charter
        return Chosen(
            record,
            charter,
            tuple(family._default_manager.get(pk=key) for family, key in facts),
            any(side.programme for side in of_gone),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside the records of the two: a row each of a fact in force, a person, an update being written."""

    kept: Mapping[str, Sequence[Mapping[str, Any]]]
    gone: Mapping[str, Sequence[Mapping[str, Any]]]

    @classmethod
    def of(cls, kept: Project, gone: Project) -> "Told":
        """One query."""
        found: tuple[dict[str, list[Any]], ...] = (defaultdict(list), defaultdict(list))
        rows = [_beside(what, rows, **columns) for what, rows, columns in _parts((kept.pk, gone.pk))]
        for what, project, pk, said in rows[0].union(*rows[1:], all=True).order_by("key"):
            read = json.loads(said) if isinstance(said, str) else said
            found[project == gone.pk][what].append({"pk": pk, **read})
        return cls(*found)


def _parts(both: Sequence[int]) -> Iterator[tuple[str, Any, dict[str, str]]]:
    """Each with the columns that are told of it."""
    for family, columns in TOLD.items():
        every: Any = family._default_manager
        facts = every.filter(so_until=None, withdrawn_at=None, project__in=both)
        if family is MembershipFact:
            facts = facts.filter(present=True)
        yield str(family._meta.model_name), facts, columns
    people = Involvement.objects.filter(project__in=both, until=None)
    yield PEOPLE, people, {"person": "person__name", "name": "name"}
    yield DRAFTS, StatusUpdate.objects.filter(project__in=both, stage__in=OPEN), {"stage": "stage"}


PEOPLE, DRAFTS = "people", "drafts"
TOLD: Mapping[type[Fact], dict[str, str]] = {
    RatingFact: {"rater": "rater", "text": "text"},
    MoneyFact: {name: name for name in (*MoneyFact.key[1:], "pence", "text")},
    ThemeFact: {"theme": "theme_id", "name": "theme__name", "contribution": "contribution"},
    LocalFact: {"field": "field_id", "name": "field__label", "text": "text"},
    MembershipFact: {"portfolio": "portfolio_id", "name": "portfolio__name"},
}


def _beside(what: str, rows: QuerySet[Any], **columns: str) -> QuerySet[Any, Any]:
    """The same four columns from any table."""
    told = {"what": Value(what, TextField()), "key": F("pk"), "said": JSONObject(**columns)}
    found: QuerySet[Any, Any] = rows.order_by().annotate(**told)
    return found.values_list("what", "project_id", "key", "said")


def twins(kept: Project, gone: Project) -> Twins:
    """Five queries."""
    told, (counts, inside) = Told.of(kept, gone), _counted(gone)
    sides = [*_record(kept, gone), *_charter(kept, gone), *_facts(told), *_programme(kept, gone)]
    written = len(told.kept[DRAFTS]) + len(told.gone[DRAFTS])
    carried = list(_carried(kept, gone, told, counts, inside))
    return Twins(sides, carried, refused(kept, gone, written), last_event(kept, gone))


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
    """One query."""
    found = {row.project_id: row for row in CharterFact.objects.now().filter(project__in=(kept, gone))}
    mine, theirs = (found.get(one.pk) or CharterFact(project=one) for one in (kept, gone))
    for name in CharterFact.says:
        was, now = getattr(mine, name), getattr(theirs, name)
        if now and was != now:
            name_of, said = label(name, CharterFact), {name: now}
            yield Side(f"charter-{name}", name_of, _plain(was), _plain(now), {}, said)


def _plain(value: Any) -> str:
    return say_date(value) if isinstance(value, date) else str(value or "")


def _facts(told: Told) -> Iterator[Side]:
    for family in SAID_OF_EACH:
        what = str(family._meta.model_name)
        names = [name for name in TOLD[family] if name in family.key]
        mine = {tuple(row[name] for name in names): row for row in told.kept[what]}
        for row in told.gone[what]:
            key = tuple(row[name] for name in names)
            was, now = _words(family, mine[key]) if key in mine else "", _words(family, row)
            if now and was != now:
                of = "-".join(map(str, key)).replace(" ", "-")
                fact = (family, row["pk"]) if key in mine else None
                yield Side(f"{what}-{of}", _named(family, row), was, now, {}, {}, fact)


def _named(family: type[Fact], row: Mapping[str, Any]) -> str:
    if family is MoneyFact:
        return MoneyFact(**{name: row[name] for name in MoneyFact.key[1:]}).what()
    if family is ThemeFact:
        return f"Theme: {row['name']}"
    if family is LocalFact:
        return str(row["name"])
    return f"Delivery confidence, {Rater(row['rater']).label.lower()}"


def _words(family: type[Fact], row: Mapping[str, Any]) -> str:
    if family is MoneyFact:
        return money_exact(row["pence"]) if row["pence"] is not None else str(row["text"])
    if family is ThemeFact:
        return rules.CONTRIBUTION[row["contribution"]] if row["contribution"] else ""
    return str(row["text"])


def _programme(kept: Project, gone: Project) -> Iterator[Side]:
    if gone.parent and gone.parent_id != kept.parent_id:
        was = kept.parent.ref if kept.parent else ""
        yield Side("programme", "Part of the programme", was, gone.parent.ref, {}, {}, programme=True)


def _carried(
    kept: Project, gone: Project, told: Told, counts: Mapping[type[Model], int], inside: int
) -> Iterator[str]:
    """What goes to the first project, counted."""
    mine = {row["portfolio"] for row in told.kept["membershipfact"]}
    for row in told.gone["membershipfact"]:
        if row["portfolio"] not in mine:
            yield f"the portfolio “{row['name']}”"
    people = list(dict.fromkeys(str(row["person"] or row["name"]) for row in told.gone[PEOPLE]))
    if people:
        yield f"{say_list(people)}, who will have the same part, and may then do there what it allows"
    if gone.lead_organisation_id != kept.lead_organisation_id:
        yield f"{gone.lead_organisation.name}, as a partner"
    if inside:
        yield f"{plural(inside, 'project')} that {'is' if inside == 1 else 'are'} part of it"
    if told.gone[DRAFTS]:
        yield "the update that is being written"
    for table, count in counts.items():
        if count:
            name = str(table._meta.verbose_name)
            names = f"{name[:-1]}ies" if name.endswith("ry") else str(table._meta.verbose_name_plural)
            yield plural(count, *CALLED.get(table, (name, names)))


def _counted(gone: Project) -> tuple[dict[type[Model], int], int]:
    """How many of each table are the project's, in the order of the tables, and how many projects are part of it. One query."""
    counts: dict[type[Model], int] = {}
    held = {}
    every: list[tuple[type[Model], str]] = [*tables(), (Project, "parent")]
    for place, (table, column) in enumerate(every):
        rows = table._default_manager.filter(**{column: OuterRef("pk")}).order_by().values(column)
        held[f"held_{place}"] = Subquery(rows.annotate(held=Count("*")).values("held"))
    *found, inside = Project.objects.filter(pk=gone.pk).values_list(*held.values()).get()
    for (table, _), count in zip(tables(), found, strict=True):
        counts[table] = counts.get(table, 0) + (count or 0)
    return counts, inside or 0


CALLED: Mapping[type[Model], tuple[str, str]] = {
    Follow: ("person who follows it", "people who follow it"),
    Notice: ("notice to somebody", "notices to people"),
    Link: ("link to a document", "links to documents"),
}
