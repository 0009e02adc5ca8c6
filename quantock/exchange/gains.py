"""What a sheet of benefits gives: classes by what was chosen, owners known by name, figures and months beside those kept here."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.benefits import rules, services
from quantock.benefits.models import Benefit, MonthFact
from quantock.engines.logs.benefits import POUNDS, BenefitSheet, Chosen, Gain
from quantock.engines.logs.finding import BENEFIT, Found
from quantock.engines.logs.words import plain
from quantock.exchange import logs
from quantock.exchange.conflicts import was_removed
from quantock.exchange.logs import CONFLICT, Account, Planned
from quantock.exchange.trips.benefit_columns import months_held
from quantock.exchange.trips.benefits import HAS_MONTHS
from quantock.people.models import Person
from quantock.projects.counting import together
from quantock.projects.models import Project

Months = Mapping[date, MonthFact]
PERMISSION = Permission.BENEFIT_EDIT


def plan(
    sheet: BenefitSheet, programme: Project | None, viewer: Viewer, *, all_here: bool = False
) -> Account:
    """What each row would do; `programme` and `all_here` as for risks. Nine queries, however many rows."""
    scopes = {each.scope for each in sheet.gains}
    homes, moved = logs.housed(scopes, programme, viewer, all_here=all_here)
    owners = logs.owners_in(((each.scope, each.owner) for each in sheet.gains), homes)
    there = {project.pk for project in homes.values()}
    kept = Benefit.objects.filter(project__in=there).exclude(source_key="")
    joined = kept.select_related("project", "owner").order_by("number")
    known = {(one.project_id, one.source_key): one for one in joined}
    held = months_held(known.values())
    rows = []
    for gain, key in logs.keyed(sheet.gains):
        project = homes.get(gain.scope)
        if project is None or (why := _refusal(gain, project, viewer)):
            why = logs.refusal(gain, project, viewer, PERMISSION, gain.texts) if project is None else why
            rows.append(Planned(gain, "refused", project, why))
            continue
        told = gain.scope if gain.scope in moved else ""
        said = _said(gain, owners.of(project, gain.owner), told)
        one = known.get((project.pk, key))
        planned = _planned(gain, project, key, one, said, held.get(one.pk, {}) if one else {})
        notes = (owners.note(project, gain.owner), _outside(planned, one))
        rows.append(replace(planned, note="; ".join(filter(None, notes))))
    return Account(BENEFIT, rows)


def _outside(planned: Planned, one: Benefit | None) -> str:
    """What a row reports outside the time of its benefit."""
    said = {name: (planned.said or {}).get(name, getattr(one, name, None)) for name in ("starts", "ends")}
    months = (
        rules.MonthSaid(month, reported=each.get("reported"))
        for month, each in (planned.months or {}).items()
    )
    found = rules.outside(months, **said)
    return rules.say_outside(found) if found else ""


def mapped_before(words: Collection[str], viewer: Viewer) -> dict[str, str]:
    """The class that each word of a sheet was said to mean when it came in last, as far as this viewer sees. One query."""
    seen = Benefit.objects.visible_to(viewer).filter(class_text__in=[word for word in words if word])
    rows = seen.order_by("pk").values_list("class_text", "kind")
    return {plain(word): kind for word, kind in rows} if words else {}


def chosen_for(
    found: Found, viewer: Viewer, *, on: date, classes: Mapping[str, str], size: str = ""
) -> Chosen:
    """What is said of a sheet: its words mean what they did when it came in last, unless `classes` says otherwise."""
    first = found.read(BENEFIT, on=on)
    words = [word for word, _ in first.classes] if isinstance(first, BenefitSheet) else []
    return Chosen(mapped_before(words, viewer) | dict(classes), size)


def _refusal(gain: Gain, project: Project, viewer: Viewer) -> str:
    """Why a row cannot come in at all; empty where it can."""
    if why := logs.refusal(gain, project, viewer, PERMISSION, gain.texts):
        return why
    if gain.said["unit"] == POUNDS and not can(viewer, Permission.MONEY_VIEW, project):
        return "you may not see the money of this project"
    if not gain.kind and gain.kind_text:
        return f"say which class “{gain.kind_text}” is"
    return "" if gain.kind else "it has no class: say which one"


def _said(gain: Gain, owner: Person | None, told: str) -> dict[str, Any]:
    """The columns of a benefit that a row gives; `told` is a project's name that is kept in the notes."""
    said = dict(gain.said) | {
        "title": gain.name,
        "kind": gain.kind,
        "class_text": gain.kind_text,
        "owner": owner,
        "owner_text": "" if owner else gain.owner,
    }
    if told:
        said["notes"] = "\n".join(filter(None, (f"Project: {told}", said.get("notes"))))
    return said


def _planned(
    gain: Gain, project: Project, key: str, one: Benefit | None, said: dict[str, Any], held: Months
) -> Planned:
    if one and (conflict := was_removed(one)):
        return Planned(gain, CONFLICT, project, said=said, key=key, months=gain.months, conflict=conflict)
    months = _new_months(gain, held)
    if one is None:
        return Planned(gain, "created", project, said=said, key=key, months=months)
    if one.owner_id and not said["owner"]:
        # Somebody said meanwhile who it is: a name in the sheet does not undo that.
        del said["owner"], said["owner_text"]
    if not said["unit"]:
        del said["unit"]
    # A figure takes the place of the words that stood for one, and the other way round.
    if "full_year" in said:
        said.setdefault("no_figure", "")
    elif "no_figure" in said:
        said |= {"full_year": None, "full_year_text": ""}
    changed = {name: value for name, value in said.items() if getattr(one, name) != value}
    whole = {name: said.get(name, getattr(one, name)) for name in COMPARED}
    if "unit" in changed and held:
        return Planned(gain, "refused", project, HAS_MONTHS.format(unit=one.unit), record=one)
    if wrong := next(iter(rules.what_is_wrong(whole)), None):
        return Planned(gain, "refused", project, wrong[1], record=one)
    outcome = "updated" if changed or months else "unchanged"
    return Planned(gain, outcome, project, record=one, said=changed, key=key, months=months)


COMPARED = ("unit", "full_year", "in_year", "starts", "ends", "no_figure")


def _new_months(gain: Gain, held: Months) -> dict[date, Mapping[str, Any]]:
    """What the row says of months that is not said already."""
    found: dict[date, Mapping[str, Any]] = {}
    for month, said in gain.months.items():
        was = held.get(month)
        if new := {name: value for name, value in said.items() if was is None or getattr(was, name) != value}:
            found[month] = new
    return found


@together()
def keep(account: Account, batch: Batch, *, by: User | None, on: date) -> None:
    """Keep what was planned, by the verbs of benefits. An owner is told once, a project counted once."""
    added: dict[int, list[Planned]] = {}
    given: list[Benefit] = []
    for row in account.rows:
        if row.outcome == "created" and row.project:
            added.setdefault(row.project.pk, []).append(row)
        elif row.outcome == "updated":
            now = services.change_benefit(row.record, row.said or {}, by=by, on=on, batch=batch, tell=False)
            services.say_months(now, row.months or {}, by=by, on=on, batch=batch)
            given += [now] if "owner" in (row.said or {}) else []
    for rows in added.values():
        said = [{**(row.said or {}), "source_key": row.key} for row in rows]
        project = rows[0].project
        made = services.add_benefits(project, said, by=by, on=on, batch=batch, tell=False) if project else []
        for one, row in zip(made, rows, strict=True):
            if row.months:
                services.say_months(one, row.months, by=by, on=on, batch=batch)
        given += made
    services.given(given, by=by)
