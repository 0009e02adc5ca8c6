"""Reading a risk register as organisations keep them: sections for a programme and for each project, headings repeated over each,
examples that show how to fill it in, numbered rows that nobody filled in. Every row is accounted for.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from quantock.engines.tables import Refused, Source
from quantock.engines.tables.grid import Grid, csv_grid
from quantock.engines.tables.table import Cell

from .headings import columns_of, plain
from .matrix import SHIPPED, Matrix

PROGRAMME = "programme"
NOT_NAMED = "a project that is not named"
_PROJECT = re.compile(
    r"(?:project|scheme|intervention)\s*(?:\d+|name)?\s*[:.\N{EN DASH}-]\s*(.*)", re.IGNORECASE | re.DOTALL
)
_PROGRAMME = re.compile(
    r"(?:section \w+\W+)?(?:programme|overall|town deal|place)(?:[ -]level|[ -]wide)? risks?\b.*",
    re.IGNORECASE,
)
_PROJECTS = re.compile(
    r"(?:section \w+\W+)?(?:individual )?project(?:[ -]level|[ -]specific)? risks?\b.*", re.IGNORECASE
)
_EXAMPLE = re.compile(r"(?:\W*(?:example|e\.g\.?|sample|worked example|for example)\b)", re.IGNORECASE)
_ENDS = re.compile(r"(?:[A-Z][A-Z0-9_ -]*[-_ ])?END")
_STEP = re.compile(r"\(?\s*(\d{1,2})\s*(?:[-\N{EN DASH}:.)=]|$|\s)")
_LAST_STEP = re.compile(r"[(\[]\s*(\d{1,2})\s*[)\]]\s*$")
# Words for steps where a sheet gives no numbers, from the least; of scales with as many steps.
WORDS: Sequence[Sequence[str]] = (
    ("very low", "low", "medium", "high", "very high"),
    ("very unlikely", "unlikely", "possible", "likely", "very likely"),
    ("insignificant", "minor", "moderate", "major", "severe"),
)


@dataclass(frozen=True, slots=True)
class Position:
    """Likelihood, impact and score, as far as the sheet gives them."""

    likelihood: int | None = None
    impact: int | None = None
    stated: int | None = None

    @property
    def score(self) -> int | None:
        """The product; where a step is missing, what the sheet states."""
        return self.likelihood * self.impact if self.likelihood and self.impact else self.stated


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk of a sheet; `scope` is a project's name, or the programme."""

    row: int
    scope: str
    name: str
    texts: dict[str, str]
    pre: Position
    post: Position

    @property
    def is_worse_after(self) -> bool:
        before, after = self.pre.score, self.post.score
        return before is not None and after is not None and after > before

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a risk."""
        return {
            "row": self.row,
            "scope": self.scope,
            "name": self.name,
            **{name: self.texts.get(name) for name in ("category", "owner", "proximity")},
            **{
                f"{when}_{name}": getattr(at, name)
                for when, at in (("pre", self.pre), ("post", self.post))
                for name in ("likelihood", "impact", "score")
            },
        }


@dataclass(slots=True)
class Sheet:
    """A sheet that was read: its risks, the matrix they are scored on, and what became of its other rows."""

    name: str | None
    matrix: str
    risks: list[Risk] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a sheet: how many risks, whose, and their scores before and after."""
        pre = [each.pre.score for each in self.risks]
        post = [each.post.score for each in self.risks]
        return {
            "sheet": self.name,
            "matrix": self.matrix,
            "risks": len(self.risks),
            "by_project": dict(Counter(each.scope for each in self.risks)),
            "pre_score_sum": sum(score for score in pre if score is not None),
            "post_score_sum": sum(score for score in post if score is not None),
            "without_pre_score": pre.count(None),
            "without_post_score": post.count(None),
            "worse_after": sum(each.is_worse_after for each in self.risks),
            "example_rows": len(self.examples),
            "empty_rows": len(self.empty),
            "entries": [each.to_dict() for each in self.risks],
            "skipped": [{"row": row, "why": why, "text": text} for row, why, text in self.skipped],
            "warnings": self.warnings,
        }


def read_risks(source: Source, sheet: str | None = None) -> Sheet:
    """The risks of a file: of the sheet asked for, else of the visible one that holds most of them.

    Raises Refused where no sheet has a register of risks.
    """
    if source.workbook is None:
        if sheet is not None:
            source.find_sheet(sheet)
        text = source.text.text if source.text else ""
        found = [_read(csv_grid(text, source.delimiter or ","), None)]
    elif sheet is not None:
        name = source.find_sheet(sheet).name
        found = [_read(source.workbook.grid(name, most_rows=None), name)]
    else:
        found = list(_every(source))
    read = [each for each in found if each is not None]
    if not read:
        where = f"on the sheet “{sheet}”" if sheet else "in the file"
        raise Refused(
            f"No register of risks was found {where}.",
            "Its row of headings names the risk, its likelihood, its impact or its score. Name the sheet if it is another.",
        )
    best = max(read, key=lambda each: len(each.risks))
    others = [f"“{each.name}” ({len(each.risks)})" for each in read if each is not best and each.risks]
    if others:
        best.warnings.append(f"Risks stand on other sheets too, which were not read: {', '.join(others)}.")
    return best


def _every(source: Source) -> Iterator[Sheet | None]:
    """Each visible sheet; one too wide to be a register is none."""
    for one in source.sheets:
        if one.hidden or source.workbook is None:
            continue
        try:
            grid = source.workbook.grid(one.name, most_rows=None)
        except Refused:
            continue
        yield _read(grid, one.name)


def _read(grid: Grid, name: str | None) -> Sheet | None:
    """Row by row: captions say whose the risks are that follow, headings where what stands."""
    reader = _Reader(grid, Sheet(name, "nhs-5x5"))
    for place, (number, cells) in enumerate(zip(grid.numbers, grid.rows, strict=True)):
        reader.take(place, number, cells)
    if not reader.tables:
        return None
    sheet = reader.sheet
    sheet.matrix = _matrix_of(grid, sheet.risks)
    sheet.risks = [reader.finish(each, SHIPPED[sheet.matrix]) for each in reader.found]
    return sheet


@dataclass(frozen=True, slots=True)
class _Raw:
    row: int
    scope: str
    name: str
    cells: dict[str, Cell]


@dataclass(slots=True)
class _Reader:
    grid: Grid
    sheet: Sheet
    columns: dict[str, int] = field(default_factory=dict)
    scope: str = PROGRAMME
    caption: str = ""
    tables: int = 0
    found: list[_Raw] = field(default_factory=list)
    just_headed: bool = False

    def take(self, place: int, number: int, cells: Sequence[Cell]) -> None:
        """One row of the sheet."""
        filled = [cell for cell in cells if cell is not None]
        if not filled:
            return
        columns = columns_of(cells, self.grid.rows[place - 1] if place else ())
        if columns is not None:
            self._heads(columns)
            return
        texts = [cell for cell in filled if isinstance(cell, str)]
        if any(_ENDS.fullmatch(text) for text in texts):
            self.columns = {}
        elif len(filled) <= 3 and (scope := _scope_of(texts)):
            self.scope = scope
        elif not self.columns:
            self.caption = texts[0] if len(texts) == 1 and len(texts[0]) <= 120 else ""
        else:
            self._record(number, cells)
        self.just_headed = False

    def _heads(self, columns: Any) -> None:
        """A row of headings; without the name of a risk (a list of what can be chosen, say) it ends the table."""
        named = "name" in columns or "description" in columns or "short" in columns
        self.columns = dict(columns) if named else {}
        self.tables += named
        self.just_headed = True

    def _record(self, number: int, cells: Sequence[Cell]) -> None:
        held = {
            name: cells[at] for name, at in self.columns.items() if at < len(cells) and cells[at] is not None
        }
        title = next((name for name in ("name", "short", "description") if name in self.columns), "name")
        name = _text(held.get(title))
        others = held.keys() - {"number", title}
        if not held:
            return
        if _is_example(held, name):
            self.sheet.examples.append(number)
        elif not name and not {each for each in others if _says(held[each])}:
            self.sheet.empty += [number] if "number" in held else []
        elif self.just_headed and _is_guidance(held):
            self.sheet.skipped.append((number, "explains the headings", name[:80]))
        elif not name:
            self.sheet.skipped.append((number, "has no name of a risk", _text(held[min(others)])[:80]))
        elif not others and "number" not in held:
            self.sheet.skipped.append((number, "holds one text alone", name[:80]))
        else:
            project = _text(held.get("project"))
            self.found.append(_Raw(number, project or self.scope, name, held))

    def finish(self, raw: _Raw, matrix: Matrix) -> Risk:
        """The steps in numbers, now that the scale is known; what cannot be read is said."""
        positions = {}
        for when in ("pre", "post"):
            likelihood = step_of(raw.cells.get(f"{when}_likelihood"), matrix.likelihoods)
            impact = step_of(raw.cells.get(f"{when}_impact"), matrix.impacts)
            at = Position(likelihood, impact, _whole(raw.cells.get(f"{when}_score")))
            if at.stated is not None and at.score != at.stated:
                self.sheet.warnings.append(
                    f"Row {raw.row}: the sheet says {at.stated}, but {likelihood} times {impact} is {at.score}, which counts."
                )
            for name, step, most in (
                ("likelihood", likelihood, len(matrix.likelihoods)),
                ("impact", impact, len(matrix.impacts)),
            ):
                said = raw.cells.get(f"{when}_{name}")
                if said is not None and (step is None or step > most):
                    self.sheet.warnings.append(
                        f"Row {raw.row}: the {name} “{_text(said)[:40]}” is not on the scale of 1 to {most}."
                    )
            positions[when] = at
        texts = {
            name: _text(cell)
            for name, cell in raw.cells.items()
            if name
            in ("category", "owner", "proximity", "effect", "mitigation", "short", "description", "number")
        }
        return Risk(raw.row, raw.scope, raw.name, texts, positions["pre"], positions["post"])


def _scope_of(texts: Sequence[str]) -> str:
    """Whose the risks are that follow, where a row says so: "Project 2:" and a name beside it, "Programme risks"."""
    if not texts:
        return ""
    if named := _PROJECT.fullmatch(texts[0].strip()):
        return named[1].strip() or (texts[1].strip() if len(texts) > 1 else texts[0].strip(" :.-"))
    if _PROGRAMME.fullmatch(texts[0].strip()):
        return PROGRAMME
    return NOT_NAMED if _PROJECTS.fullmatch(texts[0].strip()) else ""


def _is_example(held: dict[str, Cell], name: str) -> bool:
    """Row 0, or one that says so."""
    number = _text(held.get("number"))
    return number in {"0", "0.0"} or bool(_EXAMPLE.match(name) or _EXAMPLE.match(number))


def _is_guidance(held: dict[str, Cell]) -> bool:
    """Under the headings, sentences where scores would stand."""
    scored = [cell for name, cell in held.items() if name.endswith(("likelihood", "impact", "score"))]
    return bool(scored) and all(
        isinstance(cell, str) and len(cell) > 25 and _whole(cell) is None for cell in scored
    )


def _says(cell: Cell) -> bool:
    """Whether a cell holds an answer: a formula's 0 over empty cells is none."""
    return _text(cell) not in {"", "0", "0.0"}


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return (
        f"{cell.normalize():f}"
        if isinstance(cell, Decimal)
        else str(cell).replace("\N{NO-BREAK SPACE}", " ").strip()
    )


def _whole(cell: Cell) -> int | None:
    """A whole number; nothing for anything else."""
    text = _text(cell)
    return int(Decimal(text)) if re.fullmatch(r"\d{1,3}(?:\.0+)?", text) else None


def step_of(cell: Cell, labels: Sequence[str]) -> int | None:
    """Which step a cell means: "4 - High", "1- Marginal", "High (4)", 4, or the word of a step."""
    text = _text(cell)
    if not text:
        return None
    if (whole := _whole(cell)) is not None:
        return whole or None
    if found := _STEP.match(text) or _LAST_STEP.search(text):
        return int(found[1]) or None
    words = plain(text).removesuffix(" impact").removesuffix(" likelihood")
    for scale in ([plain(label) for label in labels], *WORDS):
        if len(scale) == len(labels) and words in scale:
            return scale.index(words) + 1
    return None


def _matrix_of(grid: Grid, risks: Sequence[Any]) -> str:
    """The matrix whose words stand beside the numbers on the sheet, in its risks or its lists of what can be chosen."""
    said: Counter[str] = Counter()
    for row in grid.rows:
        for cell in row:
            found = (
                re.fullmatch(r"(\d)\s*-\s*([\w ]{2,30}?)(?: impact| likelihood)?", cell, re.IGNORECASE)
                if isinstance(cell, str)
                else None
            )
            if found:
                said[f"{found[1]} {plain(found[2])}"] += 1

    def explained(matrix: Matrix) -> int:
        sizes = {len(matrix.likelihoods), len(matrix.impacts)}
        scales = (matrix.likelihoods, matrix.impacts, *(words for words in WORDS if len(words) in sizes))
        labels = {f"{place} {plain(label)}" for scale in scales for place, label in enumerate(scale, start=1)}
        return sum(said[label] for label in labels)

    best = max(SHIPPED, key=lambda code: explained(SHIPPED[code]))
    return best if explained(SHIPPED[best]) else "nhs-5x5"
