"""The matrix of a log: as a picture of its risks, as a picture of one, and as fields to press."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantock.engines.charts.matrix import Cell, Move, Picture, risk_matrix
from quantock.engines.charts.svg import Svg
from quantock.engines.risk.matrix import LEVELS, Level
from quantock.raid.models import Entry, Matrix

WIDE, NARROW = 560, 300
EXPECTED = "then"
WORDS = (("inherent_", "before"), ("", "now"), ("", EXPECTED), ("target_", "aim"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture for a wide and for a narrow screen, and how many risks are not in it."""

    wide: Svg
    narrow: Svg
    came_down: int = 0
    went_up: int = 0
    left_out: int = 0
    levels: Sequence[tuple[Level, int]] = ()
    """How many stand on each level of the whole system, the worst first."""


# Which of its positions the risks of a picture stand at: by the word of the address, the columns and what is said.
STANDS = {"before": ("inherent_", "Before"), "": ("", "Now"), "target": ("target_", "Aimed at")}


def matrix_drawn(
    risks: Sequence[Entry], matrix: Matrix | None, address: str, which: str = ""
) -> Drawn | None:
    """The open risks scored on one matrix, now with where they came from; each field opens its list."""
    prefix = STANDS[which][0]
    here = [each for each in risks if matrix and each.matrix_id == matrix.pk and each.position(prefix)]
    if matrix is None or not any(each.position() for each in risks if each.matrix_id == matrix.pk):
        return None
    if which:
        counts = Counter(at for each in here if (at := each.position(prefix)))
        return counted_drawn(matrix, counts, f"{address}?which={which}", len(risks) - len(here))
    moves = Counter(
        (was, now)
        for each in here
        if (was := each.position("inherent_")) and (now := each.position()) and was != now
    )
    picture = _picture(
        matrix,
        counts=Counter(now for each in here if (now := each.position())),
        moves=[Move(was, now, count) for (was, now), count in moves.items()],
        address=address,
    )
    product = {cell: matrix.scale.score(*cell) for pair in moves for cell in pair}
    return Drawn(
        risk_matrix(picture, prefix="matrix-wide", width=WIDE),
        risk_matrix(picture, prefix="matrix-narrow", width=NARROW),
        sum(count for (was, now), count in moves.items() if product[now] < product[was]),
        sum(count for (was, now), count in moves.items() if product[now] > product[was]),
        len(risks) - len(here),
    )


def counted_drawn(matrix: Matrix, counts: Mapping[Cell, int], address: str, left_out: int = 0) -> Drawn:
    """So many risks in each field, each field opening its list at `address`."""
    picture = _picture(matrix, counts=counts, address=address)
    return Drawn(
        risk_matrix(picture, prefix="matrix-wide", width=WIDE),
        risk_matrix(picture, prefix="matrix-narrow", width=NARROW),
        left_out=left_out,
        levels=_by_level(matrix, counts),
    )


def _by_level(matrix: Matrix, counts: Mapping[Cell, int]) -> list[tuple[Level, int]]:
    scale, found = matrix.scale, Counter[Level]()
    for cell, count in counts.items():
        found[scale.band(scale.score(*cell)).level] += count
    return [(level, found[level]) for level in reversed(LEVELS)]


def one_drawn(entry: Entry, expected: Cell | None = None) -> Svg | None:
    """Where one risk was, is, should come by what is done, and is to come; nothing where it was never scored."""
    marks: dict[Cell, str] = {}
    for which, says in WORDS:
        if cell := expected if says == EXPECTED else entry.position(which):
            marks[cell] = f"{marks[cell]}\n{says}" if cell in marks else says
    if not marks or entry.matrix is None:
        return None
    moves = []
    if (was := entry.position("inherent_")) and (now := entry.position()) and was != now:
        moves.append(Move(was, now))
    return risk_matrix(_picture(entry.matrix, marks=marks, moves=moves), prefix="matrix-one", width=NARROW)


def scale_drawn(matrix: Matrix) -> Drawn:
    """A matrix without any risk: the score of each field, and the name of its band where there is room."""
    scale = matrix.scale
    likelihoods, impacts = range(1, len(scale.likelihoods) + 1), range(1, len(scale.impacts) + 1)
    named = {(one, two): scale.band(scale.score(one, two)).name for one in likelihoods for two in impacts}
    says = "; ".join(
        f"{band.name}: scores {least} to {most}"
        for band, (least, most) in zip(scale.bands, scale.spans(), strict=True)
    )
    return Drawn(
        risk_matrix(_picture(matrix, marks=named, says=f"{says}."), prefix="scale-wide", width=WIDE),
        risk_matrix(_picture(matrix, says=f"{says}."), prefix="scale-narrow", width=NARROW),
    )


def _picture(matrix: Matrix, address: str = "", **shown: object) -> Picture:
    scale, joint = matrix.scale, "&" if "?" in address else "?"
    return Picture(
        scale.likelihoods,
        scale.impacts,
        lambda likelihood, impact: scale.band(scale.score(likelihood, impact)).level.value,
        score=scale.score,
        href=(lambda likelihood, impact: f"{address}{joint}cell={likelihood}x{impact}#list")
        if address
        else None,
        **shown,  # type: ignore[arg-type]
    )


@dataclass(frozen=True, slots=True)
class Press:
    """One field to press."""

    value: str
    score: int
    level: str
    says: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The matrix as fields to press: rows by likelihood, the most likely first."""

    impacts: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Press]]]
    domains: Sequence[tuple[str, Sequence[str]]]


def pressed(at: tuple[int, int]) -> str:
    """A field of the matrix as its button sends it."""
    return f"{at[0]}x{at[1]}"


def say_field(matrix: Matrix, at: tuple[int, int]) -> str:
    """A field of the matrix in words, with its score and band."""
    scale, (likelihood, impact) = matrix.scale, at
    score = scale.score(likelihood, impact)
    how = f"{scale.likelihoods[likelihood - 1]} and {scale.impacts[impact - 1].lower()}"
    return f"{how}: {score}, {scale.band(score).name.lower()}"


def press_grid(matrix: Matrix, chosen: tuple[int, int] | None = None) -> Grid:
    """Every field with its score, its band in words and whether it is the one that stands."""
    scale = matrix.scale
    rows = []
    for likelihood in range(len(scale.likelihoods), 0, -1):
        named = scale.likelihoods[likelihood - 1]
        fields = []
        for impact in range(1, len(scale.impacts) + 1):
            at = (likelihood, impact)
            score = scale.score(likelihood, impact)
            level = scale.band(score).level.value
            fields.append(Press(pressed(at), score, level, say_field(matrix, at), at == chosen))
        rows.append((named, fields))
    return Grid(scale.impacts, rows, [(domain.name, domain.steps) for domain in scale.domains])
