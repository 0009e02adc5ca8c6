"""What a list of projects can show, on the page and in a file alike: one definition of each column."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from quantock.access.roles import ROLE_NAMES, Role
from quantock.desk.queries.beside import Beside, Next
from quantock.desk.queries.choices import Choices, Named, takes
from quantock.engines.dates import say_date, say_short
from quantock.engines.documents.columns import Column as FileColumn
from quantock.engines.text import money_exact
from quantock.projects.models import Confidence, MoneyFact
from quantock.projects.models.record import ENDED_STATES
from quantock.projects.services.local import in_words

USUAL = ("ref", "title", "state", "step", "confidence", "milestone", "updated")
MOST_CHOSEN = 20
IN_YEAR = [
    (f"money-{nature or 'unstated'}-in-year-{basis}", f"In-year {basis}, {label.lower()}")
    for nature, label in MoneyFact.Nature.choices
    for basis in (MoneyFact.Basis.BUDGET, MoneyFact.Basis.FORECAST)
]
WHOLE_LIFE = [
    (f"money-{nature or 'unstated'}-whole-life-budget", f"Whole-life cost, {label.lower()}")
    for nature, label in MoneyFact.Nature.choices
]


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a list: the record, and what stands beside it."""

    record: Any
    project: Any
    was: str = ""
    next: Next | None = None
    updated: date | None = None
    local: Mapping[int, Any] = field(default_factory=dict)
    money: Mapping[str, tuple[int | None, str]] = field(default_factory=dict)
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    themes: Sequence[str] = ()
    portfolios: Sequence[str] = ()
    steps: int = 0
    place: int = 0


Says = Callable[[Shown], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it sorts by, and the columns and values it has in a file."""

    key: str
    heading: str
    says: Says
    kind: str = "text"
    sort: str = ""
    file: Sequence[tuple[str, str]] = ()
    values: Callable[[Shown], tuple[Any, ...]] | None = None
    short: str = ""

    @property
    def label(self) -> str:
        """Its heading on the page, where there is less room than in a file."""
        return self.short or self.heading

    @property
    def is_number(self) -> bool:
        return self.kind in ("money", "number")

    def text(self, row: Shown) -> str:
        """Its cell on the page."""
        value = self.says(row)
        if isinstance(value, date):
            return say_short(value, year=True)
        if isinstance(value, Decimal):
            return in_words(value)
        return money_exact(value) if self.is_number and isinstance(value, int) else str(value or "")

    def headings(self) -> set[str]:
        """All that it is called, on the page and in files."""
        return {self.heading, self.label, *(named.heading for named in self.file_columns())}

    def file_columns(self) -> list[FileColumn]:
        named = self.file or ((self.heading, self.kind),)
        return [FileColumn(heading, kind) for heading, kind in named]  # type: ignore[arg-type]

    def file_values(self, row: Shown) -> tuple[Any, ...]:
        return self.values(row) if self.values else (self.says(row),)


def offered(choices: Choices, since: date) -> dict[str, Column]:
    """Every column, in the order they are offered."""
    then = f"Delivery confidence on {say_date(since)}"
    columns = [
        Column("ref", "Reference", lambda row: row.project.ref, sort="ref", short="Ref"),
        Column(
            "title",
            "Title",
            lambda row: row.record.title,
            sort="title",
            file=(("Title", "text"), ("Lead organisation", "text")),
            values=lambda row: (row.record.title, row.record.lead_organisation.called),
        ),
        Column("state", "State", lambda row: row.record.get_state_display(), sort="state"),
        Column("step", "Step", lambda row: row.record.step.name if row.record.step else "", sort="step"),
        Column(
            "confidence",
            "Delivery confidence",
            _confidence,
            sort="confidence",
            file=(("Delivery confidence", "text"), ("Rated by", "text"), (then, "text")),
            values=lambda row: (_confidence(row), _rater(row), _was(row)),
            short="Confidence",
        ),
        Column(
            "milestone",
            "Next milestone",
            lambda row: row.next.name if row.next else "",
            file=(("Next milestone", "text"), ("Next milestone forecast", "date")),
            values=lambda row: (row.next.name, row.next.forecast) if row.next else (None, None),
        ),
        Column("updated", "Updated", lambda row: row.updated, "date", sort="updated"),
        Column(
            "start",
            "Start",
            lambda row: row.record.starts_on or row.record.planned_start_text,
            "date",
            "start",
        ),
        Column("end", "End", lambda row: row.record.ends_on or row.record.forecast_end_text, "date", "end"),
        Column("track", "Track", lambda row: row.record.get_track_display()),
        Column("unit", "Unit", lambda row: row.record.unit.name if row.record.unit else ""),
        Column("category", "Category", lambda row: row.record.category),
        Column("place", "Place", lambda row: row.record.place_text),
        Column("course", "How it goes", lambda row: row.project.course.capitalize()),
        Column("visibility", "Who sees it", lambda row: row.project.get_visibility_display()),
        *(_people(role) for role in (Role.SPONSOR, Role.LEAD, Role.COACH)),
        Column("themes", "Strategic themes", lambda row: ", ".join(row.themes)),
        Column("portfolios", "Portfolios", lambda row: ", ".join(row.portfolios)),
        *(_money(key, heading) for key, heading in (*IN_YEAR, *WHOLE_LIFE)),
    ]
    taken = {words.casefold() for column in columns for words in column.headings()}
    columns += [_local(each, told_apart(each.name, taken)) for each in choices.of("local")]
    return {column.key: column for column in columns}


def told_apart(heading: str, taken: set[str]) -> str:
    """A heading that no other column has: a field of an organisation's own may be called as one of ours, or of another's."""
    new, again = heading, 2
    while new.casefold() in taken:
        new, again = f"{heading} ({again})", again + 1
    taken.add(new.casefold())
    return new


def _confidence(row: Shown) -> str:
    return str(row.record.get_confidence_display()) if row.record.track == "full" else ""


def _rater(row: Shown) -> str:
    """Whose judgement it is: the sponsor's, else the programme office's, else the independent one."""
    return str(row.record.get_confidence_rater_display()) if _confidence(row) else ""


def _was(row: Shown) -> str:
    return str(Confidence(row.was).label) if row.was else ""


def _people(role: Role) -> Column:
    return Column(
        role.value.replace(" ", "-"), ROLE_NAMES[role], lambda row: ", ".join(row.people.get(role, ()))
    )


def _money(key: str, heading: str) -> Column:
    def say(row: Shown) -> Any:
        pence, text = row.money.get(key, (None, ""))
        return text if pence is None else pence

    return Column(key, heading, say, "money")


def _local(one: Named, heading: str) -> Column:
    """A field of an organisation's own, in a file as its kind: numbers can be added up, days sorted."""
    kind, _ = takes(one)
    return Column(
        f"local-{one.pk}",
        heading,
        lambda row: row.local.get(one.pk, ""),
        kind if kind in ("number", "money", "date") else "text",
    )


def chosen(asked: Sequence[str], columns: Mapping[str, Column]) -> list[Column]:
    """The columns of the address, in the order offered; the title is always there, so that a row can be opened."""
    wanted = {key for key in asked if key in columns} or set(USUAL)
    found = [column for key, column in columns.items() if key in wanted or key == "title"]
    return found[:MOST_CHOSEN]


def shown(rows: Iterable[Any], beside: Beside, choices: Choices) -> Iterator[Shown]:
    """Rows of a list with what stands beside them. No query."""
    places = {
        step.pk: (place, len(steps))
        for steps in choices.steps.values()
        for place, step in enumerate(steps, 1)
    }
    for record in rows:
        project = getattr(record, "project", record)
        place, steps = places.get(record.step_id, (0, 0))
        yield Shown(
            record=record,
            project=project,
            was=beside.was.get(project.pk, ""),
            next=None if record.state in ENDED_STATES else beside.next.get(project.pk),
            updated=beside.updated.get(project.pk),
            local=beside.local.get(project.pk, {}),
            money=beside.money.get(project.pk, {}),
            people=beside.people.get(project.pk, {}),
            themes=beside.themes.get(project.pk, ()),
            portfolios=beside.portfolios.get(project.pk, ()),
            steps=steps,
            place=place,
        )
