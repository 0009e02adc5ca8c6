"""A register as a table to take away: the columns of its kind, the words that the page shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from quantock.engines.dates import say_date
from quantock.engines.documents.columns import Column
from quantock.raid.asked import Asked
from quantock.raid.everywhere import Moved
from quantock.raid.kinds import REGISTERS, Field, Kind
from quantock.raid.queries import Row
from quantock.raid.ties import Between

FIRST = (
    Column("Project", "text", 12),
    Column("Reference", "text", 12),
    Column("Kind", "text", 14),
    Column("What", "text", 60),
    Column("How it stands", "text", 18),
    Column("Owner", "text", 26),
    Column("Due", "date"),
    Column("Raised", "date"),
    Column("Closed", "date"),
)
SCORES = (
    Column("Score before", "number"),
    Column("Score now", "number"),
    Column("Level", "text", 12),
    Column("Score expected", "number"),
    Column("Score aimed at", "number"),
    Column("Impact by domain", "text", 40),
    Column("Last reviewed", "date"),
)


def _fields(kinds: Sequence[Kind]) -> list[Field]:
    """The registers' own fields, where the list is of one register."""
    return list(REGISTERS[kinds[0]].fields) if len(kinds) == 1 else []


def columns_of(kinds: Sequence[Kind]) -> list[Column]:
    scores = SCORES if Kind.RISK in kinds else ()
    own = [
        Column(field.label, {"date": "date", "money": "money"}.get(field.form, "text"), None)  # type: ignore[arg-type]
        for field in _fields(kinds)
    ]
    return [*FIRST, *scores, *own]


def moved_columns(since: date) -> list[Column]:
    """What a file of risks says of the day that movement is told from."""
    return [Column(f"Score on {say_date(since)}", "number"), Column("Movement", "number")]


def rows_of(
    rows: Sequence[Row], kinds: Sequence[Kind], expected: Mapping[int, int] | None = None
) -> Iterator[list[object]]:
    """`expected`: the score of each risk when what is to be done about it has had its effect; none on a past day."""
    expected = expected or {}
    fields = [(field, dict(field.choices)) for field in _fields(kinds)]
    for row in rows:
        one = row.entry
        yield [
            one.project.ref,
            one.ref,
            one.get_kind_display(),
            one.title,
            one.stands,
            one.owned_by,
            one.due_on,
            one.raised_on,
            one.closed_on,
            *(
                [
                    one.inherent_score,
                    one.score,
                    one.level,
                    expected.get(one.pk),
                    one.target_score,
                    "; ".join(f"{name} {impact}" for name, impact in one.domains.items()) or None,
                    one.reviewed_on,
                ]
                if Kind.RISK in kinds
                else []
            ),
            *(_said(field, one.details.get(field.name, ""), words) for field, words in fields),
        ]


def of_projects(
    columns: Sequence[Column], lines: Iterable[list[object]], found: Iterable[Moved]
) -> tuple[list[Column], Iterator[list[object]]]:
    """The same with what each project is called and who leads it: a file of many projects is read without this site."""
    project, *others = columns
    named = [project, Column("Title of the project", "text", 40), Column("Lead organisation", "text", 40)]
    projects = (each.row.entry.project for each in found)
    told = (
        [ref, of.title, of.lead_organisation.called, *rest]
        for (ref, *rest), of in zip(lines, projects, strict=True)
    )
    return [*named, *others], told


def _said(field: Field, value: str | int, words: dict[str, str]) -> object:
    """An answer as its column holds it; nothing where there was none."""
    if value in ("", None):
        return None
    return date.fromisoformat(str(value)) if field.form == "date" else words.get(str(value)) or value


ASKED_COLUMNS = (
    Column("Project", "text", 12),
    Column("Reference", "text", 12),
    Column("Kind", "text", 14),
    Column("What", "text", 60),
    Column("What is asked", "text", 60),
    Column("Who asks", "text", 26),
    Column("Organisation", "text", 40),
    Column("Who is asked", "text", 40),
    Column("Asked", "date"),
    Column("Wanted by", "date"),
    Column("Days waited", "number"),
    Column("How it stands", "text", 18),
    Column("Answered", "date"),
    Column("Answered by", "text", 26),
    Column("Answer", "text", 60),
)


def asked_rows(rows: Sequence[Asked]) -> Iterator[list[object]]:
    """What was released of each, never more."""
    for row in rows:
        one, shown = row.one, row.one.shown
        yield [
            shown["project"],
            shown["ref"],
            shown["kind"],
            one.title,
            one.why,
            str(one.asked_by or "") or None,
            shown["organisation"],
            one.asks,
            one.asked_on,
            one.by_when,
            row.waiting,
            row.stands,
            *(
                (one.answered_on, str(one.answered_by or "") or None, one.answer or None)
                if row.is_answered
                else [None] * 3
            ),
        ]


BETWEEN_COLUMNS = (
    Column("Project", "text", 12),
    Column("Reference", "text", 12),
    Column("What is handed over", "text", 60),
    Column("Who gives", "text", 40),
    Column("Organisation that gives", "text", 40),
    Column("Who needs", "text", 40),
    Column("Organisation that needs", "text", 40),
    Column("Needed by", "date"),
    Column("Promised for", "date"),
    Column("Working days late", "number"),
    Column("How it stands", "text", 18),
    Column("Confirmed", "text", 26),
)


def between_rows(rows: Sequence[Between]) -> Iterator[list[object]]:
    for row in rows:
        one = row.entry
        yield [
            one.project.ref,
            one.ref,
            one.title,
            *row.giver,
            *row.needer,
            one.due_on,
            row.promised,
            row.gap,
            one.stands,
            row.confirmed,
        ]
