"""Is it working? What the outcome measures of a selection show, and which of its projects should have data and have none."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from quantock.desk.queries.choices import Choices
from quantock.desk.queries.kept import Kept
from quantock.desk.queries.selection import Selection
from quantock.engines.spc import Variation
from quantock.engines.spc.sentences import BETTER, FAMILY, WORSE
from quantock.measures.counting import NO_AIM, NO_DATA
from quantock.measures.models import Measure
from quantock.measures.queries.wanting import with_values, without_data
from quantock.projects.models import Count as Kind

WORKING = "working"
SAME, OTHER, EARLY = "same", "other", "early"
COLUMNS = {
    BETTER: "Improving",
    SAME: "No change",
    WORSE: "Getting worse",
    OTHER: "Changed, no way better",
    EARLY: "Too early to say",
    NO_DATA: "Projects without data",
}
ALWAYS = (BETTER, SAME, WORSE, NO_DATA)
SAID_NOTHING = NO_AIM


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension of the Quadruple Aim: how many outcome measures of projects that serve it show what."""

    code: str
    name: str
    counts: Mapping[str, int]


@dataclass(slots=True)
class Working:
    """Outcome measures by what they show. A project may serve several dimensions; the total counts each once."""

    total: Counter[str] = field(default_factory=Counter)
    by_aim: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def measures(self) -> int:
        return sum(count for column, count in self.total.items() if column != NO_DATA)

    @property
    def columns(self) -> dict[str, str]:
        """The four that are always asked for, and those that occur."""
        return {name: words for name, words in COLUMNS.items() if name in ALWAYS or self.total[name]}

    def rows(self, choices: Choices) -> list[Row]:
        """Each dimension in its order, those not of the list by their code, and projects that name none."""
        named = choices.aims()
        codes = [
            *named,
            *(code for code in sorted(self.by_aim) if code not in named and code != SAID_NOTHING),
        ]
        found = [Row(code, named.get(code, code), self.by_aim[code]) for code in codes if code in self.by_aim]
        if found and SAID_NOTHING in self.by_aim:
            found.append(Row(SAID_NOTHING, "Not said", self.by_aim[SAID_NOTHING]))
        return found


def working(selection: Selection) -> Working:
    """As measures stand today. One query."""
    return counted(groups(selection))


def kept_working(kept: Kept) -> Working:
    """As `working`. No query."""
    found = Working()
    for (aim, shows), count in kept.parted(Kind.What.SHOWN):
        column = shows if shows == NO_DATA else FAMILY[Variation(shows)]
        (found.by_aim[aim] if aim else found.total)[column] += count
    return found


def latest_signals(selection: Selection, most: int) -> list[Measure]:
    """The outcome measures whose signal is the newest, for the better or the worse. One query."""
    telling = [shows.value for shows, family in FAMILY.items() if family in (BETTER, WORSE)]
    rows = _outcomes(selection).filter(result__variation__in=telling, result__since__isnull=False)
    return list(rows.select_related("result", "project").order_by("-result__seen_on", "pk")[:most])


def _outcomes(selection: Selection) -> QuerySet[Measure]:
    return with_values().filter(selection.joined("project"))


def groups(selection: Selection) -> QuerySet[Any]:
    """Two words and five numbers a row, as the other sums of a dashboard, so that they come together."""
    measures, silent = parts(selection)
    return measures.union(silent, all=True)


def parts(selection: Selection) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """As `groups`, for those who add more: measures, and projects without data. The last number is 0."""
    silent = selection.rows().filter(without_data())
    return (
        _grouped(_outcomes(selection), "project__quadruple_aim", "result__variation"),
        _grouped(silent, "quadruple_aim", Value(NO_DATA, TextField())),
    )


def _grouped(rows: QuerySet[Any], aims: str, shows: Any) -> QuerySet[Any]:
    nothing = {f"nothing_{place}": Value(0, IntegerField()) for place in range(4)}
    key = Concat(Cast(aims, TextField()), Value("|"), shows, output_field=TextField())
    found: QuerySet[Any] = (
        rows.order_by()
        .annotate(which=Value(WORKING, TextField()), key=key)
        .values("which", "key")
        .annotate(found=Count("pk"), **nothing)
        .values_list("which", "key", "found", *nothing)
    )
    return found


def counted(rows: Iterable[tuple[Any, ...]]) -> Working:
    """The rows of `groups`, added up."""
    found = Working()
    for _, key, count, *_ in rows:
        aims, _, shows = key.rpartition("|")
        column = shows if shows == NO_DATA else FAMILY[Variation(shows)]
        found.total[column] += count
        for aim in json.loads(aims) or [SAID_NOTHING]:
            found.by_aim[aim][column] += count
    return found
