"""The edge every form field and imported cell goes through.

What a browser, a spreadsheet or JSON can carry is wider than what XML, a workbook, a slide or a screen can show.
One vertical tab pasted from a slide makes a whole Excel report fail, so it is put right on the way in.
"""

import re
import unicodedata

MOST_MARKS = 4
"""Accents kept on one letter. Living scripts need at most four; "Zalgo" text piles up hundreds."""

_NONCHARACTERS = "".join(
    chr(plane + low) for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)
)

_PLAIN = re.compile("[ -~\n]*")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]")
_C1 = re.compile("[\x80-\x9f]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f"
    "\u00ad\u034f\u180e\u200b\u2060-\u2065\ufeff"  # soft hyphen, zero-width space, byte-order mark
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction controls make text read as what it is not
    "\ufff0-\ufffc\ufdd0-\ufdef" + _NONCHARACTERS + "]"
)
_TAG = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)|[\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_NEEDLESS_JOINER = re.compile(
    "(?:\\A|(?<=[\\x00-\\x7f]))[\u200c\u200d]|[\u200c\u200d](?:\\Z|(?=[\\x00-\\x7f]))",
)
_WORD_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪"})
_MAYBE_FLOOD = re.compile(rf"(?:[^\x00-\u02ff](?<!\w)){{{MOST_MARKS + 1}}}")
_BLANK_LINE_ENDS = re.compile(" +(?=\n)")


def clean(text: str, *, one_line: bool = False, limit: int | None = None) -> str:
    """Text that every file format, database and screen we write to can hold, in Unicode form C.

    Line breaks of every kind become one newline (a space when `one_line`), odd spaces and tabs a space; controls,
    direction marks and zero-width characters go, except the joiners that emoji and some scripts need; a stray half of
    a surrogate pair becomes the replacement sign, so that its loss can be seen. Longer than `limit` is cut: a form
    that should refuse instead compares lengths first. Cleaning twice changes nothing.
    """
    if not _PLAIN.fullmatch(text):
        text = _seen_characters(text)
    text = " ".join(text.split()) if one_line else _BLANK_LINE_ENDS.sub("", text).strip()
    if limit is not None and len(text) > limit:
        return clean(text[:limit], one_line=one_line)
    return text


def _seen_characters(text: str) -> str:
    text = _LINE_BREAK.sub("\n", text)
    text = _SURROGATE.sub("\ufffd", _pair_surrogates(text))
    text = _SPACE.sub(" ", text)
    text = _UNSEEN.sub("", _C1.sub(_as_windows_1252, text))
    text = _TAG.sub(lambda match: match[1] or "", text).translate(_WORD_BULLETS)
    if text.isascii():
        return text
    # A flood of marks makes normalising quadratic, and normalising can split one mark into several: bound it twice.
    text = unicodedata.normalize("NFC", _bound_marks(text, 4 * MOST_MARKS))
    text = _NEEDLESS_JOINER.sub("", _JOINERS.sub(r"\1", text))
    return unicodedata.normalize("NFC", _bound_marks(text, MOST_MARKS))


def _pair_surrogates(text: str) -> str:
    """Two halves that were escaped apart (as some JSON writers do) are the one character they meant."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _as_windows_1252(match: re.Match[str]) -> str:
    """A control of the C1 range is a Windows quotation mark or dash that was read as Latin-1."""
    return match[0].encode("latin-1").decode("windows-1252", "ignore")


def _bound_marks(text: str, most: int) -> str:
    if not _MAYBE_FLOOD.search(text):
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= most:
            kept.append(character)
    return "".join(kept)
