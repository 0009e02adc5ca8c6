"""How alike two texts are: for finding the same project under another name, and people doing the same."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
WORD = re.compile(r"[a-z]+|\d+")
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "this",
        "to",
        "we",
        "will",
        "with",
        "project",
        "programme",
        "improving",
        "improvement",
        "reducing",
        "increase",
        "reduce",
        "improve",
    ]
)


def squash(text: str) -> str:
    """Letters and digits only, ignoring case: two names that squash alike are one name."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers, lightly stemmed, without the words that say nothing."""
    return [stem(word) for word in WORD.findall(text.casefold()) if word not in STOP]


def stem(word: str) -> str:
    """Takes off the commonest English endings."""
    for ending in ("ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def ratio(a: str, b: str) -> float:
    """0 to 1: how alike two names are by their pairs of letters (Dice); different numbers never match."""
    if squash(a) == squash(b):
        return 1.0
    if sorted(re.findall(r"\d+", a)) != sorted(re.findall(r"\d+", b)):
        return 0.0
    left, right = _pairs(a), _pairs(b)
    total = sum(left.values()) + sum(right.values())
    return 2 * sum((left & right).values()) / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    squashed = squash(text)
    return Counter(squashed[place : place + 2] for place in range(len(squashed) - 1))


class Index(Generic[Key]):
    """An inverted index with TF-IDF weights and cosine similarity."""

    def __init__(self, documents: Iterable[tuple[Key, str]]) -> None:
        counts = {key: Counter(words_of(text)) for key, text in documents}
        holding = Counter(word for words in counts.values() for word in words)
        self._rarity = {word: 1 + math.log(len(counts) / held) for word, held in holding.items()}
        self._entries: dict[str, list[tuple[Key, float]]] = defaultdict(list)
        for key, words in counts.items():
            weights = self._weigh(words)
            for word, weight in weights.items():
                self._entries[word].append((key, weight))

    def _weigh(self, words: Counter[str]) -> dict[str, float]:
        weights = {
            word: (1 + math.log(count)) * self._rarity[word]
            for word, count in words.items()
            if word in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}

    def search(self, text: str, limit: int = 5) -> list[tuple[Key, float]]:
        """The documents most like a text, best first, with their likeness from 0 to 1."""
        scores: Counter[Key] = Counter()
        for word, weight in self._weigh(Counter(words_of(text))).items():
            for key, held in self._entries[word]:
                scores[key] += weight * held  # type: ignore[assignment]
        return [(key, float(score)) for key, score in scores.most_common(limit)]
