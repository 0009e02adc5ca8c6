"""Headings in plain words, and the words headings are made of."""

import re
from functools import lru_cache

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORT = {
    "wlc": "whole life cost",
    "wlcs": "whole life costs",
    "fy": "financial year",
    "fye": "full year effect",
    "org": "organisation",
    "organization": "organisation",
    "organizations": "organisations",
    "dept": "department",
    "program": "programme",
    "proj": "project",
    "desc": "description",
    "cat": "category",
    "ref": "reference",
    "dca": "delivery confidence",
    "fcst": "forecast",
    "fin": "finish",
    "compl": "completion",
    "est": "estimated",
    "ytd": "year to date",
    "la": "local authority",
    "approx": "estimated",
    "indicative": "estimated",
}
_WELSH = {
    **dict.fromkeys(("enwr prosiect", "enw prosiect", "enw y prosiect", "teitl y prosiect"), "project name"),
    **dict.fromkeys(("enwr cynllun", "enw y cynllun"), "scheme name"),
    **dict.fromkeys(("teitl", "enw"), "title"),
    **dict.fromkeys(
        ("cyfeirnod y prosiect", "cyfeirnod prosiect", "rhif y prosiect", "rhif prosiect"),
        "project reference",
    ),
    **dict.fromkeys(("prosiect", "prosiectau"), "project"),
    "cyfeirnod": "reference",
    "sefydliad arweiniol": "lead organisation",
    "sefydliad": "organisation",
    "bwrdd iechyd": "health board",
    "awdurdod lleol": "local authority",
    "awdurdod": "authority",
    "adran": "department",
    "categori": "category",
    "thema": "theme",
    **dict.fromkeys(("math o brosiect", "math y prosiect"), "project type"),
    **dict.fromkeys(("disgrifiad or prosiect", "disgrifiad y prosiect", "disgrifiad"), "description"),
    "nodau": "aims",
    "amcanion": "objectives",
    "lleoliad": "location",
    "safle": "site",
    **dict.fromkeys(("dyddiad dechrau", "dyddiad cychwyn"), "start date"),
    **dict.fromkeys(("dyddiad gorffen disgwyliedig", "dyddiad cwblhau disgwyliedig"), "expected end date"),
    **dict.fromkeys(("dyddiad gorffen", "dyddiad cwblhau", "dyddiad gorffen gwirioneddol"), "end date"),
    "statws": "status",
    "hyder cyflawni": "delivery confidence",
    "cyllideb gyfalaf": "capital budget",
    "cyllideb": "budget",
    **dict.fromkeys(("cost oes gyfan", "costau oes gyfan"), "whole life cost"),
    **dict.fromkeys(("cyfanswm y gost", "cyfanswm cost", "cyfanswm y costau"), "total cost"),
    "rhagolwg": "forecast",
    "buddion": "benefits",
    "arbedion": "savings",
    "sylwadau": "comments",
    "noddwr": "sponsor",
    "arweinydd y prosiect": "project lead",
    "rheolwr y prosiect": "project manager",
    "risgiau": "risks",
    "blaenoriaeth": "priority",
}
"""Headings of Welsh registers in the words that `hints` knows them by: whole, or with a unit or a year after them."""
_WELSH_FIRST = re.compile(rf"(?:{'|'.join(sorted(_WELSH, key=len, reverse=True))})(?= [\d£(]| gbp|$)")


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading as lower-case words: "wlc_baseline_incl_NCG" is "whole life cost baseline incl ncg"."""
    text = _CAMEL.sub(" ", heading.replace("_", " ")).casefold()
    text = re.sub(r"[’']s?\b|[’']", "", text)
    text = re.sub(r"[^\w£%#+]+", " ", text)
    text = re.sub(r"\bin year\b|\binyear\b", "in year", text)
    words = " ".join(_SHORT.get(word, word) for word in text.split())
    return (
        _WELSH_FIRST.sub(lambda found: _WELSH[found[0]], words, count=1)
        if _WELSH_FIRST.match(words)
        else words
    )


_HEADING_WORDS = frozenset(
    [
        "name",
        "title",
        "id",
        "identifier",
        "uid",
        "reference",
        "number",
        "no",
        "code",
        "#",
        "department",
        "organisation",
        "trust",
        "authority",
        "council",
        "provider",
        "date",
        "start",
        "end",
        "finish",
        "completion",
        "status",
        "state",
        "rag",
        "brag",
        "rating",
        "colour",
        "confidence",
        "budget",
        "forecast",
        "cost",
        "costs",
        "funding",
        "description",
        "aims",
        "objective",
        "objectives",
        "scope",
        "category",
        "type",
        "theme",
        "lead",
        "owner",
        "sro",
        "sponsor",
        "manager",
        "contact",
        "comments",
        "comment",
        "commentary",
        "narrative",
        "update",
        "benefits",
        "benefit",
        "risk",
        "stage",
        "phase",
        "priority",
        "directorate",
        "division",
        "service",
        "ward",
        "site",
        "place",
        "town",
        "location",
        "region",
        "actual",
        "variance",
        "spend",
        "savings",
        "saving",
        "target",
        "progress",
        "percent",
        "%",
        "notes",
        "summary",
        "outcome",
        "portfolio",
        "programme",
        "fund",
        "year",
        "schedule",
        "baseline",
        "plan",
        "planned",
        "health",
        "milestone",
        "issues",
        "actions",
        "rank",
        "postcode",
        "score",
        "impact",
        "likelihood",
        "proximity",
        "mitigations",
        "consequences",
        "workstream",
        "initiative",
        "email",
        "telephone",
        "phone",
        "gate",
        "approval",
        "link",
        "url",
        "modified",
        "created",
        "due",
        "approved",
        "total",
        "value",
        "unit",
        "measure",
        "flag",
        "duration",
        "resource",
        "effect",
        "delivery",
        "expenditure",
        "capital",
        "revenue",
    ]
)
_WHOLE_HEADINGS = frozenset(["project", "projects", "scheme", "schemes", "pid", "cip"])


@lru_cache(maxsize=65536)
def could_be_heading(text: str) -> bool:
    """Whether a text holds a word that headings are made of, near its start, and reads like a label."""
    if len(text) > 400:
        return False
    words = plain(text).split()
    if not words:
        return False
    if len(words) == 1 and words[0] in _WHOLE_HEADINGS:
        return True
    short = words[:7]
    return any(word in _HEADING_WORDS for word in short) and (len(words) <= 9 or "\n" in text or "(" in text)


_BETWEEN = frozenset(
    [
        "of",
        "the",
        "and",
        "or",
        "for",
        "in",
        "to",
        "a",
        "an",
        "by",
        "on",
        "at",
        "with",
        "£",
        "m",
        "k",
        "%",
        "this",
        "all",
        "per",
    ]
)
_NOUNS = frozenset(
    [
        "project",
        "projects",
        "scheme",
        "schemes",
        "plan",
        "risk",
        "issue",
        "action",
        "milestone",
        "mitigation",
        "decision",
        "dependency",
        "lesson",
        "measure",
    ]
)


@lru_cache(maxsize=65536)
def is_all_heading(text: str) -> bool:
    """Whether a text is made of nothing but words of headings: "Risk owner" is, "Pressure ulcer plan" is not."""
    words = [word for word in plain(text).split() if word not in _BETWEEN] if len(text) <= 80 else []
    return bool(words) and all(word in _HEADING_WORDS or word in _NOUNS for word in words)


COUNTED = re.compile(r"^(?:project|scheme|item|row|risk|no\.?|#) ?(?=\d)", re.IGNORECASE)
"""What forms print before a number that only counts their rows."""

NOTE = re.compile(
    r"(?:notes?\b|source\b|\*|†|‡|©|\(\d\)|\[\d+\]|\d{1,2}[.)]\s|\d\)|nb\b|key\b|disclaimer|data as at|as at\b|last updated|for more)",
    re.I,
)
"""How a line below a list begins that is no record of it."""


def reads_like_a_note(text: str) -> bool:
    """Whether a text that stands alone below a list is a note to it."""
    return NOTE.match(text) is not None or len(text) > 60 or text.endswith(".")
