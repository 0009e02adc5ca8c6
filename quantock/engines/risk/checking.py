"""What is wrong with a risk matrix, in the words of whoever makes one. A matrix without faults can be scored on."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantock.engines.risk.matrix import LEVELS, Level, Matrix

LEAST_STEPS, MOST_STEPS = 3, 6
MOST_SCORE = 1000
MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class Span:
    """A band as it is written down: from a score to a score. A `Matrix` keeps only where each begins."""

    name: str
    least: int
    most: int
    level: Level
    review_days: int


def faults_of_steps(called: str, names: Sequence[str]) -> Iterator[str]:
    """Of the words of likelihood or of impact: how many, and none twice."""
    if not LEAST_STEPS <= len(names) <= MOST_STEPS:
        yield f"{called} has {len(names)} {'step' if len(names) == 1 else 'steps'}: give {LEAST_STEPS} to {MOST_STEPS}."
    for name in _twice(names):
        yield f"{called} says “{name}” twice: give each step words of its own."


def faults_of_spans(matrix: Matrix, spans: Sequence[Span]) -> Iterator[str]:
    """Of the bands of a matrix: they overlap, a score falls in none, a name stands twice, a worse one means less.

    `matrix` says which scores can occur; its own bands are not looked at.
    """
    if not spans:
        yield "Give at least one band."
        return
    for name in _twice([span.name for span in spans]):
        yield f"Two bands are called “{name}”: give each its own name."
    for span in spans:
        if span.most < span.least:
            yield f"“{span.name}” ends at {span.most}, before it begins at {span.least}."
        if not 1 <= span.review_days <= MOST_DAYS:
            yield f"“{span.name}” is looked at again after 1 to {MOST_DAYS} days, not {span.review_days}."
    ordered = sorted(spans, key=lambda span: (span.least, span.most))
    for lower, upper in itertools.pairwise(ordered):
        if upper.least <= lower.most:
            yield f"“{lower.name}” and “{upper.name}” overlap: both hold the score {upper.least}."
        if LEVELS.index(upper.level) < LEVELS.index(lower.level):
            yield (
                f"“{upper.name}” holds worse scores than “{lower.name}”, but means {upper.level} to the whole "
                f"system where that means {lower.level}."
            )
    if lost := [
        each for each in matrix.scores() if not any(span.least <= each <= span.most for span in spans)
    ]:
        words = ", ".join(map(str, lost))
        yield f"No band holds the {'score' if len(lost) == 1 else 'scores'} {words}: every score needs a band."
    for span in spans:
        if span.least <= span.most and not any(span.least <= each <= span.most for each in matrix.scores()):
            yield f"No score falls in “{span.name}”: the matrix has none from {span.least} to {span.most}."


def faults_of_table(matrix: Matrix) -> Iterator[str]:
    """Of a table of scores: its size, and that a worse step never scores less."""
    rows, across = len(matrix.likelihoods), len(matrix.impacts)
    if not matrix.table:
        return
    if len(matrix.table) != rows or any(len(row) != across for row in matrix.table):
        yield f"The table of scores is not {rows} by {across}, as the words of the matrix are: fill it in again."
        return
    if any(not 1 <= score <= MOST_SCORE for row in matrix.table for score in row):
        yield f"A score is a whole number from 1 to {MOST_SCORE}."
    for one in range(rows):
        for two in range(across):
            here = matrix.table[one][two]
            if (two and here < matrix.table[one][two - 1]) or (one and here < matrix.table[one - 1][two]):
                yield (
                    f"{matrix.likelihoods[one]} and {matrix.impacts[two].lower()} scores {here}, less than a "
                    "field that is less likely or less bad."
                )
                return


def faults_of_domains(matrix: Matrix) -> Iterator[str]:
    """Of the domains: none twice, and a text for each step of impact or none at all."""
    for name in _twice([domain.name for domain in matrix.domains]):
        yield f"Two domains are called “{name}”: give each its own name."
    for domain in matrix.domains:
        if domain.steps and len(domain.steps) != len(matrix.impacts):
            yield (
                f"“{domain.name}” has {len(domain.steps)} lines for {len(matrix.impacts)} steps of impact: "
                "give a line for each step, or none."
            )


def spans_of(matrix: Matrix) -> list[Span]:
    """The bands of a matrix as they would be written down."""
    return [
        Span(band.name, least, most, band.level, band.review_days)
        for band, (least, most) in zip(matrix.bands, matrix.spans(), strict=True)
    ]


def faults(matrix: Matrix) -> list[str]:
    """Everything that is wrong with it; nothing where it can be scored on."""
    found = [
        *faults_of_steps("Likelihood", matrix.likelihoods),
        *faults_of_steps("Impact", matrix.impacts),
        *faults_of_table(matrix),
    ]
    if not found:
        found += _faults_of_bands(matrix)
    return [*found, *faults_of_domains(matrix)]


def _faults_of_bands(matrix: Matrix) -> Iterator[str]:
    """Of bands as they are kept: each goes up to the next one, so that only the first can leave scores below it."""
    ordered = matrix.bands
    ends = [*(band.least - 1 for band in ordered[1:]), max(matrix.scores(), default=0)]
    yield from faults_of_spans(
        matrix,
        [
            Span(band.name, band.least, max(most, band.least), band.level, band.review_days)
            for band, most in zip(ordered, ends, strict=True)
        ],
    )


def _twice(names: Sequence[str]) -> list[str]:
    folded = [name.casefold() for name in names]
    return [name for place, name in enumerate(names) if folded.index(name.casefold()) < place]
