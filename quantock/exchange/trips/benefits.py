"""Benefits brought back: compared with what is so now, and kept by the verbs of benefits, as one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.benefits import rules, services
from quantock.benefits.classes import BenefitClass, Recurrence
from quantock.benefits.models import Benefit
from quantock.benefits.queries import shows_figures
from quantock.engines.documents.roundtrip import EditColumn
from quantock.engines.text import clean
from quantock.exchange import logs
from quantock.exchange.models import BroughtBack
from quantock.exchange.trips.benefit_columns import (
    FORECAST,
    IN_YEAR,
    REPORTED,
    Months,
    columns_of,
    hundredths,
    month_of,
    months_held,
    values_of,
    years_in,
)
from quantock.exchange.trips.compare import (
    PART,
    Added,
    Change,
    Preview,
    Trip,
    changes_in,
    first_refused,
    is_key,
    shown,
    text_refused,
)
from quantock.exchange.trips.naming import Names, words_of
from quantock.exchange.workbook import typed
from quantock.projects.counting import together
from quantock.projects.models import Project

LONGEST = {
    "title": 300,
    "owner": 200,
    "unit": 40,
    "no_figure": 300,
    "baseline": 200,
    "target": 200,
    "how": 2000,
    "notes": 20_000,
}
LARGEST = 10**13
"""Above all that a project could be worth; in hundredths it still fits into its column."""
STAYS = "A benefit stays with its project"
HAS_MONTHS = "Its months are kept in {unit}: they would mean something else. Add a benefit of its own"


@dataclass(frozen=True, slots=True)
class Around:
    """What the rows of a workbook need."""

    columns: Sequence[EditColumn]
    viewer: Viewer
    names: Names


def compare(back: BroughtBack, viewer: Viewer) -> Preview:
    """What was changed against what is so now. A few queries for each 500 rows."""
    found, on = Preview(), timezone.localdate()
    years = years_in({name for row in back.rows for name in row["values"]}, on=on)
    around = Around(columns_of(years, on=on), viewer, Names(viewer.user))
    rows = [row for row in back.rows if row["key"]]
    for start in range(0, len(rows), PART):
        _compare(found, rows[start : start + PART], around)
    if new := [row for row in back.rows if not row["key"]]:
        _add(found, new, around, back.kind.partition(" of ")[2])
    return found


def _compare(found: Preview, rows: Sequence[Mapping[str, Any]], around: Around) -> None:
    keys = [row["key"] for row in rows if is_key(row["key"])]
    seen = Benefit.objects.visible_to(around.viewer).filter(uid__in=keys)
    benefits = {str(one.uid): one for one in seen.select_related("project", "owner", "measure")}
    held = months_held(benefits.values())
    named = ((benefits[row["key"]], row) for row in rows if row["key"] in benefits)
    around.names.look_up(
        {(one.project_id, words) for one, row in named if (words := words_of(row["values"].get("owner")))}
    )
    for row in rows:
        benefit = benefits.get(row["key"])
        if benefit is None:
            found.refuse(row["number"], "It is not a benefit that you may see")
        else:
            months = held.get(benefit.pk, {})
            changes = _changes(row, benefit, months, around)
            found.take(changes)
            if asked := _outside(
                {each.field: each.value for each in changes if not each.refused}, benefit, months
            ):
                found.noted.append((f"{benefit.ref} of {benefit.project.ref}", asked))


def _changes(row: Mapping[str, Any], one: Benefit, months: Months, around: Around) -> list[Change]:
    may, shows = _may(one, around.viewer), shows_figures(around.viewer, one)

    def refusal(at: str, value: Any, column: EditColumn) -> str:
        if at == "project":
            return STAYS
        return refused(at, value, one.project, around) if may else "You may not change this"

    changes = changes_in(
        row,
        one,
        ref=f"{one.ref} of {one.project.ref}",
        title=one.title,
        columns=around.columns,
        values=values_of(one, around.columns, months, shows=shows),
        refusal=refusal,
    )
    wrong = _together({each.field: each.value for each in changes if not each.refused}, one, months)
    return [
        replace(each, refused=wrong.get(each.field, "")) if not each.refused else each for each in changes
    ]


def _outside(values: Mapping[str, Any], one: Benefit, held: Months) -> str:
    """What would be reported outside the time of the benefit, once this is kept; nothing where none of it was changed."""
    typed_months = {
        month_of(at): hundredths(value) for at, value in values.items() if at.startswith(REPORTED)
    }
    if not typed_months and not values.keys() & {"starts", "ends"}:
        return ""
    days = {name: values.get(name, getattr(one, name)) for name in ("starts", "ends")}
    reported = {month: fact.reported for month, fact in held.items()} | typed_months
    found = rules.outside((rules.MonthSaid(month, reported=each) for month, each in reported.items()), **days)
    return rules.say_outside(found) if found else ""


def _may(one: Benefit, viewer: Viewer) -> bool:
    """As by hand: the project's people and benefits leads may, and whoever owns it, unless its figures are not for them."""
    mine = one.owner is not None and viewer.user is not None and one.owner.user_id == viewer.user.pk
    return (mine or can(viewer, Permission.BENEFIT_EDIT, one)) and shows_figures(viewer, one)


def refused(at: str, value: Any, project: Project, around: Around) -> str:
    """Why a cell cannot be kept whatever stands beside it; empty where it can."""
    if at in ("title", "kind") and not value:
        return "It cannot be empty"
    if at == "owner" and (why := around.names.refused(project, words_of(value))):
        return why
    if isinstance(value, int | Decimal):
        return _figure_refused(at, Decimal(value))
    return text_refused(value, LONGEST.get(at, 300))


def _figure_refused(at: str, value: Decimal) -> str:
    if value * 100 != int(value * 100):
        return "Use at most two digits after the point"
    if abs(value) > LARGEST:
        return "It is too large a figure"
    return rules.NOT_NEGATIVE if value < 0 and not at.startswith(REPORTED) else ""


def _together(values: Mapping[str, Any], one: Benefit, months: Months) -> dict[str, str]:
    """What cannot stand together, as each cell that was typed is told of it: by the rules of the benefit's own form."""
    if not values:
        return {}
    found: dict[str, str] = {}
    try:
        said = said_of(values, one)
    except ValueError as wrong:
        found = dict.fromkeys(values.keys() & {"unit", "kind"}, str(wrong))
        values = {at: value for at, value in values.items() if at not in found}
        said = said_of(values, one)
    names = ("unit", "full_year", "in_year", "starts", "ends", "no_figure")
    whole = {name: said.get(name, getattr(one, name)) for name in names}
    if "unit" in said and said["unit"] != one.unit and months:
        return dict.fromkeys(values.keys() & {"unit", "kind"}, HAS_MONTHS.format(unit=one.unit))
    wrong_with = dict(rules.what_is_wrong(whole))
    for name, why in wrong_with.items():
        beside = {
            "ends": ("starts", "ends"),
            "no_figure": ("no_figure", "full_year"),
            "unit": ("unit", "kind"),
        }
        about = [at for at in values if at in beside.get(name, (name,)) or _is(name, at)]
        found |= dict.fromkeys(
            about or [at for at in values if at == "full_year" or at.startswith(IN_YEAR)], why
        )
    if whole["unit"] == "":
        told = [at for at in values if at.startswith((FORECAST, REPORTED))]
        found |= dict.fromkeys(told, "Say what it is counted in first")
    return found


def _is(name: str, at: str) -> bool:
    return name == "in_year" and at.startswith(IN_YEAR)


def _add(found: Preview, rows: Sequence[Mapping[str, Any]], around: Around, of: str) -> None:
    """Rows written below the others are new benefits, of the project they name or else of the one whose list it is."""
    placed = logs.placed(rows, of, around.viewer)
    around.names.look_up(
        {(project.pk, words_of(row["values"].get("owner"))) for row, project in placed if project}
    )
    columns = {column.field: column for column in around.columns}
    for row, project in placed:
        title = words_of(row["values"].get("title"))
        values = {
            name: typed(value) for name, value in row["values"].items() if name not in ("project", "of")
        }
        why = logs.unplaced(
            words_of(row["values"].get("project")), project, around.viewer, Permission.BENEFIT_EDIT
        )
        if not why and project:
            why = _not_new(row, values, project, columns, around)
        if why or project is None:
            found.refuse(row["number"], why, heading="New benefit", mine=title, at="title")
        else:
            rest = {at: value for at, value in values.items() if at != "title"}
            found.added.append(Added(title, str(project), project, values, shown(rest, columns)))
            if asked := _outside(values, Benefit(project=project), {}):
                found.noted.append((title, asked))


def _not_new(
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    project: Project,
    columns: Mapping[str, EditColumn],
    around: Around,
) -> str:
    """Why a new row cannot be kept: the first cell of it that is refused."""
    if not values.get("title") or not values.get("kind"):
        return "Say what will be better in the column “Benefit”, and its class"
    if why := first_refused(row, values, columns, lambda at, value: refused(at, value, project, around)):
        return why
    return next(iter(_together(values, Benefit(project=project), {}).values()), "")


@together()
def keep(found: Preview, chosen: Sequence[Change], back: BroughtBack, by: User, on: date) -> Batch | None:
    """One batch, which can be undone as a whole; whoever is given benefits is told once."""
    batch = Batch.objects.create(title=f"Benefits of {back.filename}"[:300], by=by)
    names = Names(by)
    wanted = {(each.record.project_id, words_of(each.value)) for each in chosen if each.field == "owner"}
    wanted |= {(each.home.pk, words_of(each.values.get("owner"))) for each in found.added}
    names.look_up({pair for pair in wanted if pair[1]})
    by_benefit: dict[int, list[Change]] = {}
    for change in chosen:
        by_benefit.setdefault(change.record.pk, []).append(change)
    given = []
    for changes in by_benefit.values():
        one: Benefit = changes[0].record
        values = {each.field: each.value for each in changes}
        said = said_of(values, one) | _owner(values, one.project, names)
        now = services.change_benefit(one, said, by=by, on=on, batch=batch, tell=False)
        if months := months_said(values):
            services.say_months(now, months, by=by, on=on, batch=batch)
        given += [now] if now.owner_id != one.owner_id else []
    by_home: dict[int, list[Added]] = {}
    for each in found.added:
        by_home.setdefault(each.home.pk, []).append(each)
    for some in by_home.values():
        project = some[0].home
        blank = Benefit(project=project)
        rows = [said_of(each.values, blank) | _owner(each.values, project, names) for each in some]
        made = services.add_benefits(project, rows, by=by, on=on, batch=batch, tell=False)
        for one, each in zip(made, some, strict=True):
            if months := months_said(each.values):
                services.say_months(one, months, by=by, on=on, batch=batch)
        given += made
        found.made += [(f"{one.ref} of {project.ref}", one.title) for one in made]
    services.given(given, by=by)
    return batch


def said_of(values: Mapping[str, Any], one: Benefit) -> dict[str, Any]:
    """Cells as a benefit keeps them. Raises ValueError, in words, where its class is not counted in the unit typed."""
    said: dict[str, Any] = {}
    for at, value in values.items():
        if at in ("title", "no_figure", "baseline", "target"):
            said[at] = words_of(value)
        elif at in ("how", "notes"):
            said[at] = clean(str(value or ""))
        elif at == "kind":
            said[at] = next(each.value for each in BenefitClass if each.label == value)
        elif at == "recurrence":
            said[at] = next((each.value for each in Recurrence if each.label == value), "")
        elif at in ("starts", "ends"):
            said[at] = value
        elif at == "full_year":
            said |= {at: hundredths(value), "full_year_text": _typed(value)}
        elif at.startswith(IN_YEAR):
            year = int(at.removeprefix(IN_YEAR))
            said |= {"in_year": hundredths(value), "in_year_text": _typed(value)}
            said["year"] = None if value is None else year
    if {"kind", "unit"} & values.keys():
        # A class that is counted in pounds says so itself.
        unit = words_of(values["unit"]) if "unit" in values else one.unit
        said["unit"] = rules.unit_of(said.get("kind", one.kind), unit)
    return said


def _typed(value: int | Decimal | None) -> str:
    return "" if value is None else f"{value:f}"[:60]


def _owner(values: Mapping[str, Any], project: Project, names: Names) -> dict[str, Any]:
    if "owner" not in values:
        return {}
    person, text = names.owner(project, words_of(values["owner"]))
    return {"owner": person, "owner_text": text}


def months_said(values: Mapping[str, Any]) -> dict[date, dict[str, Any]]:
    """What was typed of months, as the months keep it."""
    found: dict[date, dict[str, Any]] = {}
    for at, value in values.items():
        if at.startswith((FORECAST, REPORTED)):
            what = at.partition("-")[0]
            found.setdefault(month_of(at), {}).update(
                {what: hundredths(value), f"{what}_text": _typed(value)}
            )
    return found


TRIP = Trip("benefit", "benefits", compare, keep)
