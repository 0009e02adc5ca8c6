"""Rating scales as registers use them, and which step of a scale a cell means."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from quantock.engines.text import squash


@dataclass(frozen=True, slots=True)
class Scale:
    """An ordered scale. `steps` run from worst to best; `spellings` maps squashed other words to a step."""

    key: str
    name: str
    steps: tuple[str, ...]
    spellings: Mapping[str, str]
    needs_heading: str = ""

    def rank(self, step: str | None) -> int | None:
        """Where a step stands, 0 being the worst; None for what is not on the scale."""
        return self.steps.index(step) if step in self.steps else None


_AMBER = {"amber": "Amber", "yellow": "Amber", "a": "Amber", "y": "Amber", "orange": "Amber"} | dict.fromkeys(
    ("oren", "ambr", "melyn"), "Amber"
)
_COLOURS = {
    "red": "Red",
    "r": "Red",
    "green": "Green",
    "g": "Green",
    "coch": "Red",
    "gwyrdd": "Green",
    **_AMBER,
}
_BETWEEN = {
    **dict.fromkeys(
        ("amberred", "redamber", "ar", "ra", "amberandred", "orencoch", "cochoren", "ambrcoch", "cochambr"),
        "Amber/Red",
    ),
    **dict.fromkeys(
        (
            "ambergreen",
            "greenamber",
            "ag",
            "ga",
            "amberandgreen",
            "orengwyrdd",
            "gwyrddoren",
            "ambrgwyrdd",
            "gwyrddambr",
        ),
        "Amber/Green",
    ),
}
_DONE = dict.fromkeys(("blue", "glas", "b", "complete", "completed", "closed"), "Blue")
_ON_TRACK = {
    **dict.fromkeys(
        ("offtrack", "offtarget", "offcourse", "behind", "behindschedule", "delayed", "late", "critical"),
        "Off track",
    ),
    **dict.fromkeys(
        (
            *(
                "atrisk",
                "needsattention",
                "someissues",
                "minorissues",
                "minordelay",
                "minordelays",
                "caution",
            ),
            *(
                "slightlybehind",
                "slightlyofftrack",
                "slightdelay",
                "somedelay",
                "somedelays",
                "offtrackrecoverable",
            ),
        ),
        "At risk",
    ),
    **dict.fromkeys(("ontrack", "ontarget", "oncourse", "onschedule", "onplan", "healthy"), "On track"),
    **dict.fromkeys(("complete", "completed", "done", "delivered", "finished"), "Complete"),
}
_CONFIDENCE = {
    **dict.fromkeys(("low", "l"), "Low"),
    **dict.fromkeys(("medium", "med", "m", "moderate"), "Medium"),
    **dict.fromkeys(("high", "h"), "High"),
}
_FIVE_WORDS = {
    "verylow": "Very low",
    "low": "Low",
    **dict.fromkeys(("medium", "moderate"), "Medium"),
    "high": "High",
    "veryhigh": "Very high",
}

_RATED = r"\b(?:rag|brag|rating|rated|confidence|health|delivery assessment|dca)\b"
_STATUS = r"\b(?:rag|brag|rating|status|health|progress|confidence|on track|traffic light)\b"

SCALES: tuple[Scale, ...] = (
    Scale("three_step", "Red, Amber, Green", ("Red", "Amber", "Green"), _COLOURS),
    Scale(
        "five_step",
        "Red, Amber/Red, Amber, Amber/Green, Green",
        ("Red", "Amber/Red", "Amber", "Amber/Green", "Green"),
        _COLOURS | _BETWEEN,
    ),
    Scale(
        "four_step",
        "Red, Amber/Red, Amber/Green, Green",
        ("Red", "Amber/Red", "Amber/Green", "Green"),
        {key: step for key, step in (_COLOURS | _BETWEEN).items() if step != "Amber"},
    ),
    Scale(
        "blue_red_amber_green",
        "Red, Amber, Green, Blue for complete",
        ("Red", "Amber", "Green", "Blue"),
        _COLOURS | _DONE,
    ),
    Scale(
        "one_best",
        "1 to 5, 1 is best",
        ("5", "4", "3", "2", "1"),
        {str(n): str(n) for n in range(1, 6)},
        _RATED,
    ),
    Scale(
        "five_best",
        "1 to 5, 5 is best",
        ("1", "2", "3", "4", "5"),
        {str(n): str(n) for n in range(1, 6)},
        r"^(?!.*\bb?rag\b).*\bconfidence\b",
    ),
    Scale(
        "track",
        "Off track, At risk, On track, Complete",
        ("Off track", "At risk", "On track", "Complete"),
        _ON_TRACK,
        _STATUS,
    ),
    Scale("confidence", "Low, Medium, High", ("Low", "Medium", "High"), _CONFIDENCE, r"\bconfidence\b"),
    Scale(
        "five_words",
        "Very low to Very high",
        ("Very low", "Low", "Medium", "High", "Very high"),
        _FIVE_WORDS,
        r"\bconfidence\b",
    ),
)
BY_KEY: dict[str, Scale] = {scale.key: scale for scale in SCALES}
_PREFERRED = (
    "three_step",
    "five_step",
    "four_step",
    "blue_red_amber_green",
    "five_best",
    "one_best",
    "track",
    "confidence",
    "five_words",
)

_TAIL = re.compile(r"\s*[(\[–:,;↑↓→←▲▼►◄].*$|\s+-\s.*$", re.DOTALL)
_SIGNS = str.maketrans(
    {"🔴": "Red ", "🟥": "Red ", "🟠": "Amber ", "🟧": "Amber "}
    | {"🟡": "Amber ", "🟨": "Amber "}
    | {"🟢": "Green ", "🟩": "Green ", "🔵": "Blue ", "🟦": "Blue "}
)
"""Coloured circles and squares, as people paste them into a cell, in words."""
_LEAD = re.compile(r"^\d\s*[-–.:)]\s*")
LONGEST = 60
MOST_TEXTS = 200
"""Steps repeat, so the commonest texts of a column tell whether it is a rating."""


def step_of(text: str, scale: Scale) -> str | None:
    """The step a text means: in other case, "G", "Amber-Red", "2 - Amber", "Green (improving)"; None for anything else."""
    if len(text) > LONGEST:
        return None
    given, text = text.strip(), _in_words(text)
    for form in (text, _LEAD.sub("", text), _TAIL.sub("", text), _TAIL.sub("", _LEAD.sub("", text))):
        if scale.key in {"one_best", "five_best"} and re.fullmatch(r"[1-5]\.0+", form):
            form = form[0]
        step = scale.spellings.get(squash(form))
        if step is not None:
            return step
    sign = given[:1].translate(_SIGNS).strip()
    if len(sign) > 1 and (step := scale.spellings.get(squash(sign))) is not None:
        return step
    lead = re.match(r"([1-5])\s*[-–.:)]\s*\D", text)
    return lead.group(1) if lead and scale.key in {"one_best", "five_best"} else None


def _in_words(text: str) -> str:
    """A coloured sign in words, unless the word stands beside it already."""
    said = " ".join(text.translate(_SIGNS).split())
    colour, _, rest = said.partition(" ")
    return rest if said != text and squash(rest).startswith(squash(colour)) else said


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a scale explains a column: the share of its texts that are steps, and how many of the steps appear."""

    scale: Scale
    share: float
    seen: int


def best_scale(texts: Counter[str], heading: str) -> Fit | None:
    """The smallest scale that explains most of a column; scales that could be anything need a telling heading."""
    total = sum(texts.values())
    counted = dict(texts.most_common(MOST_TEXTS))
    best: Fit | None = None
    for key in _PREFERRED if total else ():
        scale = BY_KEY[key]
        if scale.needs_heading and not re.search(scale.needs_heading, heading):
            continue
        steps = {text: step_of(text, scale) for text in counted}
        share = sum(count for text, count in counted.items() if steps[text]) / total
        seen = len({step for step in steps.values() if step})
        if seen and (best is None or share > best.share + 1e-9):
            best = Fit(scale, share, seen)
    return best


_RATERS: tuple[tuple[str, str], ...] = (
    (r"\b(?:sro|senior responsible|sponsor|executive|owner)\b", "sponsor"),
    (r"\b(?:ipa|nista|mpa|ipa rag|independent|assurance|gateway|review team|auditor)\b", "independent"),
    (r"\b(?:pmo|programme office|portfolio office|project office|epmo)\b", "programme_office"),
)
RATERS = ("sponsor", "independent", "programme_office")

_ASPECTS: tuple[tuple[str, str], ...] = (
    (r"\b(?:spend|cost|finance|financial|budget|money|savings?)\b", "cost"),
    (r"\b(?:schedule|time|timescales?|timeline|programme rag|milestones?)\b", "schedule"),
    (r"\b(?:risks?|issues?)\b", "risk"),
    (r"\b(?:benefits?|outcomes?)\b", "benefits"),
    (r"\b(?:scope|quality)\b", "quality"),
    (r"\b(?:resources?|resourcing|people|staffing)\b", "resources"),
    (r"\b(?:stakeholders?|communications?|engagement)\b", "stakeholders"),
)


def rater_of(heading: str) -> str | None:
    """Who rated, as a heading says: sponsor, independent, programme_office; None when it does not say."""
    return next((rater for pattern, rater in _RATERS if re.search(pattern, heading)), None)


def aspect_of(heading: str) -> str | None:
    """What is rated when it is not the whole: cost, schedule, risk …; None for the overall rating."""
    if re.search(r"\b(?:overall|delivery confidence|dca)\b", heading):
        return None
    return next((aspect for pattern, aspect in _ASPECTS if re.search(pattern, heading)), None)


def movement(before: str | None, after: str | None, scale: Scale) -> str | None:
    """better, worse or same between two steps of one scale; None where either is not a step."""
    was, now = scale.rank(before), scale.rank(after)
    if was is None or now is None:
        return None
    return "same" if was == now else "better" if now > was else "worse"
