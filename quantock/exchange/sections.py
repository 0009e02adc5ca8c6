"""Sheets of logs as a page shows them: which register each is said to be, how its words are taken, what would become of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quantock.access import Viewer
from quantock.benefits.classes import BenefitClass
from quantock.benefits.rules import financial_year_words, say_figure
from quantock.engines.logs.benefits import BenefitSheet, Chosen, Gain
from quantock.engines.logs.finding import BENEFIT, RISK, Found, Sheet
from quantock.engines.logs.sheet import Log
from quantock.engines.logs.words import plain
from quantock.engines.risk.ratings import Answer, choices
from quantock.engines.risk.sheet import Sheet as RiskSheet
from quantock.engines.tables import Refused
from quantock.engines.tables.values import UNITS
from quantock.engines.text import plural
from quantock.exchange import gains, keeping, logs, scales
from quantock.exchange.forms_of_logs import LEAVE, kinds_to_choose
from quantock.projects.models import Project
from quantock.raid.kinds import REGISTERS, Kind, Register

SIZES = [("GBP", "Pounds"), ("GBP thousand", "Thousands of pounds"), ("GBP million", "Millions of pounds")]
CLASSES = [(each.value, each.label) for each in BenefitClass]
MOST_WORDS = 60
"""More different answers than a person would map: the column is no column of classes."""


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet as it is understood: which register it is, its rows, and what would become of them."""

    place: int
    found: Found
    kind: str
    sheet: Sheet | None = None
    account: logs.Account | None = None
    chosen: Chosen = field(default_factory=Chosen)

    @property
    def called(self) -> logs.Called | None:
        """The words of its register; nothing where it is left out."""
        return logs.called(self.kind) if self.kind != LEAVE else None

    @property
    def register(self) -> Register | None:
        return REGISTERS[Kind(self.kind)] if self.kind not in (LEAVE, BENEFIT) else None

    @property
    def gains(self) -> BenefitSheet | None:
        return self.sheet if isinstance(self.sheet, BenefitSheet) else None

    @property
    def summary(self) -> dict[str, Any]:
        return self.sheet.to_dict() if self.sheet else {}

    @property
    def matrix(self) -> str:
        return self.sheet.on.name if isinstance(self.sheet, RiskSheet) else ""

    @property
    def is_moved(self) -> bool:
        """Whether the sheet's scale is another's than the matrix that its risks are scored on."""
        return isinstance(self.sheet, RiskSheet) and self.sheet.scale != self.sheet.matrix

    @property
    def scales(self) -> list[tuple[str, Answer, list[tuple[str, str]]]]:
        """Each answer on a scale of a sheet of risks, with its measure in words and what it can be taken as."""
        if not isinstance(self.sheet, RiskSheet):
            return []
        matrix = self.sheet.on
        offered = {measure: choices(matrix, measure) for measure in scales.CALLED}
        return [
            (scales.CALLED[each.measure], each, offered[each.measure])
            for each in self.sheet.answers[:MOST_WORDS]
        ]

    @property
    def foreign(self) -> int:
        """How many of these answers are no step of ours by their own number or word."""
        return sum(not each.is_ours for _, each, _ in self.scales)

    @property
    def words(self) -> list[tuple[str, str, str, int]]:
        """How each word of a state or scale was taken: the column, the word, ours (nothing where unknown), how often."""
        if not isinstance(self.sheet, Log) or self.register is None:
            return []
        ours = {each.code: each.words for each in self.register.standings}
        choices = {code: words for field in self.register.fields for code, words in field.choices}
        return [
            (heading, word, ours.get(taken) or choices.get(taken, taken), rows)
            for (heading, word, taken), rows in self.sheet.words.items()
        ]

    @property
    def classes(self) -> list[tuple[str, str, int]]:
        """How each word of a class was taken: the word, the class (nothing where unknown), how often."""
        found = self.gains.classes if self.gains else {}
        return [(word, code, rows) for (word, code), rows in found.items()][:MOST_WORDS]

    @property
    def signature(self) -> str:
        """What was chosen for it, so that what was looked at is what is kept."""
        if isinstance(self.sheet, RiskSheet):
            taken = ".".join(each.taken for each in self.sheet.answers)
            return f"{self.kind}/{self.sheet.matrix}/{taken}"
        codes = ".".join(code for _, code, _ in self.classes)
        return f"{self.kind}/{self.gains.size}/{codes}" if self.gains else self.kind

    def figure(self, gain: Gain, name: str) -> str:
        """A figure of a row in words."""
        return say_figure(gain.said.get(name), gain.said["unit"], exact=True)

    def year(self, gain: Gain) -> str:
        """The financial year that the in-year value is of."""
        return financial_year_words(gain.said["year"]) if gain.said.get("year") else ""

    def months(self, gain: Gain) -> str:
        """How many months are forecast and reported."""
        told = [
            f"{plural(count, 'month')} {what}"
            for what in ("forecast", "reported")
            if (count := sum(what in said for said in gain.months.values()))
        ]
        return ", ".join(told)


def sections_of(
    found: Sequence[Found],
    project: Project | None,
    viewer: Viewer,
    *,
    on: date,
    all_here: bool,
    said: Mapping[str, str] | None = None,
) -> list[Section]:
    """What each sheet would do as the register, with the classes and the unit, that it is said to have."""
    said = said or {}
    known = {*(kind for kind, _ in kinds_to_choose()), LEAVE}
    sections = []
    for place, one in enumerate(found):
        kind = said.get(f"kind-{place}", one.kind)
        kind = kind if kind in known else one.kind
        chosen = _chosen(one, place, said, viewer, on=on) if kind == BENEFIT else Chosen()
        sheet: Sheet | None = None
        if kind == RISK:
            sheet = _scored(one, place, said, project, viewer, on=on)
        elif kind != LEAVE:
            sheet = one.read(kind, on=on, chosen=chosen)
        account = keeping.plan(sheet, project, viewer, on=on, all_here=all_here) if sheet else None
        if account and (taken := _taken(place, said)):
            account = account.taking(taken)
        sections.append(Section(place, one, kind, sheet, account, chosen))
    return sections


def _scored(
    one: Found, place: int, said: Mapping[str, str], project: Project | None, viewer: Viewer, *, on: date
) -> RiskSheet | None:
    """A sheet of risks on the matrix, and with the meanings, that were chosen; meanings go with the matrix they were chosen on."""
    matrix = said.get(f"matrix-{place}", "")
    answers = _scales_said(place, said) if matrix == said.get(f"matrix-shown-{place}", "") else {}
    try:
        return scales.read(one, project, viewer, on=on, chosen=answers, matrix=matrix)
    except Refused:  # that matrix is offered no more
        return scales.read(one, project, viewer, on=on)


def _taken(place: int, said: Mapping[str, str]) -> set[int]:
    """The rows of a sheet of which somebody chose that the sheet is right: boxes called take-0-12."""
    begins = f"take-{place}-"
    rows = (name.removeprefix(begins) for name in said if name.startswith(begins))
    return {int(row) for row in rows if row.isdecimal() and len(row) < 9}


def _scales_said(place: int, said: Mapping[str, str]) -> dict[int, str]:
    """What was chosen for the answers of a sheet's scales: lists called scale-0-12, by the order in which they were offered."""
    begins = f"scale-{place}-"
    given = {name.removeprefix(begins): taken for name, taken in said.items() if name.startswith(begins)}
    return {int(at): taken for at, taken in given.items() if at.isdecimal() and len(at) < 4}


def _chosen(one: Found, place: int, said: Mapping[str, str], viewer: Viewer, *, on: date) -> Chosen:
    """The classes chosen for the words of a sheet, by the order in which they were offered, else as it was said last; and
    the unit of its figures."""
    first = one.read(BENEFIT, on=on)
    words = list(first.classes) if isinstance(first, BenefitSheet) else []
    codes = {code for code, _ in CLASSES} | {""}
    classes = {
        plain(word): code
        for at, (word, _) in enumerate(words)
        if (code := said.get(f"class-{place}-{at}")) is not None and code in codes
    }
    size = said.get(f"size-{place}", "")
    return gains.chosen_for(one, viewer, on=on, classes=classes, size=size if size in UNITS else "")


def signature_of(sections: Sequence[Section]) -> str:
    """What was chosen for all sheets."""
    return ",".join(each.signature for each in sections)
