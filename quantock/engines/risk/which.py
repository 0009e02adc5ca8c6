"""On which matrix a sheet of risks is scored: the organisation's own, one whose words the sheet says, or as a person chose."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from quantock.engines.tables.grid import Grid

from .headings import plain
from .matrix import SHIPPED, Matrix
from .ratings import WORDS

DEFAULT = next(iter(SHIPPED))
_SAID = re.compile(r"(\d)\s*-\s*([\w ]{2,30}?)(?: impact| likelihood)?", re.IGNORECASE)
_ANYBODYS = {"1 low", "2 medium", "3 high"}
"""Any scale of three may be called so."""


@dataclass(frozen=True, slots=True)
class Matrices:
    """What sheets can be scored on, by code. `first` is what counts where a sheet does not tell; `ours`: on which all are read,
    whatever their own scale, since the organisation keeps a matrix of its own; `chosen`: as a person said."""

    known: Mapping[str, Matrix]
    first: str = DEFAULT
    ours: bool = False
    chosen: str = ""

    def of(self, scale: str) -> str:
        """The code of the matrix on which a sheet of such a scale is read."""
        if self.chosen in self.known:
            return self.chosen
        return self.first if self.ours else scale

    def scale_of(
        self, grids: Sequence[Grid], most: tuple[int, int] = (0, 0), sizes: tuple[int, int] = (0, 0)
    ) -> str:
        """The code of the matrix whose words stand beside the numbers on the sheets, in their risks or their lists of what can be
        chosen; else the one with as many steps as the headings say, "Likelihood (1-4)"; else the first one. `most`: the highest
        likelihood and impact in numbers; where the first has no such steps, but the system's has, it is of that one.
        `sizes`: how many steps of likelihood and of impact the headings say."""
        said = _said(grids)
        found = {code: _explained(matrix, said) for code, matrix in self.known.items()}
        best = max(found, key=lambda code: (found[code].total(), code == self.first))
        if found[best].keys() - _ANYBODYS:
            return best
        firsts = [code for code in (self.first, DEFAULT) if code in self.known]
        fits = [
            code
            for code in (*firsts, *self.known)
            if _steps(self.known[code]) == sizes and _fits(self.known[code], most)
        ] or [code for code in firsts if _fits(self.known[code], most)]
        return fits[0] if fits else self.first


STANDARD = Matrices(SHIPPED)


def _steps(matrix: Matrix) -> tuple[int, int]:
    return len(matrix.likelihoods), len(matrix.impacts)


def _fits(matrix: Matrix, most: tuple[int, int]) -> bool:
    return most[0] <= len(matrix.likelihoods) and most[1] <= len(matrix.impacts)


def _said(grids: Sequence[Grid]) -> Counter[str]:
    """How often "4 - Almost Certain" stands there, as "4 almost certain"."""
    said: Counter[str] = Counter()
    for row in chain.from_iterable(grid.rows for grid in grids):
        for cell in row:
            if isinstance(cell, str) and (found := _SAID.fullmatch(cell)):
                said[f"{found[1]} {plain(found[2])}"] += 1
    return said


def _explained(matrix: Matrix, said: Counter[str]) -> Counter[str]:
    sizes = {len(matrix.likelihoods), len(matrix.impacts)}
    scales = (matrix.likelihoods, matrix.impacts, *(words for words in WORDS if len(words) in sizes))
    labels = {f"{place} {plain(label)}" for scale in scales for place, label in enumerate(scale, start=1)}
    return Counter({label: said[label] for label in labels & said.keys()})
