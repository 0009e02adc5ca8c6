"""What changes benefits. Every change is a dated fact and an event, in one transaction.

Events that tell of money begin with "money", so that a history tells them only to those who may see money.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.changing import label, shown
from quantock.audit.models import Batch
from quantock.benefits.models import FIGURES, RECORD_FIELDS, Benefit, BenefitFact, Enabler, MonthFact
from quantock.benefits.rules import MonthSaid, sums_of, year_of
from quantock.engines.text import plural, say_list
from quantock.people.models import Person
from quantock.projects.counting import keep_counted
from quantock.projects.models import Milestone, Notice, Project
from quantock.projects.services import Refused, owner_called

# Told by the words of the figure that they belong to.
QUIET = ("full_year_text", "in_year_text", "year", "owner_text")
OF_COUNTS = frozenset(("kind", "unit", "full_year", "in_year", "year"))
MONTH = ("forecast", "forecast_text", "reported", "reported_text", "note")


@transaction.atomic
def add_benefits(
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: User | None,
    on: date,
    batch: Batch | None = None,
    tell: bool = True,
) -> list[Benefit]:
    """Add some; each row holds title and kind, any of a benefit's columns, `enablers`, and what its sheet calls it.

    Numbers follow the last one. Owners are told, unless whoever adds more tells them of all at once (`given`).
    """
    Project.objects.select_for_update().get(pk=project.pk)
    last = Benefit.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    made: list[Benefit] = []
    said_of: list[dict[str, Any]] = []
    for number, row in enumerate(rows, last + 1):
        said = _with_year({name: row[name] for name in RECORD_FIELDS if name in row}, on=on)
        said_of.append(said)
        key = row.get("source_key", "")
        made.append(Benefit(project=project, number=number, added_on=on, added_by=by, source_key=key, **said))
    Benefit.objects.bulk_create(made, batch_size=500)
    facts.state(
        [_fact(one, said, by=by, on=on, batch=batch) for one, said in zip(made, said_of, strict=True)]
    )
    keep_counted([project])
    for one, row in zip(made, rows, strict=True):
        _enable(one, row.get("enablers", ()))
    log.write(
        log.event("benefit added", one, by=by, batch=batch, says=f"Added the benefit {one}") for one in made
    )
    blank = Benefit()
    for one, said in zip(made, said_of, strict=True):
        _tell(one, _told(blank, one, said), by=by, batch=batch, alone=False)
    if tell:
        given(made, by=by)
    return made


@transaction.atomic
def change_benefit(
    benefit: Benefit,
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    enablers: Collection[Milestone] | None = None,
    reason: str = "",
    batch: Batch | None = None,
    tell: bool = True,
) -> Benefit:
    """Say something new of a benefit, so from `on`. Only what differs is kept. `tell`: as for `add_benefits`.

    Refused while months are kept in one unit and another is said: their figures would mean something else.
    """
    current = (
        Benefit.objects.select_for_update(of=("self",)).select_related("project", "owner").get(pk=benefit.pk)
    )
    new = {name: value for name, value in said.items() if getattr(current, name) != value}
    if "unit" in new and current.months.standing().exists():
        raise Refused(
            f"Its months are kept in {current.unit}: they would mean something else. Add a benefit of its own. "
            "Nothing was saved."
        )
    new = _with_year(new, on=on)
    was = _copy(current)
    for name, value in new.items():
        setattr(current, name, value)
    told = _told(was, current, new)
    if new:
        facts.state([_fact(current, new, by=by, on=on, reason=reason, batch=batch)])
        current.save(update_fields=sorted(new))
    if not OF_COUNTS.isdisjoint(new):
        keep_counted([current.project_id])
    if enablers is not None:
        told += _enable(current, enablers)
    _tell(current, told, by=by, reason=reason, batch=batch)
    if tell and "owner" in new:
        given([current], by=by)
    return current


@transaction.atomic
def say_months(
    benefit: Benefit,
    months: Mapping[date, Mapping[str, Any]],
    *,
    by: User | None,
    on: date,
    batch: Batch | None = None,
) -> Benefit:
    """Say what is forecast or reported for some months: for each its first day, and what is new of `MONTH`.

    What was said before stays readable; the benefit's sums follow. Refused for what has no unit.
    """
    current = (
        Benefit.objects.select_for_update(of=("self",)).select_related("project", "owner").get(pk=benefit.pk)
    )
    if not current.unit:
        raise Refused("It is told in words. Say what it is counted in first. Nothing was saved.")
    held = {row.month: row for row in MonthFact.objects.now().filter(benefit=current)}
    rows, changes = [], []
    for month, said in sorted(months.items()):
        was = held.get(month) or MonthFact(benefit=current, month=month)
        new = {name: said[name] for name in MONTH if name in said and getattr(was, name) != said[name]}
        if not new:
            continue
        rows.append(facts.fact(MonthFact, new, on=on, by=by, batch=batch, benefit=current, month=month))
        for name in ("forecast", "reported"):
            if name in new:
                words = f"{month:%B %Y}, {name}"
                changes.append(
                    log.change(name, words, current.exactly(getattr(was, name)), current.exactly(new[name]))
                )
    if not rows:
        return current
    facts.state(rows)
    keep_sums([current])
    keep_counted([current.project_id])
    verb = "money benefit reported" if current.in_pounds else "benefit reported"
    says = f"Said {plural(len(rows), 'month')} of the benefit {current}"
    log.record(verb, current, by=by, says=says, changes=changes, batch=batch)
    return current


@transaction.atomic
def remove(benefit: Benefit, *, by: User | None, reason: str) -> None:
    """It was entered by mistake: off every page and sum, its history stays."""
    current = Benefit.objects.select_for_update(of=("self",)).get(pk=benefit.pk)
    if current.removed_at is None:
        current.removed_at = timezone.now()
        current.save(update_fields=["removed_at"])
        keep_counted([current.project_id])
        says = f"Removed the benefit {current}, entered by mistake"
        log.record("benefit removed", current, by=by, says=says, reason=reason)


def owner_named(project: Project, words: str, by: User) -> tuple[Person | None, str]:
    """Whoever is meant, as in a log; refused for somebody who has left, who owns nothing any more."""
    owner, text = owner_called(project, words, by)
    gone = owner if owner and owner.left_at else None
    if owner is None and "@" in text:
        gone = Person.objects.filter(email__iexact=text, left_at__isnull=False, erased_at=None).first()
    if gone is not None:
        raise Refused(f"{gone} has left. Name somebody who owns it now.")
    return owner, text


def keep_sums(benefits: Iterable[Benefit]) -> None:
    """Each benefit's sums as its months in force add up."""
    for one, sums in worked_out(benefits):
        for name, value in sums.items():
            setattr(one, name, value)
        one.save(update_fields=sorted(sums))


def worked_out(benefits: Iterable[Benefit]) -> list[tuple[Benefit, dict[str, Any]]]:
    """The sums of the months of each. One query."""
    found = list(benefits)
    months: dict[int, list[MonthSaid]] = {}
    rows = MonthFact.objects.now().filter(benefit__in=[one.pk for one in found])
    for key, month, forecast, reported in rows.values_list("benefit", "month", "forecast", "reported"):
        months.setdefault(key, []).append(MonthSaid(month, forecast, reported))
    worked = [(one, sums_of(months.get(one.pk, ()))) for one in found]
    return [
        (
            one,
            {
                "forecast": sums.forecast,
                "reported": sums.reported,
                "compared": sums.compared,
                "reported_to": sums.reported_to,
            },
        )
        for one, sums in worked
    ]


def _with_year(said: dict[str, Any], *, on: date) -> dict[str, Any]:
    """An in-year value is of the financial year in which it is said, where no other is."""
    if "in_year" in said and "year" not in said:
        said["year"] = None if said["in_year"] is None else year_of(on)
    return said


def _enable(benefit: Benefit, milestones: Collection[Milestone]) -> list[dict[str, Any]]:
    """Exactly these milestones enable it; what changed, as a history shows it. Refused for those of another project."""
    if any(each.project_id != benefit.project_id for each in milestones):
        raise Refused("A milestone of another project cannot enable it here. Nothing was saved.")
    held = {row.milestone_id: row for row in benefit.enablers.select_related("milestone")}
    wanted = {each.pk: each for each in milestones}
    if held.keys() == wanted.keys():
        return []
    Enabler.objects.filter(pk__in=[row.pk for key, row in held.items() if key not in wanted]).delete()
    Enabler.objects.bulk_create(
        Enabler(benefit=benefit, milestone=each) for key, each in wanted.items() if key not in held
    )
    was = say_list([str(row.milestone) for row in held.values()])
    now = say_list([str(each) for each in wanted.values()])
    return [log.change("enablers", "Enabled by", was, now)]


def _fact(
    benefit: Benefit,
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    reason: str = "",
    batch: Batch | None = None,
) -> BenefitFact:
    return facts.fact(BenefitFact, said, on=on, by=by, reason=reason, batch=batch, benefit=benefit)


def _copy(benefit: Benefit) -> Benefit:
    return Benefit(**{name: getattr(benefit, name) for name in RECORD_FIELDS})


def _told(was: Benefit, now: Benefit, new: Collection[str]) -> list[dict[str, Any]]:
    """Each change as the history shows it; figures in their unit."""
    told = []
    for name in RECORD_FIELDS:
        if name not in new or name in QUIET:
            continue
        before, after = _says(was, name), _says(now, name)
        if before != after:
            told.append(log.change(name, label(now, name), before, after))
    return told


def _says(benefit: Benefit, name: str) -> str:
    if name in ("full_year", "in_year"):
        return benefit.exactly(getattr(benefit, name))
    if name == "owner":
        return benefit.owned_by
    return shown(benefit, name)


def _tell(
    benefit: Benefit,
    told: Sequence[Mapping[str, Any]],
    *,
    by: User | None,
    reason: str = "",
    batch: Batch | None = None,
    alone: bool = True,
) -> None:
    """Events of what changed: money in one of its own. With `alone` False only the money: the rest was told."""
    money = [each for each in told if benefit.in_pounds and each["field"] in FIGURES]
    rest = [each for each in told if each not in money]
    for verb, changes in (("benefit changed", rest if alone else []), ("money benefit changed", money)):
        if changes:
            words = say_list([str(each["label"]).lower() for each in changes])
            says = (
                f"Changed {words} of the benefit {benefit}"
                if alone
                else f"Said {words} of the benefit {benefit}"
            )
            log.record(verb, benefit, by=by, says=says, changes=changes, reason=reason, batch=batch)


def given(benefits: Iterable[Benefit], *, by: User | None) -> None:
    """Whoever is given benefits by somebody else is told, of all of them together."""
    whose: dict[User, list[Benefit]] = {}
    for one in benefits:
        owner = one.owner.user if by is not None and one.owner else None
        if owner is not None and owner != by:
            whose.setdefault(owner, []).append(one)
    Notice.objects.bulk_create(_given(owner, some, by) for owner, some in whose.items())


def _given(owner: User, benefits: Sequence[Benefit], by: User | None) -> Notice:
    first = benefits[0].project
    alone = len({one.project_id for one in benefits}) == 1
    what = f"the benefit {benefits[0].ref}" if len(benefits) == 1 else plural(len(benefits), "benefit")
    of = (
        f"{first.ref} {first.title}"
        if alone
        else plural(len({one.project_id for one in benefits}), "project")
    )
    if len(benefits) == 1:
        url = reverse("benefits:benefit", args=[first.number, benefits[0].pk])
    elif alone:
        url = reverse("benefits:benefits", args=[first.number])
    else:
        url = reverse("benefits-everywhere:benefits")
    says = f"{by} gave you {what} of {of}"
    return Notice(user=owner, project=first if alone else None, kind=Notice.Kind.MENTION, says=says, url=url)
