"""Which texts are about the same thing, and which names mean the same one. No model, no download, no waiting."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import Generic, TypeVar

Key = TypeVar("Key")

STOP_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        """a about after again all also am an and any are as at be because been before being between both but by can
        could did do does doing down during each few for from further had has have having he her here hers him his how i
        if in into is it its itself just me more most my no nor not now of off on once only or other our out over own
        per same she should so some such than that the their them then there these they this those through to too under
        until up very was we were what when where which while who whom why will with within would you your""",
    )
)

FIELD_SYNONYMS: Mapping[str, str] = {
    "ae": "emergency department",
    "ed": "emergency department",
    "casualty": "emergency department",
    "opd": "outpatient",
    "los": "length stay",
    "dna": "missed appointment",
    "dnas": "missed appointment",
    "hcp": "clinician",
    "gp": "primary care",
    "gps": "primary care",
    "vcse": "voluntary sector",
    "vcfse": "voluntary sector",
    "pid": "charter",
    "sro": "sponsor",
    "workstream": "project",
    "cip": "efficiency",
    "qi": "quality improvement",
    "rota": "roster",
    "rotas": "roster",
    "rostering": "roster",
    "medicine": "medication",
    "medicines": "medication",
    "drug": "medication",
    "drugs": "medication",
    "cyp": "children young people",
    "camhs": "children mental health",
    "tto": "discharge medication",
    "ttos": "discharge medication",
    "vte": "thromboembolism",
    "aki": "kidney injury",
    "hdu": "critical care",
    "itu": "critical care",
    "icu": "critical care",
}
"""The field's own short forms and the words they stand for; pass others, or none, to `Index.build`."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NAME_PART = re.compile(r"\d+|[^\W\d_]+")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}


class Index(Generic[Key]):
    """An inverted index with TF-IDF weights, compared by cosine: 1 is the same words, 0 none in common.

    Built in one pass over the texts (3,000 of 150 words in some 0.4 s) and never changed afterwards.
    """

    def __init__(
        self, docs: Iterable[tuple[Key, str]], *, synonyms: Mapping[str, str] | None = FIELD_SYNONYMS
    ) -> None:
        self._terms: dict[str, tuple[str, ...]] = {
            short: tuple(term for word in words.split() for term in _terms_of(word))
            for short, words in (synonyms or {}).items()
        }
        self._keys: list[Key] = []
        postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (key, text) in enumerate(docs):
            self._keys.append(key)
            for term, count in self._count(text).items():
                postings[term].append((place, 1 + math.log(count)))
        self._weigh(postings)

    def __len__(self) -> int:
        return len(self._keys)

    @classmethod
    def build(
        cls, docs: Iterable[tuple[Key, str]], *, synonyms: Mapping[str, str] | None = FIELD_SYNONYMS
    ) -> "Index[Key]":
        """An index of (key, text) pairs. A key may be anything: a primary key, a row number, a record."""
        return cls(docs, synonyms=synonyms)

    def search(self, text: str, limit: int = 10) -> list[tuple[Key, float]]:
        """The texts most like `text`, best first; texts with no word in common are left out."""
        weights = {
            term: (1 + math.log(count)) * self._rarity[term]
            for term, count in self._count(text).items()
            if term in self._rarity
        }
        scores: defaultdict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for place, there in self._postings[term]:
                scores[place] += weight * there
        if not scores:
            return []
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        found = (
            (min(1.0, score / (length * self._lengths[place])), -place) for place, score in scores.items()
        )
        return [(self._keys[-place], score) for score, place in nlargest(limit, found)]

    def _weigh(self, postings: Mapping[str, list[tuple[int, float]]]) -> None:
        """Weigh each word by how rare it is among the texts, and each text by the words it holds."""
        self._postings: dict[str, list[tuple[int, float]]] = {}
        self._rarity: dict[str, float] = {}
        squares = [0.0] * len(self._keys)
        for term, places in postings.items():
            rarity = math.log(1 + len(self._keys) / len(places))
            weighed = [(place, weight * rarity) for place, weight in places]
            for place, weight in weighed:
                squares[place] += weight * weight
            self._rarity[term], self._postings[term] = rarity, weighed
        self._lengths = [math.sqrt(square) for square in squares]

    def _count(self, text: str) -> Counter[str]:
        """How often each term occurs. Each spelling is stemmed once for the whole index."""
        counts: Counter[str] = Counter()
        known = self._terms
        for word, count in Counter(_WORD.findall(text.replace("&", "").lower())).items():
            terms = known.get(word)
            if terms is None:
                terms = known[word] = _terms_of(word)
            for term in terms:
                counts[term] += count
        return counts


def words_shared(a: str, b: str) -> int:
    """How many telling words two texts have in common, by their stems; those of up to three letters tell little.

    >>> words_shared("Falls on Ash ward", "Fewer falls on a ward of ours")
    2
    """
    one, other = (
        {term for word in _WORD.findall(text.lower()) if len(word) > 3 for term in _terms_of(word)}
        for text in (a, b)
    )
    return len(one & other)


def squash(text: str) -> str:
    """Letters and digits only, ignoring case: what is left when two people type the same name."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def ratio(a: str, b: str) -> float:
    """How alike two names are, from 0 to 1; 1 only where letters and digits are the same.

    Words compare by the pairs of letters they share, in any order. Numbers, Roman numerals and single letters say
    which one is meant ("ward 77" is not "ward 177", "block A" not "block B"): those compare exactly, and names that
    differ in them are at most half alike.
    """
    if squash(a) == squash(b):
        return 1.0
    (pairs_a, marks_a), (pairs_b, marks_b) = _name(a), _name(b)
    size = pairs_a.total() + pairs_b.total()
    letters = 2 * (pairs_a & pairs_b).total() / size if size else 0.0
    return min(0.99, letters if marks_a == marks_b else letters / 2)


@lru_cache(maxsize=8192)
def _name(text: str) -> tuple[Counter[str], Counter[str]]:
    """The pairs of letters of a name's words, and the marks that tell one of a kind from another."""
    pairs: Counter[str] = Counter()
    marks: Counter[str] = Counter()
    parts = _NAME_PART.findall(unicodedata.normalize("NFKC", text).casefold())
    for place, part in enumerate(parts):
        if part.isdecimal():
            marks[str(int(part)) if len(part) < 20 else part] += 1
        elif part in _ROMAN:
            marks[_ROMAN[part]] += 1
        elif len(part) == 1 and (part != "a" or place == len(parts) - 1):
            marks[part] += 1
        elif part not in STOP_WORDS:
            pairs.update(first + second for first, second in pairwise(f" {part} "))
    return pairs, marks


def _terms_of(word: str) -> tuple[str, ...]:
    word = word.replace("’", "'").removesuffix("'s")
    return () if word in STOP_WORDS or (len(word) == 1 and not word.isdigit()) else (stem(word),)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light English stem: plurals, -ed, -ing, -ly and the commonest nouns of action lose their endings.

    Lighter than Porter's: it only has to bring "falls" and "falling" together without making
    "general" and "generate" the same. What is left need not be a word.
    """
    if len(word) < 4 or word in _WHOLE or not word.isalpha():
        return word
    for ending, instead, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            word = word[: len(word) - len(ending)] + instead
            break
    for ending, instead, shortest in _NOUNS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


_WHOLE = frozenset(("news", "series", "species"))  # an s that is no plural
_ENDINGS = (
    ("ies", "y", 2),
    ("sses", "ss", 2),
    ("ches", "ch", 2),
    ("shes", "sh", 2),
    ("xes", "x", 2),
    ("ings", "", 4),
    ("ing", "", 4),
    ("ied", "y", 2),
    ("ed", "", 4),
    ("ss", "ss", 0),
    ("us", "us", 0),
    ("is", "is", 0),
    ("s", "", 3),
    ("ly", "", 4),
)
_NOUNS = (
    ("isation", "is", 3),
    ("ization", "is", 3),
    ("ation", "at", 3),
    ("ition", "it", 3),
    ("ction", "c", 3),
    ("ment", "", 4),
    ("ness", "", 4),
    ("ize", "is", 3),
)
