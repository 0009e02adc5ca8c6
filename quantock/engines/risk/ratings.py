"""Scales of other sheets (H/M/L, colours, 1 to 10, words of four steps, Welsh) on the steps of a matrix of ours.

Each answer of a sheet is mapped once, for all its rows: as a person chose, else as proposed. A step of another scale is
proposed as the step of ours in which its middle falls (of three: the lowest, the middle, the highest), so no scale is
read as milder or graver than it is. Colours of bands are the NHS's (field/ppm.md 3.4): amber is high, yellow moderate.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import chain, product
from math import ceil

from quantock.engines.logs.walk import text_of
from quantock.engines.tables.table import Cell

from .headings import plain
from .matrix import LEVELS, Level, Matrix

LIKELIHOOD, IMPACT, RATING = MEASURES = ("likelihood", "impact", "rating")
"""What a sheet can give on a scale of its own; a rating is a band alone, without a likelihood and an impact."""
FEWEST_SCORES = 3
"""So many scores, at least, tell which of several scales is meant."""
NOTES = ""
"""An answer that is on no scale of ours: it stays in the notes."""

STEP = re.compile(r"\(?\s*(\d{1,2})\s*(?:[-\N{EN DASH}:.)=]|$|\s)")
_LAST_STEP = re.compile(r"[(\[]\s*(\d{1,2})\s*[)\]]\s*$")
_BEGINS = re.compile(r"[(,;\n]| [-\N{EN DASH}] ")
_WHOLE = re.compile(r"\d{1,3}(?:\.0+)?")
_OUT_OF = re.compile(r"\b[01]\s*(?:-|\N{EN DASH}|to|/)\s*(3|4|5|6|10)\b|\b(?:out of|of|max)\s*(3|4|5|6|10)\b")

# Words for steps where a sheet gives no numbers, from the least; of scales with as many steps.
WORDS: Sequence[Sequence[str]] = (
    ("very low", "low", "medium", "high", "very high"),
    ("very unlikely", "unlikely", "possible", "likely", "very likely"),
    ("remote", "improbable", "occasional", "probable", "highly likely"),
    ("highly unlikely", "unlikely", "possible", "likely", "certain"),
    ("insignificant", "minor", "moderate", "major", "severe"),
    ("trivial", "minor", "moderate", "significant", "critical"),
    ("minimal", "minor", "moderate", "serious", "extreme"),
)

_LOW = "low l lo isel"
_MEDIUM = "medium m med moderate mid canolig"
_HIGH = "high h hi uchel"
_VERY_LOW = "very low|vl|lowest|isel iawn"
_VERY_HIGH = "very high|vh|highest|extreme|extremely high|critical|severe|uchel iawn"
_GREEN, _RED = "green|g|gwyrdd", "red|r|coch"
_AMBER, _YELLOW = "amber|a|orange|o|ambr|oren", "yellow|y|melyn"

Steps = tuple[frozenset[str], ...]


def _scale(*steps: str) -> Steps:
    """The spellings of each step, from the least."""
    return tuple(frozenset(each.split("|")) for each in steps)


_L, _M, _H = (each.replace(" ", "|") for each in (_LOW, _MEDIUM, _HIGH))
# The smallest first: of two that explain a sheet, it is the smaller that it uses.
_ANY: Sequence[Steps] = (
    _scale(_L, _M, _H),
    _scale(_GREEN, f"{_AMBER}|{_YELLOW}", _RED),
    _scale(_L, _M, _H, _VERY_HIGH),
    _scale(_GREEN, _YELLOW, _AMBER, _RED),
    _scale(_VERY_LOW, _L, _M, _H, _VERY_HIGH),
)
_LIKELIHOODS = _scale(
    "rare|remote|impossible|very unlikely|highly unlikely|most unlikely|annhebygol iawn|prin",
    "unlikely|improbable|annhebygol",
    "possible|may happen|occasional|posibl",
    "likely|probable|tebygol",
    "almost certain|certain|very likely|highly likely|near certain|frequent|tebygol iawn|bron yn sicr|sicr",
)
_IMPACTS = _scale(
    "negligible|insignificant|trivial|very minor|dibwys|ansylweddol",
    "minor|slight|marginal|m\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}n|man",
    "moderate|significant|cymedrol",
    "major|serious|substantial|mawr|sylweddol|difrifol",
    "catastrophic|severe|critical|extreme|very major|trychinebus",
)
SCALES: Mapping[str, Sequence[Steps]] = {
    LIKELIHOOD: (*_ANY, _LIKELIHOODS),
    IMPACT: (*_ANY, _scale("negligible", "marginal", "critical", "catastrophic"), _IMPACTS),
}
BANDS: Mapping[str, Level] = {
    word: level
    for words, level in (
        (f"{_VERY_LOW}|{_L}|{_GREEN}|minor|minimal|negligible", Level.LOW),
        (f"{_M}|{_YELLOW}|cymedrol", Level.MODERATE),
        (f"{_H}|{_AMBER}|significant|major|serious|sylweddol", Level.HIGH),
        (f"{_VERY_HIGH}|{_RED}|catastrophic|eithafol", Level.EXTREME),
    )
    for word in words.split("|")
}
"""The band that a rating alone means, where nobody said."""


def key_of(text: str) -> str:
    """An answer as it is remembered: "HIGH impact", "High (see log)" and "high" are one."""
    begins = plain(_BEGINS.split(text, maxsplit=1)[0])
    return (begins or plain(text) or text.strip()).removesuffix(" impact").removesuffix(" likelihood")[:60]


@dataclass(frozen=True, slots=True)
class Ratings:
    """What a person says of a sheet's scales: of each measure, what an answer means: the number of a step, the name of a
    level, or nothing for what stays in the notes."""

    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, measure: str, key: str) -> str | None:
        """What was said of an answer; None where nothing was."""
        return self.said.get(measure, {}).get(key)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a scale: how the sheet spells it, how often, and what it is taken as."""

    measure: str
    text: str
    rows: int
    taken: str
    ours: str
    """The words of the step or band; nothing for what stays in the notes."""
    is_ours: bool
    """Whether it is that step by its own number or word."""

    @property
    def key(self) -> str:
        return key_of(self.text)

    @property
    def moved(self) -> bool:
        """Whether it is read as a step of ours that it does not name."""
        return bool(self.taken) and not self.is_ours

    def to_dict(self) -> dict[str, str | int | None]:
        """The JSON of an answer."""
        taken: str | int | None = int(self.taken) if self.taken.isdecimal() else self.taken or None
        return {
            "of": self.measure,
            "word": self.text,
            "taken_as": taken,
            "ours": self.ours,
            "rows": self.rows,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """How all answers of a sheet are taken, by measure and key."""

    answers: Sequence[Answer] = ()
    by_key: Mapping[tuple[str, str], Answer] = field(default_factory=dict)

    def step(self, measure: str, cell: Cell) -> int | None:
        """The step that a cell means; nothing for what is on no scale of ours."""
        answer = self.by_key.get((measure, key_of(text_of(cell))))
        return int(answer.taken) if answer and answer.taken else None

    def band(self, cell: Cell) -> str:
        """The level that a rating alone means; nothing for what means none."""
        answer = self.by_key.get((RATING, key_of(text_of(cell))))
        return answer.taken if answer else NOTES

    def is_ours(self, measure: str, cell: Cell) -> bool:
        """Whether a cell says the step by our own number or word, so that it need not be kept beside it."""
        answer = self.by_key.get((measure, key_of(text_of(cell))))
        return answer is not None and answer.is_ours


def as_said(answers: Iterable[Answer]) -> Ratings:
    """What answers are taken as, as if a person had said so."""
    said: dict[str, dict[str, str]] = {}
    for each in answers:
        said.setdefault(each.measure, {})[each.key] = each.taken
    return Ratings(said)


def together(sheets: Iterable[Sequence[Answer]]) -> list[Answer]:
    """The answers of several sheets as one: how the first that gives one takes it, and how often it stands on all."""
    found: dict[tuple[str, str], Answer] = {}
    for each in chain.from_iterable(sheets):
        at = (each.measure, each.key)
        found[at] = replace(found[at], rows=found[at].rows + each.rows) if at in found else each
    return list(found.values())


def labels_of(matrix: Matrix, measure: str) -> Sequence[str]:
    """The steps of a measure, from 1."""
    return matrix.likelihoods if measure == LIKELIHOOD else matrix.impacts


def choices(matrix: Matrix, measure: str) -> list[tuple[str, str]]:
    """What an answer can be taken as: its code and its words."""
    if measure == RATING:
        return [(level.value, words) for level in LEVELS if (words := _said_of(matrix, level))]
    return [(str(step), f"{step} {label}") for step, label in enumerate(labels_of(matrix, measure), start=1)]


def place_of(matrix: Matrix, level: str) -> tuple[int, int] | None:
    """Where on the matrix a band alone stands: of its places the most even one, nearest to its middle; nothing where none is."""
    at = [
        (likelihood, impact)
        for likelihood in range(1, len(matrix.likelihoods) + 1)
        for impact in range(1, len(matrix.impacts) + 1)
        if matrix.band(matrix.score(likelihood, impact)).level == level
    ]
    scores = [matrix.score(*each) for each in at]
    if not at:
        return None
    middle = (min(scores) + max(scores)) / 2
    return min(at, key=lambda each: (abs(each[0] - each[1]), abs(matrix.score(*each) - middle), each))


def _said_of(matrix: Matrix, level: str) -> str:
    at = place_of(matrix, level)
    if at is None:
        return ""
    score = matrix.score(*at)
    return f"{matrix.band(score).name}: {at[0]} × {at[1]}, score {score}"


Stated = tuple[str, str, int]
"""What a sheet says of one risk: its likelihood, its impact, and the score that it gives them."""


def read(
    found: Mapping[str, Counter[str]],
    texts: Iterable[str],
    matrix: Matrix,
    said: Ratings,
    stated: Sequence[Stated] = (),
    theirs: Matrix | None = None,
) -> Reading:
    """What each answer of a sheet means: as was said, else as its scale proposes. `found` counts the answers of each
    measure; `texts` are all short texts of the sheet: headings may say how far a scale goes, and a list to choose from has its
    words. Where scores are `stated`, they tell which of several scales is meant. `theirs`: the matrix whose scale the sheet uses,
    where that is not the one it is scored on.
    """
    answers: list[Answer] = []
    texts = set(texts)
    around = {key_of(each) for each in texts}
    sizes = sizes_said(texts)
    spelt = {measure: _spelt(found.get(measure, Counter())) for measure in MEASURES}
    scales = {
        measure: _steps(
            spelt[measure],
            labels_of(matrix, measure),
            measure,
            sizes.get(measure),
            around,
            labels_of(theirs, measure) if theirs else (),
        )
        for measure in (LIKELIHOOD, IMPACT)
    }
    likely, bad = _by_scores(scales[LIKELIHOOD], scales[IMPACT], stated)
    proposed: dict[str, Taken] = {LIKELIHOOD: likely, IMPACT: bad}
    proposed[RATING] = {key: BANDS.get(_near(key, BANDS), NOTES) for key in spelt[RATING]}
    for measure, spellings in spelt.items():
        words = dict(choices(matrix, measure))
        for key, (text, rows) in spellings.items():
            own = step_of(text, labels_of(matrix, measure)) if measure != RATING else None
            taken = said.of(measure, key)
            taken = proposed[measure][key] if taken is None or taken not in {*words, NOTES} else taken
            is_ours = theirs is None and own is not None and taken == str(own)
            answers.append(Answer(measure, text, rows, taken, words.get(taken, ""), is_ours))
    return Reading(answers, {(each.measure, each.key): each for each in answers})


def _spelt(counted: Counter[str]) -> dict[str, tuple[str, int]]:
    """By key: how an answer is spelt where it stands first, and in how many rows it stands."""
    found: dict[str, tuple[str, int]] = {}
    for text, count in counted.items():
        spelling, rows = found.get(key_of(text), (text, 0))
        found[key_of(text)] = (spelling, rows + count)
    return found


Taken = Mapping[str, str]
"""The step that each answer is taken as, by key."""


def _by_scores(
    likelihoods: Sequence[Taken], impacts: Sequence[Taken], stated: Sequence[Stated]
) -> tuple[Taken, Taken]:
    """Of the scales that explain the answers, those by which the steps multiply to nearly all scores that the sheet states; else
    the first of each. (A sheet that scores on a scale of its own, 9 for the highest of three steps, says nothing of ours.)"""

    def agree(likely: Taken, bad: Taken) -> int:
        return sum(
            int(likely.get(key_of(one)) or 0) * int(bad.get(key_of(other)) or 0) == score
            for one, other, score in stated
        )

    first = (likelihoods[0], impacts[0])
    stated = [each for each in stated if number_of(each[0]) is None or number_of(each[1]) is None]
    best = max(product(likelihoods, impacts), key=lambda pair: agree(*pair))
    enough = max(FEWEST_SCORES, ceil(0.8 * len(stated)))
    return best if agree(*best) >= enough and agree(*best) > agree(*first) else first


def _steps(
    spelt: Mapping[str, tuple[str, int]],
    labels: Sequence[str],
    measure: str,
    size: int | None,
    around: set[str],
    theirs: Sequence[str] = (),
) -> list[Taken]:
    """The step that each answer is proposed as, by each scale that explains some; the likeliest first. `theirs`: the words of
    the sheet's own scale."""
    rows = Counter({key: count for key, (_, count) in spelt.items()})
    numbers = {key: step for key, (text, _) in spelt.items() if (step := number_of(text)) is not None}
    words = [key for key in spelt if key not in numbers]
    size = size or len(theirs) or _size_of(numbers, spelt, rows, labels)
    found = {
        key: str(moved)
        for key, step in numbers.items()
        if (moved := _moved(step, size, len(labels)) if size else step) and 1 <= moved <= len(labels)
    }
    moved_words = {
        key: str(_moved(step, len(theirs), len(labels)))
        for key in words
        if theirs and (step := step_of(key, theirs)) is not None
    }
    return [
        dict.fromkeys(spelt, NOTES) | found | each | moved_words
        for each in _words(words, rows, labels, measure, around)
    ]


def _size_of(
    numbers: Mapping[str, int],
    spelt: Mapping[str, tuple[str, int]],
    rows: Counter[str],
    labels: Sequence[str],
) -> int | None:
    """How many steps the numbers of a sheet have, where it tells; one or two beyond ours are mistakes rather."""
    named = {number: key_of(re.sub(r"^\W*\d{1,2}\W*", "", spelt[key][0])) for key, number in numbers.items()}
    ours = dict(enumerate(map(plain, labels), start=1))
    if named.keys() <= {1, 2, 3} and named.get(3) in _ANY[0][2] and named[3] != ours.get(3):
        return 3
    beyond = {key: number for key, number in numbers.items() if number > len(labels)}
    if len(beyond) < 2 or max(beyond.values()) > 10 or 4 * sum(rows[key] for key in beyond) < rows.total():
        return None
    return 10


def _words(
    words: Sequence[str], rows: Counter[str], labels: Sequence[str], measure: str, around: set[str]
) -> list[dict[str, str]]:
    """The steps of words by each scale that explains some: by our own names first where they are all of them, else by the
    smallest scale that explains the most."""
    three = {word for step in _ANY[0] for word in step}
    own: dict[str, str] = {word: str(step) for word in words if (step := step_of(word, labels)) is not None}
    ours = [
        _scale(*(plain(each) for each in names))
        for names in (labels, *WORDS[1:])
        if len(names) == len(labels)
    ]
    found: list[tuple[int, dict[str, str]]] = []
    for steps in (*ours, *SCALES[measure]):
        spellings = {word: step for step, each in enumerate(steps, start=1) for word in each}
        taken = {word: near for word in words if (near := _near(word, spellings))}
        # Words that only stand elsewhere on the sheet, such as in its list of choices, say which scale it is too.
        explained = 100 * sum(rows[word] for word in taken) + len(around & spellings.keys() - _LETTERS)
        if taken:
            moved = {
                word: str(_moved(spellings[near], len(steps), len(labels))) for word, near in taken.items()
            }
            found.append((explained, own | moved))
    likeliest = [each for _, each in sorted(found, key=lambda each: -each[0])]
    if not likeliest or (len(own) == len(words) and not own.keys() & three):
        return [own, *likeliest]
    return likeliest


_LETTERS = set("abcdefghijklmnopqrstuvwxyz")


def _near(word: str, known: Iterable[str]) -> str:
    """The known word that is meant, also where a letter is wrong; nothing where none is."""
    known = set(known)
    if word in known or len(word) <= 3:
        return word if word in known else ""
    close = get_close_matches(word, sorted(each for each in known if len(each) > 3), n=1, cutoff=0.8)
    return close[0] if close else ""


def _moved(step: int, size: int, most: int) -> int:
    """The step of ours in which the middle of another scale's step falls; nothing for what is beyond that scale."""
    return (2 * step - 1) * most // (2 * size) + 1 if 1 <= step <= size else 0


def sizes_said(headings: Iterable[str]) -> dict[str, int]:
    """How far the numbers of a measure go, where its heading says: "Likelihood (1-10)"."""
    found: dict[str, int] = {}
    for heading in headings:
        words = plain(heading.replace("-", " to "))
        measure = next((each for each in (LIKELIHOOD, IMPACT) if _NAMES[each].search(words)), "")
        size = _OUT_OF.search(heading.casefold())
        if measure and size:
            found.setdefault(measure, int(size[1] or size[2]))
    return found


_NAMES = {
    LIKELIHOOD: re.compile(r"\b(?:likelihood|probability|chance|l|p)\b"),
    IMPACT: re.compile(r"\b(?:impact|consequence|severity|i|c|s)\b"),
}


def whole_of(cell: Cell) -> int | None:
    """A whole number; nothing for anything else."""
    text = text_of(cell)
    return int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None


def number_of(cell: Cell) -> int | None:
    """The number of a step in "4 - High", "1- Marginal", "High (4)" or 4; nothing where none stands there."""
    text = text_of(cell)
    if (whole := whole_of(cell)) is not None:
        return whole
    found = STEP.match(text) or _LAST_STEP.search(text)
    return int(found[1]) if found else None


def step_of(cell: Cell, labels: Sequence[str]) -> int | None:
    """Which step a cell means by its own number or word: "4 - High", "1- Marginal", "High (4)", 4, the word of a step."""
    text = text_of(cell)
    if not text:
        return None
    if (number := number_of(cell)) is not None:
        return number or None
    words = key_of(text)
    for scale in ([plain(label) for label in labels], *WORDS):
        if len(scale) == len(labels) and words in scale:
            return scale.index(words) + 1
    return None
