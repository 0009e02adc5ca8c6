"""The words by which a text is found, the words somebody seeks, and where in a text they stand.

Pure, and the same whatever database keeps the words: it only compares them. A word is kept as it is written
(without case, accents and leading noughts) and by its stem, so "falling" finds "falls"; the last word sought is
also taken as a beginning, as people do who are still typing. Joined words are known apart and together
("e-rostering" and "erostering", "P-0042" and "p42"), and the field's short forms find what they stand for.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quantock.engines.text.similar import FIELD_SYNONYMS, stem

# Few: "IT" and "ED" are departments here.
LITTLE_WORDS = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)
MOST_WORDS = 8
LONGEST_WORD = 60
LONGEST_PREFIX = 2
SHORTEST_BEGINNING = 3
_JOINED = re.compile(r"[^\W_]+(?:[-‐‑–/.'’&_][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_NOUGHTS = re.compile(r"(?<![0-9])0+(?=[0-9])")

Lexeme = tuple[str, bool]
"""A word, and whether whatever begins with it counts too."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody seeks: every term must be there; a term is there when one of its alternatives is, whole."""

    terms: tuple[tuple[tuple[Lexeme, ...], ...], ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def lexemes(self) -> Iterator[Lexeme]:
        """Every word that would be marked in what is found."""
        for term in self.terms:
            for alternative in term:
                yield from alternative


def sought(text: str, synonyms: Mapping[str, str] = FIELD_SYNONYMS) -> Sought:
    """What a person means by what they typed. At most eight words count; empty where nothing can be sought."""
    chunks = [_parts(chunk) for chunk in _chunks(text)]
    wanted = [chunk for chunk in chunks if not set(chunk) <= LITTLE_WORDS][:MOST_WORDS]
    last = len(wanted) - 1
    return Sought(tuple(_term(chunk, place == last, synonyms) for place, chunk in enumerate(wanted)))


def words_of(texts: Iterable[str]) -> str:
    """The words by which these texts are found, each once, sorted, with one space between."""
    found: set[str] = set()
    for text in texts:
        for chunk in _chunks(text):
            parts = _parts(chunk)
            found.update(parts)
            if len(parts) > 1:
                found.add(_together(parts))
    found -= LITTLE_WORDS
    found |= {stem(word) for word in found}
    return " ".join(sorted(word for word in found if len(word) <= LONGEST_WORD))


def _chunks(text: str) -> list[str]:
    """Words, and words that a sign joins, without case and accents."""
    if text.isascii():
        folded = text.lower()
    else:
        apart = unicodedata.normalize("NFKD", text)
        folded = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    return _JOINED.findall(_POSSESSIVE.sub("", folded))


@lru_cache(maxsize=20_000)
def _parts(chunk: str) -> tuple[str, ...]:
    """The words of a chunk; an apostrophe or an ampersand parts nothing ("don't", "A&E")."""
    whole = chunk.replace("&", "").replace("'", "").replace("’", "")
    return tuple(_NOUGHTS.sub("", part) for part in _PART.findall(whole))


def _together(parts: Sequence[str]) -> str:
    return "".join(parts)


def _term(
    parts: tuple[str, ...], is_last: bool, synonyms: Mapping[str, str]
) -> tuple[tuple[Lexeme, ...], ...]:
    """What will do for one chunk: its words, its words as one, or what it is short for.

    A reference ("P-0042") is meant as one: every project has a P, and some a 42 in their text.
    """
    if len(parts) == 2 and len(parts[0]) <= LONGEST_PREFIX and parts[0].isalpha() and parts[1].isdecimal():
        return (((_together(parts), False),),)
    alternatives: list[tuple[Lexeme, ...]] = [tuple((stem(part), False) for part in parts)]
    if len(parts) > 1:
        alternatives.append(((_together(parts), False),))
    if is_last and len(parts[-1]) >= SHORTEST_BEGINNING and not parts[-1].isdecimal():
        alternatives.append((*alternatives[0][:-1], (parts[-1], True)))
    if meant := synonyms.get(_together(parts)):
        alternatives.append(tuple((stem(word), False) for word in meant.split()))
    return tuple(dict.fromkeys(alternatives))


Piece = tuple[str, bool]
"""A stretch of text, and whether it was sought."""


def marked(text: str, wanted: Sought) -> list[Piece]:
    """The whole text in pieces; joined they are the text."""
    pieces: list[Piece] = []
    end = 0
    for start, stop in places(text, wanted):
        if start > end:
            pieces.append((text[end:start], False))
        pieces.append((text[start:stop], True))
        end = stop
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def places(text: str, wanted: Sought) -> Iterator[tuple[int, int]]:
    """Where the words sought stand in a text."""
    whole = {word for word, is_beginning in wanted.lexemes() if not is_beginning}
    beginnings = tuple(word for word, is_beginning in wanted.lexemes() if is_beginning)
    for match in _JOINED.finditer(text):
        inside = list(_PART.finditer(match[0])) if "&" not in match[0] else []
        alone = [part for part in inside if _is_sought(part[0], whole, beginnings)]
        if not alone and _is_sought(match[0], whole, beginnings):
            yield match.span()
        for part in alone:
            yield match.start() + part.start(), match.start() + part.end()


def _is_sought(written: str, whole: set[str], beginnings: tuple[str, ...]) -> bool:
    word, its_stem = _forms(written)
    return bool(word) and (word in whole or its_stem in whole or word.startswith(beginnings))


@lru_cache(maxsize=20_000)
def _forms(written: str) -> tuple[str, str]:
    """A word of a text as it is compared, and its stem. Cached: texts repeat their words."""
    word = _together([part for chunk in _chunks(written) for part in _parts(chunk)])
    return word, stem(word)


def snippet(text: str, wanted: Sought, limit: int = 220) -> list[Piece]:
    """The part of a text where most of what is sought stands, on one line, in pieces; empty where nothing does."""
    line = " ".join(text.split())
    found = list(places(line, wanted))
    if not found:
        return []
    start = max(found, key=lambda one: (_within(found, one[0], limit * 2 // 3), -one[0]))[0]
    begin = 0 if start < limit // 3 else line.rfind(" ", 0, start - limit // 4) + 1
    end = len(line) if len(line) - begin <= limit else line.rfind(" ", begin + 1, begin + limit)
    end = begin + limit if end < start else end
    cut = f"{'…' if begin else ''}{line[begin:end]}{'…' if end < len(line) else ''}"
    return marked(cut, wanted)


def _within(found: Sequence[tuple[int, int]], start: int, reach: int) -> int:
    return sum(start <= one[0] < start + reach for one in found)
