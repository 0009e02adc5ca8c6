"""The edge every form field and imported cell goes through.

What a browser, a spreadsheet or JSON can carry is wider than what XML, a workbook or a screen can show.
One vertical tab pasted from a slide makes a whole Excel report fail, so it is put right on the way in.
"""

import re
import unicodedata

MOST_MARKS = 4
"""Accents kept on one letter. Living scripts need at most four; "Zalgo" text piles up hundreds."""

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
PLAIN = re.compile(r"[ -~\n]*")
REMOVED = re.compile(
    "[\x00-\x09\x0e-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u200b\u2060-\u2064\ufeff"  # soft hyphen, word joiners, byte-order mark
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction controls, which make text read as another
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff]"
)
LINE_ENDS = re.compile(r" +(?=\n)")


def clean(text: str, *, one_line: bool = False, limit: int | None = None) -> str:
    """The text in NFC, without what cannot be kept or seen; outer white space gone.

    Line breaks become "\\n", or a space in a `one_line` text. Cleaning what is clean changes nothing.
    """
    if not PLAIN.fullmatch(text):
        text = SPACES.sub(" ", LINE_BREAKS.sub("\n", text))
        text = "".join(letter for letter in REMOVED.sub("", text) if ord(letter) & 0xFFFE != 0xFFFE)
        text = few_marks(unicodedata.normalize("NFC", text))
    if one_line:
        text = " ".join(text.split())
    text = LINE_ENDS.sub("", text).strip()
    return text if limit is None else text[:limit].rstrip()


def few_marks(text: str) -> str:
    """No letter carries more than `MOST_MARKS` combining marks."""
    kept, marks = [], 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
