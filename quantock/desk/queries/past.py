"""Everything that was ever said of one project, each value with the days it held: for the project as at a day, for two
days side by side, and for a field's earlier values. Eight queries, whatever is asked of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import BigIntegerField, Case, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from quantock.access import Permission, Viewer, can
from quantock.access.roles import ROLE_NAMES, Role
from quantock.audit.facts import Fact
from quantock.desk.differences import (
    CHARTER,
    MILESTONE,
    RECORD,
    Change,
    amount,
    amount_label,
    rated,
    say_value,
)
from quantock.desk.queries.asks import published
from quantock.engines.dates import say_date
from quantock.portfolios.models import Portfolio
from quantock.projects.models import (
    CharterFact,
    LocalFact,
    MembershipFact,
    Milestone,
    MilestoneFact,
    MoneyFact,
    Project,
    ProjectFact,
    Rater,
    RatingFact,
    ThemeFact,
)
from quantock.projects.models.record import RECORD_FIELDS
from quantock.projects.rules import CONTRIBUTION

NAMES = ("lead_organisation__called", "unit__name", "life_cycle__name", "step__name")
UPDATE = {
    "why": "Why",
    "done": "Done",
    "next": "Next",
    "decisions": "Decisions wanted",
    "support": "Support wanted",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One value of one field, from a day until another (or until now). `about` tells alike fields apart."""

    since: date
    until: date | None
    group: str
    label: str
    value: str
    by: str = ""
    about: int = 0

    @property
    def key(self) -> tuple[str, str, int]:
        return self.group, self.label, self.about

    def held_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until > day)


def everything(viewer: Viewer, project: Project, today: date) -> list[Told]:
    """What this viewer may see of it: money only with that right, portfolios only those they may see."""
    families = [_record(project), _charter(project), _ratings(project)]
    if can(viewer, Permission.MONEY_VIEW, project):
        families.append(_money(project))
    families += [
        _milestones(project),
        _updates(project, today),
        _beside(project, viewer),
    ]
    return [told for family in families for told in family]


def as_at(told: Sequence[Told], day: date) -> dict[str, list[Told]]:
    """What held on the day, by group; nothing where the project was not there yet."""
    groups: dict[str, list[Told]] = {}
    for each in told:
        if each.value and each.held_on(day):
            groups.setdefault(each.group, []).append(each)
    return groups


def changes(told: Sequence[Told], since: date, until: date) -> list[Change]:
    """Each field that says something else on the two days: what it was and is; empty where it was not or is no more."""
    was, now = ({each.key: each.value for each in told if each.held_on(day)} for day in (since, until))
    keys = dict.fromkeys(each.key for each in told)
    return [
        Change(group, f"{group}: {label}", was.get(key, ""), now.get(key, ""))
        for key in keys
        for group, label, _ in (key,)
        if was.get(key, "") != now.get(key, "")
    ]


def earlier_values(told: Sequence[Told]) -> list[tuple[str, str, list[Told]]]:
    """Every field that has said more than one thing: its group, its label and its values, the newest first."""
    fields: dict[tuple[str, str, int], list[Told]] = {}
    for each in sorted(told, key=lambda each: each.since):
        held = fields.setdefault(each.key, [])
        if each.until != each.since and (held or each.value) and (not held or held[-1].value != each.value):
            held.append(each)
    order = dict.fromkeys(each.key for each in told)
    return [(key[0], key[1], fields[key][::-1]) for key in order if len(fields[key]) > 1]


def _standing(family: type[Fact], **of: Any) -> QuerySet[Any]:
    return family._default_manager.filter(**of, withdrawn_at=None)


def _rows(family: type[Fact], also: Sequence[str] = (), **of: Any) -> Any:
    return _standing(family, **of).order_by("so_from", "pk").select_related("recorded_by", "batch", *also)


def _by(row: Any) -> str:
    if row.batch:
        return str(row.batch.title)
    return str(row.recorded_by) if row.recorded_by else ""


def _told(row: Any, group: str, label: str, value: str, about: int = 0) -> Told:
    return Told(row.so_from, row.so_until, group, label, value, _by(row), about)


def _record(project: Project) -> Iterator[Told]:
    related = ("lead_organisation", "unit", "life_cycle", "step")
    for row in _rows(ProjectFact, related, project=project):
        values = {name: getattr(row, name) for name in RECORD_FIELDS}
        for name in NAMES:
            related_to, _, column = name.partition("__")
            held = getattr(row, related_to)
            values[name] = getattr(held, column) if held else ""
        for _, label, say in RECORD:
            yield _told(row, "What it is", label, say(values))


def _charter(project: Project) -> Iterator[Told]:
    for row in _rows(CharterFact, project=project):
        for name, label in CHARTER.items():
            yield _told(row, "Charter", label, say_value(row, name))


def _ratings(project: Project) -> Iterator[Told]:
    for row in _rows(RatingFact, project=project):
        yield _told(row, "Delivery confidence", f"by the {Rater(row.rater).label.lower()}", rated(row))


def _money(project: Project) -> Iterator[Told]:
    for row in _rows(MoneyFact, project=project):
        yield _told(row, "Money", amount_label(row).removeprefix("Money: "), amount(row))


def _milestones(project: Project) -> Iterator[Told]:
    """In the order of their days, as we know them now. One that was taken away is there until that day."""
    rows = _rows(MilestoneFact, ("milestone",), milestone__project=project)
    for row in sorted(rows, key=lambda row: _day_of(row.milestone)):
        removed = row.milestone.removed_at.date() if row.milestone.removed_at else None
        if removed and row.so_from < removed and (row.so_until is None or row.so_until > removed):
            row.so_until = removed
        for name, word in MILESTONE.items():
            value = say_value(row, name)
            if name == "forecast" and value and row.provisional:
                value += " (provisional)"
            yield _told(row, "Milestones", f"“{row.milestone.name}”, {word}", value, row.milestone_id)


def _day_of(milestone: Milestone) -> tuple[date, int]:
    day = milestone.actual or milestone.forecast or milestone.baseline
    return day or date.max, milestone.pk


def _updates(project: Project, today: date) -> Iterator[Told]:
    """What was published, from its day until the next one's."""
    found = list(
        published(today).filter(project=project).select_related("published_by").order_by("as_at", "pk")
    )
    for row, following in pairwise([*found, None]):
        if row is None:
            continue
        until, by = following.as_at if following else None, str(row.published_by or "")
        how = row.get_course_display() or row.get_confidence_display()
        texts = {"How it is going": how, "Where it is going": row.get_forward_look_display()}
        texts |= {label: getattr(row, name) for name, label in UPDATE.items()}
        texts["Decisions wanted by"] = say_date(row.decide_by) if row.decide_by else ""
        for label, value in texts.items():
            yield Told(row.as_at, until, "Latest update", label, value, by)


def _beside(project: Project, viewer: Viewer) -> Iterator[Told]:
    """People, strategic themes, portfolios and own fields. One query. Whoever may edit the project is told of all
    portfolios, others of what they may see."""
    portfolios = _standing(MembershipFact, project=project)
    if not can(viewer, Permission.PROJECT_EDIT, project):
        portfolios = portfolios.filter(portfolio__in=Portfolio.objects.visible_to(viewer))
    is_in = Case(When(present=True, then=Value("In it")), default=Value(""))
    rows = _lines(
        "theme", _standing(ThemeFact, project=project), "theme", "theme__name", "contribution"
    ).union(
        _lines("portfolio", portfolios, "portfolio", "portfolio__name", is_in),
        _lines("field", _standing(LocalFact, project=project), "field", "field__label", "text"),
        _lines(
            "person",
            project.involvements.all(),
            "pk",
            "role",
            Coalesce("person__name", "name"),
            of_facts=False,
        ),
        all=True,
    )
    of: defaultdict[str, list[Any]] = defaultdict(list)
    for what, *row in sorted(rows, key=lambda row: (row[1], row[-1])):
        of[what].append(row)
    for since, until, *_, about, role, who, _ in of["person"]:
        said = f"since {say_date(since)}"
        yield Told(since, until, "People", f"{ROLE_NAMES[Role(role)]}, {who}", said, about=about)
    for what, group in (("theme", "Strategic themes"), ("portfolio", "Portfolios"), ("field", "Own fields")):
        for since, until, title, name, email, about, label, said, _ in of[what]:
            if what == "theme":
                said = CONTRIBUTION[int(said)] if int(said) else ""
            yield Told(since, until, group, label, said, title or name or email or "", about)


def _lines(
    what: str, rows: QuerySet[Any], about: str, label: str, said: Any, *, of_facts: bool = True
) -> QuerySet[Any, Any]:
    """Since and until when, by which batch or whom, about which record, what it is called and what is said of it."""
    words, whole = TextField(), BigIntegerField()
    days = ("so_from", "so_until") if of_facts else ("since", "until")
    by = ("batch__title", "recorded_by__name", "recorded_by__email") if of_facts else [Value("", words)] * 3
    found: QuerySet[Any, Any] = rows.order_by().values_list(
        Value(what, words),
        *days,
        *(Cast(each, words) for each in by),
        Cast(about, whole),
        Cast(label, words),
        Cast(said, words),
        Cast("pk", whole),
    )
    return found


def usual_day(project: Project, today: date) -> date:
    """The day that is offered first: thirty days ago, or when it was registered."""
    return max(project.registered_on, today - timedelta(days=30))
