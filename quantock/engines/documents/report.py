"""A small document model: what a report says, in what order, without saying how it looks.

The same report becomes an editable Word document (`word.to_docx`) and a tagged PDF (`pdf.to_pdf`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal
from urllib.parse import quote, urlsplit

from quantock.engines.documents.clean import clean_text, long_date

Tone = Literal["green", "amber", "red", "blue", "grey"]
Alignment = Literal["left", "right", "centre"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one manner. `link` is followed only when it is http or https.

    With a `tone` the text is drawn as a tag ("Amber" on amber): the word always carries the meaning, the
    colour only repeats it. `under` is a quieter line of its own below what stands before it. `about` says what a link
    that is only a number is about, to who hears the links of a page one by one.
    """

    text: str
    bold: bool = False
    link: str = ""
    tone: Tone | None = None
    under: bool = False
    about: str = ""


Words = str | Sequence[Run]
"""Plain text, or stretches of it; a line feed inside starts a new line."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 for the report's sections, 2 and 3 below; the report's own title stands above them all."""

    kind: ClassVar = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    words: Words


@dataclass(frozen=True, slots=True)
class Bullets:
    kind: ClassVar = "bullets"
    items: Sequence[Words]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings. `widths` are proportions (1, 3, 1); without them columns share alike.

    Right-align numbers by `alignments`, one for each column. The caption says what the table shows. `fewest` rows stay
    where a document is made to fit (`fitting`); without it all of them do. Give it where the report says how to see all,
    or with what the rows are (`of`): then it is said how many are left out.
    """

    kind: ClassVar = "table"
    headings: Sequence[str]
    rows: Sequence[Sequence[Words]]
    caption: str = ""
    alignments: Sequence[Alignment] = ()
    widths: Sequence[float] = ()
    fewest: int = 0
    of: str = ""

    def left_out(self, kept: int) -> str:
        """ "and 8 more classes on the page of this report": nothing where none is, or the report says it itself."""
        rest = len(self.rows) - kept
        return f"and {rest} more {self.of} on the page of this report" if self.of and rest > 0 else ""

    def __post_init__(self) -> None:
        columns = len(self.headings)
        if not columns:
            raise ValueError("a table needs at least one column")
        for name, given in (("alignments", self.alignments), ("widths", self.widths)):
            if given and len(given) != columns:
                raise ValueError(f"{len(given)} {name} for {columns} columns")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != columns:
                raise ValueError(f"row {number} has {len(row)} cells for {columns} columns")

    def alignment(self, column: int) -> Alignment:
        return self.alignments[column] if self.alignments else "left"

    def shares(self) -> list[float]:
        """Each column's part of the width; together they make one."""
        widths = self.widths or [1.0] * len(self.headings)
        return [width / sum(widths) for width in widths]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that matters: "Active projects", "121", "▲ 6 since 1 October", "of 118 that gave a number".

    `link` leads to the list behind it.
    """

    label: str
    value: str
    movement: str = ""
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of big numbers; two to five read well."""

    kind: ClassVar = "figures"
    items: Sequence[Figure]

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a row of figures needs at least one")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG, the words that say the same, and what part of the text width it takes.

    `screen` is the same chart as a page shows it, where that differs: with links, or in two widths. A page
    also folds away the table of its `data`; a document has the caption. `spare` says how soon it is left out of a
    document that is made to fit (`fitting`): 1 first, 2 later; 0 keeps it.
    """

    kind: ClassVar = "picture"
    svg: str
    alt: str
    share: float = 1.0
    caption: str = ""
    screen: str = ""
    data: Table | None = None
    spare: int = 0

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs a text alternative")
        if not 0 < self.share <= 1:
            raise ValueError("a picture takes more than none and at most all of the width")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be read beside the rest: what is left out, where the numbers come from."""

    kind: ClassVar = "note"
    words: Words


@dataclass(frozen=True, slots=True)
class PageBreak:
    kind: ClassVar = "page break"


Block = Heading | Paragraph | Bullets | Table | Figures | Picture | Note | PageBreak


@dataclass(frozen=True, slots=True)
class Report:
    """A whole document.

    `marked` ("Demonstration data", "Draft") is printed on every page. Headings begin at level 1 and never
    skip a level, so that people who listen to the document can find their way; otherwise ValueError.
    """

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    as_at: date | None = None
    marked: str = ""
    language: str = "en-GB"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a report needs a title")
        above = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                if not 1 <= block.level <= min(3, above + 1):
                    raise ValueError(f"heading “{block.text}” of level {block.level} follows level {above}")
                above = block.level

    def date_line(self) -> str:
        """As at 14 January 2026, or nothing."""
        return f"As at {long_date(self.as_at)}" if self.as_at else ""


def sections(report: Report) -> list[tuple[str, list[Block]]]:
    """The blocks by the heading of level 1 they stand under; those before the first under no heading."""
    found: list[tuple[str, list[Block]]] = [("", [])]
    for block in report.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append((block.text, []))
        else:
            found[-1][1].append(block)
    return [(heading, blocks) for heading, blocks in found if heading or blocks]


def absolute(report: Report, base: str) -> Report:
    """The report with its links within the site ("/projects/") made whole, for a document that leaves it."""
    return replace(report, blocks=[_absolute(block, base) for block in report.blocks])


def _absolute(block: Block, base: str) -> Block:
    def whole(link: str) -> str:
        return base + link if link.startswith("/") else link

    def said(words: Words) -> Words:
        return [replace(run, link=whole(run.link)) for run in runs(words)]

    match block:
        case Paragraph(words=words) | Note(words=words):
            return replace(block, words=said(words))
        case Bullets(items=items):
            return replace(block, items=[said(item) for item in items])
        case Table(rows=rows):
            return replace(block, rows=[[said(cell) for cell in row] for row in rows])
        case Figures(items=figures):
            return replace(block, items=[replace(each, link=whole(each.link)) for each in figures])
    return block


def runs(words: Words) -> Sequence[Run]:
    """The words as stretches, also when they were given as plain text."""
    return (Run(words),) if isinstance(words, str) else words


_KEPT_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=-._~"
"""What an address may hold as it is (RFC 3986); everything else is percent-encoded."""


def safe_link(address: str) -> str:
    """The address, ready for a document, when it is http or https with a host; otherwise nothing.

    No other scheme leaves in a document, nor an address of more than 2,000 characters, which readers refuse.
    """
    encoded = quote(clean_text(address.strip()), safe=_KEPT_IN_ADDRESSES)
    try:
        parts = urlsplit(encoded)
    except ValueError:
        return ""
    fits = len(encoded) <= 2_000
    return encoded if fits and parts.scheme in {"http", "https"} and parts.netloc else ""
