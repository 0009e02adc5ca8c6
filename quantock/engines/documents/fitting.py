"""A report made to fit so many pages of A4: what can be spared goes first, then rows of tables that say how to see all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from quantock.engines.documents.pdf import to_pdf
from quantock.engines.documents.report import Block, Note, Picture, Report, Table

SHAPES: Sequence[tuple[int, int | None]] = ((0, None), (1, None), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2))
"""From the whole report to the shortest: the pictures that are left out (`Picture.spare` up to this), and how many rows
less than its `fewest` a table keeps (None: all of them stay)."""


def fitted(report: Report, fonts: Path, *, pages: int) -> Report:
    """The longest of its shapes that fits; the shortest where none does. Raises PdfError as `to_pdf` does."""
    shorter, tried = report, None
    for shape in SHAPES:
        shorter = shortened(report, *shape)
        if shorter == tried:
            continue
        tried = shorter
        if pages_of(to_pdf(shorter, fonts)) <= pages:
            break
    return shorter


def shortened(report: Report, spared: int, less: int | None) -> Report:
    """The report in one of its shapes. A table keeps at least one row, and all of them where it names no fewest."""
    left = [
        block for block in report.blocks if not (isinstance(block, Picture) and 0 < block.spare <= spared)
    ]
    return replace(
        report, blocks=left if less is None else [each for block in left for each in _short(block, less)]
    )


def _short(block: Block, less: int) -> list[Block]:
    if not isinstance(block, Table) or not block.fewest:
        return [block]
    kept = max(1, block.fewest - less)
    said = block.left_out(kept)
    return [replace(block, rows=block.rows[:kept]), *([Note(said)] if said else [])]


def pages_of(pdf: bytes) -> int:
    """How many pages a document of ours has."""
    return pdf.count(b"/Type/Page/")
