"""A report as a tagged PDF, and SVG as PNG, both by Typst.

The template `report.typ` is ours; a report goes in as data and stays text, whatever it holds. The compiler
enforces PDF/UA-1, uses no font but those in the folder it is given, and reads no file.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quantock.engines.documents.clean import clean_text
from quantock.engines.documents.fonts import FAMILY, shown_characters
from quantock.engines.documents.report import (
    Block,
    Bullets,
    Figures,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    Run,
    Table,
    Words,
    runs,
    safe_link,
)

_MOST = {
    "title": 200,
    "subtitle": 300,
    "marked": 60,
    "heading": 300,
    "table heading": 120,
    "caption": 300,
    "figure": 120,
    "cell": 4_000,
    "alt": 4_000,
    "words": 20_000,
}
"""Characters of each kind of text; more is cut, and says so. What every page repeats (titles, table headings)
must stay well under a page, or laying it out would take all the memory there is."""

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: sys.inputs.font)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""


class PdfError(Exception):
    """The document could not be made: what the compiler said."""


def to_pdf(report: Report, fonts: Path) -> bytes:
    """The report as PDF/UA-1 on A4. `fonts` is a folder with Liberation Sans (`fonts.find_fonts`).

    Characters none of these fonts can show are said in words ("[thumbs up sign]"). The same report and fonts
    give the same bytes. Raises PdfError when the compiler complains at all, for instance of a damaged
    picture.
    """
    template = (files("quantock.engines.documents") / "report.typ").read_bytes()
    data = json.dumps(_Shown(shown_characters(fonts)).report(report))
    return _compile(template, fonts, {"report": data}, format="pdf", pdf_standards=["ua-1"], timestamp=0)


def to_png(svg: str, fonts: Path, *, width: int = 1600) -> bytes:
    """The drawing as PNG, so many pixels wide, on a clear ground. Raises PdfError for a damaged drawing."""
    inputs = {"svg": clean_text(svg), "width": str(width), "font": FAMILY}
    return _compile(_PICTURE, fonts, inputs, format="png", ppi=72.0)


def _compile(source: bytes, fonts: Path, inputs: dict[str, str], **options: Any) -> bytes:
    import typst

    with TemporaryDirectory(prefix="quantock-pdf-") as nothing_here:
        try:
            made, warnings = typst.compile_with_warnings(
                source,
                root=nothing_here,
                font_paths=_typst_fonts(fonts),
                ignore_system_fonts=True,
                sys_inputs=inputs,
                **options,
            )
        except typst.TypstError as error:
            raise PdfError(error.message) from error
    if warnings:
        raise PdfError("; ".join(warning.message for warning in warnings))
    return bytes(made)


@lru_cache(maxsize=4)
def _typst_fonts(folder: Path) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


class _Shown:
    """Turns a report into plain data whose every character the fonts can show."""

    def __init__(self, characters: frozenset[int]) -> None:
        self._characters = characters

    def report(self, report: Report) -> dict[str, Any]:
        language, _, region = report.language.partition("-")
        day = report.as_at
        return {
            "title": self.text(report.title, "title"),
            "subtitle": self.text(report.subtitle, "subtitle"),
            "date": {"year": day.year, "month": day.month, "day": day.day} if day else None,
            "date_line": report.date_line(),
            "marked": self.text(report.marked, "marked"),
            "language": language,
            "region": region or None,
            "font": FAMILY,
            "blocks": [self.block(block) for block in report.blocks],
        }

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(text=text, level=level):
                return {"kind": "heading", "text": self.text(text, "heading"), "level": level}
            case Paragraph(words=words):
                return {"kind": "paragraph", **self.words(words)}
            case Note(words=words):
                return {"kind": "note", **self.words(words)}
            case Bullets(items=items):
                return {"kind": "bullets", "items": [self.words(item) for item in items]}
            case Table():
                return self.table(block)
            case Figures(items=figures):
                names = ("label", "value", "movement", "note")
                shown = [
                    {name: self.text(getattr(figure, name), "figure") for name in names}
                    | {"link": safe_link(figure.link)}
                    for figure in figures
                ]
                return {"kind": "figures", "items": shown}
            case Picture(svg=svg, alt=alt, share=share, caption=caption):
                texts = {"alt": self.text(alt, "alt"), "caption": self.text(caption, "caption")}
                return {"kind": "picture", "svg": clean_text(svg), "share": share, **texts}
            case PageBreak():
                return {"kind": "page break"}

    def table(self, table: Table) -> dict[str, Any]:
        return {
            "kind": "table",
            "headings": [self.text(heading, "table heading") for heading in table.headings],
            "rows": [[self.words(cell, "cell") for cell in row] for row in table.rows],
            "caption": self.text(table.caption, "caption"),
            "alignments": [table.alignment(column) for column in range(len(table.headings))],
            "shares": table.shares(),
        }

    def words(self, words: Words, kind: str = "words") -> dict[str, Sequence[dict[str, Any]]]:
        return {"runs": [self._run(run, kind) for run in runs(words)]}

    def _run(self, run: Run, kind: str) -> dict[str, Any]:
        text = self.text(run.text, "table heading" if run.tone else kind)
        shown = {"bold": run.bold, "tone": run.tone, "under": run.under}
        return {"text": text, "link": safe_link(run.link), **shown}

    def text(self, text: str, kind: str) -> str:
        """The text in characters the fonts have, no longer than its kind, with places to break long words."""
        composed = unicodedata.normalize("NFC", clean_text(text)).replace("\t", " ")
        if len(composed) > _MOST[kind]:
            left_out = len(composed) - _MOST[kind]
            composed = f"{composed[: _MOST[kind]]}… [{left_out:,} more characters]"
        shown = "".join(
            character if ord(character) in self._characters or character == "\n" else self._instead(character)
            for character in composed
        )
        return _LONG_WORD.sub(_breakable, shown)

    def _instead(self, character: str) -> str:
        kind = unicodedata.category(character)
        if kind in {"Cf", "Cc", "Mn", "Me", "Cs"}:
            return ""
        if kind[0] == "Z":
            return " "
        alike = unicodedata.normalize("NFKC", character)
        if alike != character and all(ord(part) in self._characters for part in alike):
            return alike
        name = unicodedata.name(character, "")
        return f"[{name.lower()}]" if kind[0] == "S" and name else "?"


_LONG_WORD = re.compile(r"\S{25,}")
_ZERO_WIDTH_SPACE = "\u200b"


def _breakable(word: re.Match[str]) -> str:
    """A long word (an address, a file name) that may break after punctuation, else every 20 characters."""
    return re.sub(r"[/.,;:?&=_@-]+(?=\w)|\w{20}(?=\w)", rf"\g<0>{_ZERO_WIDTH_SPACE}", word[0])
