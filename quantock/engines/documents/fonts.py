"""The fonts a PDF is set in: where they are, and which characters they can show.

A PDF carries its fonts with it, so they have to be files we may embed. Liberation Sans is free, has the
measures of Arial and covers Welsh and the other languages of Europe.
"""

import os
import struct
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FAMILY = "Liberation Sans"
_NEEDED = ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf")


class FontsMissing(Exception):
    """No usable fonts; the message says what to install."""


def find_fonts(extra: Path | None = None) -> Path:
    """The folder that holds LiberationSans-Regular.ttf and -Bold.ttf.

    With `extra`, a setting, only there (and in folders below); otherwise in the usual font folders of the
    system. Raises FontsMissing, saying what to install.
    """
    places = [extra] if extra is not None else list(_usual_folders())
    for place in places:
        for regular in sorted(place.rglob(_NEEDED[0])) if place.is_dir() else ():
            if all((regular.parent / name).is_file() for name in _NEEDED):
                return regular.parent
    looked = "the folder set for fonts" if extra is not None else "the usual font folders"
    raise FontsMissing(
        f"PDFs are set in {FAMILY}, and {' and '.join(_NEEDED)} were not found in {looked}. "
        "On Debian or Ubuntu install the package fonts-liberation; elsewhere copy the Liberation Sans TTF "
        "files into a folder and name it in the settings."
    )


def _usual_folders() -> Iterator[Path]:
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (home / "Library/Fonts", Path("/Library/Fonts"))
    else:
        data_home = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
        yield from (
            data_home / "fonts",
            home / ".fonts",
            Path("/usr/local/share/fonts"),
            Path("/usr/share/fonts"),
        )


@lru_cache(maxsize=8)
def shown_characters(folder: Path) -> frozenset[int]:
    """The code points for which some font in the folder has a shape."""
    shown: set[int] = set()
    for file in sorted(folder.glob("*.[tToO][tT][fF]")):
        shown.update(_characters(file.read_bytes()))
    return frozenset(shown)


def _characters(font: bytes) -> Iterator[int]:
    """The code points of one font, from its `cmap` table (OpenType 1.9, Unicode formats 4 and 12)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for place in range(12, 12 + 16 * tables, 16):
        tag, _, start, _ = struct.unpack_from(">4sLLL", font, place)
        if tag != b"cmap":
            continue
        for subtable in range(struct.unpack_from(">H", font, start + 2)[0]):
            platform, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * subtable)
            form = struct.unpack_from(">H", font, start + offset)[0]
            if platform in (0, 3) and form == 4:
                yield from _format_4(font, start + offset)
            elif platform in (0, 3) and form == 12:
                yield from _format_12(font, start + offset)


def _format_4(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    numbers = f">{count}H"
    ends = struct.unpack_from(numbers, font, at + 14)
    starts = struct.unpack_from(numbers, font, at + 16 + 2 * count)
    deltas = struct.unpack_from(numbers, font, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(numbers, font, offsets_at)
    for segment, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offset:  # the glyph is listed; a listed zero means there is none
                listed = struct.unpack_from(
                    ">H", font, offsets_at + 2 * segment + offset + 2 * (code - first)
                )[0]
                glyph = (listed + delta) % 65_536 if listed else 0
            else:
                glyph = (code + delta) % 65_536
            if glyph:
                yield code


def _format_12(font: bytes, at: int) -> Iterator[int]:
    for group in range(struct.unpack_from(">L", font, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * group)
        yield from range(first if glyph else first + 1, last + 1)
