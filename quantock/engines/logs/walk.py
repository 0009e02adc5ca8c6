"""A sheet of a register, row by row: captions say whose the rows are that follow, headings where what stands.

Every row is accounted for: taken, an example, a number without an answer, or left out with the reason. What differs by
register (its headings, what names a row) is a `Way`.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from quantock.engines.logs.blocks import side_by_side
from quantock.engines.logs.headings import KEPT
from quantock.engines.tables.grid import Grid, shown_headings
from quantock.engines.tables.table import Cell

PROGRAMME = "programme"
MOST_MERGED = 1000
MOST_ROWS_TOLD = 12
FEWEST_ABOVE = 2
"""So many projects that stand once above rows without one tell that rows are grouped by project."""
NOT_NAMED = "a project that is not named"
_THING = r"(?:risks?|actions?|issues?|decisions?|assumptions?|dependencies|changes|lessons)"
_PROJECT = re.compile(
    r"(?:project|scheme|intervention|work[ -]?stream|work[ -]?package)\s*(?:\d+|name)?\s*[:.\N{EN DASH}-]\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(
    r"(?:(?:name|title) of (?:the |this )?(?:project|scheme|intervention)|(?:project|scheme|intervention) (?:name|title|\d+|\d+ name))"
    r"\s*[:?]?",
    re.IGNORECASE,
)
# The title of a whole sheet, where no programme's risks stand above: no caption over what belongs to the projects.
_TITLE = re.compile(
    r"(?:section \w+\W+)?project (?:risk|action|issue|decision|assumption|dependency|change|lesson)s? (?:register|log)\b.*",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:(?:all|whole|entire|overall|cross|across)[ -]*(?:the )?)?(?:projects|programme|portfolio)(?:[ -](?:wide|level))?"
    r"|all|overall|cross[ -]cutting",
    re.IGNORECASE,
)
_SHEET = re.compile(rf"((?:project|scheme) .*?\w)\W+{_THING}(?: register| log)?", re.IGNORECASE)
"""A sheet of one project, "Project A risks"."""
_NONE = {
    "0",
    "n/a",
    "na",
    "n.a.",
    "none",
    "nil",
    "-",
    "not applicable",
    "no risks",
    "no further risks",
    "no issues",
}
_PROGRAMME = re.compile(
    rf"(?:section \w+\W+)?(?:programme|overall|town deal|place)(?:[ -]level|[ -]wide)? {_THING}\b.*",
    re.IGNORECASE,
)
_PROJECTS = re.compile(
    rf"(?:section \w+\W+)?(?:individual )?project(?:[ -]level|[ -]specific)? {_THING}\b.*", re.IGNORECASE
)
_TOTAL = re.compile(
    r"\W*(?:grand |sub[ -]?)?totals?(?:\s*[:(=-].*|(?: number)?(?: of)?(?: open| closed| live)? (?:risks?|actions?|issues?|entries|"
    r"decisions?|scores?|values?|benefits?|savings?)\b.{0,20})?\W*",
    re.IGNORECASE,
)
_STATED = r"(?: (?:risks?|actions?|issues?|assumptions?|dependencies|decisions?|changes|lessons|items?|entries|log|list|register))*\W*"
_ENDED = re.compile(rf"\W*(?:closed|completed|resolved|archived?|retired){_STATED}", re.IGNORECASE)
_STANDING = re.compile(rf"\W*(?:open|live|current|active){_STATED}", re.IGNORECASE)
_EXAMPLE = re.compile(r"(?:\W*(?:example|e\.g\.?|sample|worked example|for example)\b)", re.IGNORECASE)
_EXAMPLE_WORD = re.compile(r"\bexamples?\b|\be\.g\.", re.IGNORECASE)
_CHOOSE = re.compile(
    r"\W*(?:please )?(?:select|choose|pick)(?: (?:an?|one|from|the|item|option|value|answer|list|drop[- ]?down))*\W*",
    re.IGNORECASE,
)
"""What a list to choose from shows before anything is chosen."""
_ENDS = re.compile(r"(?:[A-Z][A-Z0-9_ -]*[-_ ])?END")
Columns = Callable[[Sequence[Cell], Sequence[Cell]], Mapping[str, int] | None]


def _never(held: Mapping[str, Cell]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Way:
    """How a register's sheets are walked: where its columns are, what can name a row (the best first), how it is called."""

    columns: Columns
    titles: Sequence[str]
    nameless: str
    is_guidance: Callable[[Mapping[str, Cell]], bool] = _never
    captions: bool = False
    """Whether a text alone, right above headings that come again, says whose the rows are that follow."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One row of a register: whose it is, what names it, its cells by field."""

    row: int
    scope: str
    name: str
    cells: dict[str, Cell]
    ended: bool = False
    """Whether it stands under a caption, or on a sheet, of what is closed."""


@dataclass(slots=True)
class Walked:
    """What became of each row of a sheet."""

    found: list[Raw] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    """Rows that name no project and are read as of the one that is named above them."""
    tables: int = 0

    def add(self, other: "Walked") -> None:
        """What became of the rows of a table beside it; a row that neither takes is told once."""
        self.found += other.found
        self.examples += [each for each in other.examples if each not in self.examples]
        self.empty += other.empty
        self.below += other.below
        self.skipped += [each for each in other.skipped if each not in self.skipped]
        self.tables += other.tables


def walk(grid: Grid, way: Way, sheet: str | None = None) -> Walked:
    """All rows of a sheet, which may be called "Closed risks" or "Project A risks" and may hold tables side by side."""
    ended = bool(sheet and _ENDED.fullmatch(sheet))
    named = _SHEET.fullmatch(sheet.strip()) if sheet else None
    whole = Walked()
    for table in side_by_side(grid, way.columns, way.titles):
        walker = _Walker(table, way, ended=ended, scope=named[1] if named else PROGRAMME)
        for place, (number, cells) in enumerate(zip(table.numbers, table.rows, strict=True)):
            walker.take(place, number, cells)
        _fill_down(walker.walked)
        whole.add(walker.walked)
    return whole


def _fill_down(walked: Walked) -> None:
    """Projects that stand once, over several rows each, are of those rows too, as in a list grouped by project.

    So it is read where no name stands again and the first row has one, and two names at least are above rows without one:
    where names are given row by row, a row without one is of the programme.
    """
    named = [text_of(raw.cells.get("project")) for raw in walked.found]
    names = [name for name in named if name]
    above = {before for before, name in pairwise(named) if before and not name}
    if not named or not named[0] or len(set(names)) < len(names) or len(above) < FEWEST_ABOVE:
        return
    scope = ""
    for at, (raw, name) in enumerate(zip(walked.found, named, strict=True)):
        scope = raw.scope if name else scope
        if not name and raw.scope == PROGRAMME:
            walked.found[at] = replace(raw, scope=scope)
            walked.below.append(raw.row)


def said_of_rows_below(rows: Sequence[int]) -> list[str]:
    """What is said of rows that name no project, where others around them do."""
    if not rows:
        return []
    some = f"Rows {', '.join(map(str, rows[:MOST_ROWS_TOLD]))}" if len(rows) > 1 else f"Row {rows[0]}"
    more = f" and {len(rows) - MOST_ROWS_TOLD} more" if len(rows) > MOST_ROWS_TOLD else ""
    each = "each is read as of the project above it" if len(rows) > 1 else "it is read as of the one above"
    return [f"{some}{more} name{'' if len(rows) > 1 else 's'} no project; {each}."]


@dataclass(slots=True)
class _Walker:
    grid: Grid
    way: Way
    walked: Walked = field(default_factory=Walked)
    columns: dict[str, int] = field(default_factory=dict)
    scope: str = PROGRAMME
    just_headed: bool = False
    alone: str = ""
    was_skipped: bool = False
    ended: bool = False
    over: dict[tuple[int, int], Cell] = field(default_factory=dict)
    """By row and column, what a cell that is merged downwards says for the rows under its first."""

    def __post_init__(self) -> None:
        at = dict(zip(self.grid.numbers, self.grid.rows, strict=True))
        for merge in self.grid.merges:
            top = at.get(merge.top, ())
            if merge.left == merge.right and merge.left < len(top):
                for number in range(merge.top + 1, min(merge.bottom, merge.top + MOST_MERGED) + 1):
                    self.over[number, merge.left] = top[merge.left]

    def take(self, place: int, number: int, cells: Sequence[Cell]) -> None:
        """One row of the sheet."""
        filled = [cell for cell in cells if cell is not None]
        if not filled:
            return
        columns = self._columns(place, cells)
        if columns is not None:
            self._heads(columns)
            return
        self.alone = ""
        if len(filled) == 1 and isinstance(filled[0], str):
            self.ended = not _STANDING.fullmatch(filled[0]) and (
                self.ended or bool(_ENDED.fullmatch(filled[0]))
            )
        texts = [cell for cell in filled if isinstance(cell, str)]
        if any(_ENDS.fullmatch(text) for text in texts):
            self.columns = {}
        elif scope := self._section(filled, texts):
            self.scope = scope
        elif self.columns:
            self._record(number, cells)
        self.just_headed = False

    def _columns(self, place: int, cells: Sequence[Cell]) -> Mapping[str, int] | None:
        """Which column holds which field; a hidden one with the heading of one that is shown is a note."""
        above: Sequence[Cell] = self.grid.rows[place - 1] if place else ()
        if not self.grid.hidden_columns:
            return self.way.columns(cells, above)
        shown, hidden = shown_headings(cells, above, self.grid.hidden_columns)
        columns = self.way.columns(shown, above)
        return columns and {**columns, **{f"{KEPT}{heading}": at for heading, at in hidden.items()}}

    def _section(self, filled: Sequence[Cell], texts: Sequence[str]) -> str:
        """The project that a row names; of a register kept by captions, a row of other answers is none."""
        scope = scope_of(texts, inside=bool(self.columns)) if len(filled) <= 3 else ""
        if scope == NOT_NAMED and not self.walked.tables and _TITLE.fullmatch(texts[0].strip()):
            return ""
        if scope and self.way.captions and self.columns and len(filled) > 1:
            named = _PROJECT.fullmatch(texts[0].strip())
            return "" if named and named[1].strip() else scope
        return scope

    def _heads(self, columns: Mapping[str, int]) -> None:
        """A row of headings; without what names a row (a list of what can be chosen, say) it ends the table."""
        named = any(title in columns for title in self.way.titles)
        self.columns = dict(columns) if named else {}
        if self.alone and self.walked.tables:
            self.scope = self.alone
            (self.walked.skipped if self.was_skipped else self.walked.found).pop()
        self.alone = ""
        self.walked.tables += named
        self.just_headed = True

    def _record(self, number: int, cells: Sequence[Cell]) -> None:
        held = {
            name: cells[at] for name, at in self.columns.items() if at < len(cells) and cells[at] is not None
        }
        title = next((name for name in self.way.titles if name in self.columns), self.way.titles[0])
        name = text_of(held.get(title))
        name = "" if _CHOOSE.fullmatch(name) else name
        others = held.keys() - {"number", title}
        walked = self.walked
        if not held:
            return
        if _is_example(held, name):
            walked.examples.append(number)
        elif _is_total(held, name, others):
            walked.skipped.append((number, "is a total", name[:80]))
        elif self.way.captions and held.keys() == {"number"} and (caption := _caption(held["number"])):
            self._leave_alone(number, caption)
        elif not name and not _more(held, others) and ("number" in held or not _says(held.get("project"))):
            walked.empty += [number] if "number" in held else []
        elif name.casefold() in _NONE and not _more(held, others):
            walked.skipped.append((number, "says that there is none", name))
        elif self.just_headed and self.way.is_guidance(held):
            walked.skipped.append((number, "explains the headings", name[:80]))
        elif not name:
            walked.skipped.append((number, self.way.nameless, text_of(held[min(others)])[:80]))
        elif not others and "number" not in held and ("number" in self.columns or not self.way.captions):
            self._leave_alone(number, name)
        else:
            project = text_of(held.get("project") or self.over.get((number, self.columns.get("project", -1))))
            walked.found.append(Raw(number, _whose(project) or self.scope, name, held, self.ended))
            # What has a name and nothing else may be a caption all the same: headings below it tell.
            self.alone, self.was_skipped = ("" if others or "number" in held else name), False

    def _leave_alone(self, number: int, text: str) -> None:
        """A text alone where rows have numbers: a note, or a caption, if headings follow."""
        self.walked.skipped.append((number, "holds one text alone", text[:80]))
        self.alone, self.was_skipped = (text if self.way.captions else ""), True


def _whose(name: str) -> str:
    """The project of that name; the programme, where the name says that it is of all of them."""
    return PROGRAMME if _ALL.fullmatch(name) else name


def scope_of(texts: Sequence[str], *, inside: bool = False) -> str:
    """Whose the rows are that follow, where a row says so: "Project 2:" and a name beside it, "Programme risks".

    `inside` a table, a row that begins with "Project" alone may be one of its own.
    """
    if not texts:
        return ""
    if len(texts) == 2 and (
        _LABEL.fullmatch(texts[0].strip()) or (not inside and texts[0].strip().casefold() == "project")
    ):
        return _whose(texts[1].strip())
    if named := _PROJECT.fullmatch(texts[0].strip()):
        return _whose(named[1].strip() or (texts[1].strip() if len(texts) > 1 else texts[0].strip(" :.-")))
    if _PROGRAMME.fullmatch(texts[0].strip()):
        return PROGRAMME
    return NOT_NAMED if _PROJECTS.fullmatch(texts[0].strip()) else ""


def _is_example(held: Mapping[str, Cell], name: str) -> bool:
    """One that says so; row 0 may say it anywhere, since some lists are numbered from 0."""
    number = text_of(held.get("number"))
    if _EXAMPLE.match(name) or _EXAMPLE.match(number):
        return True
    return number in {"0", "0.0"} and any(_EXAMPLE_WORD.search(text_of(cell)) for cell in held.values())


def _is_total(held: Mapping[str, Cell], name: str, others: Collection[str]) -> bool:
    """A sum at the foot: it says so, has no number of its own and no words beside."""
    if "number" in held or not _TOTAL.fullmatch(name):
        return False
    words = [text_of(held[each]) for each in others if isinstance(held[each], str)]
    return all(any(map(str.isdigit, text)) for text in words)


def _caption(cell: Cell) -> str:
    """The words in a column of numbers, where they are no number."""
    text = text_of(cell)
    return text if len(text) > 3 and not any(map(str.isdigit, text)) else ""


def _more(held: Mapping[str, Cell], others: Collection[str]) -> bool:
    """Whether a row says more than what it is called, its number, and the project that forms print in each of their rows."""
    return any(_says(held[each]) for each in others if each != "project")


def _says(cell: Cell) -> bool:
    """Whether a cell holds an answer: a formula's 0 over empty cells is none, nor is "Select" before anything is chosen."""
    text = text_of(cell)
    return text not in {"", "0", "0.0"} and not _CHOOSE.fullmatch(text)


def text_of(cell: Cell) -> str:
    """A cell as plain text."""
    if cell is None:
        return ""
    return (
        f"{cell.normalize():f}"
        if isinstance(cell, Decimal)
        else str(cell).replace("\N{NO-BREAK SPACE}", " ").strip()
    )
