"""What the columns of a plan are called, in people's words: the first pattern that a heading matches says its field."""

import re
from collections.abc import Mapping, Sequence

_MEANT = (
    r"(?:planned |original |scheduled |target |forecast |expected |estimated |proposed |anticipated |task )?"
)
PATTERNS: Sequence[tuple[str, str]] = (
    (
        "number",
        r"(?:task |activity |item |line |row )?(?:id|no|number|#|ref|reference)(?: no)?|s no|serial(?: no)?",
    ),
    ("outline", r"(?:wbs|outline)(?: (?:no|number|code|id))?|wbs numbering"),
    ("level", r"(?:outline |indent |wbs |task )?level|indent|indentation|depth"),
    (
        "percent",
        r"(?:%|percent|percentage|pct)(?: (?:work )?(?:complete|completed|done|progress|completion))?",
    ),
    (
        "percent",
        r"(?:complete|completed|completion|progress|done|progress to date) ?(?:%|percent|percentage)?",
    ),
    ("status", r"(?:task |activity |progress |current )?(?:status|state)"),
    (
        "start",
        _MEANT + r"(?:start|starts|begin|begins|beginning|commence|commences|commencement|from|date from)",
    ),
    ("start", _MEANT + r"(?:start|starting|begin|commencement|from) (?:on|date|day|when)"),
    ("finish", _MEANT + r"(?:finish|finishes|end|ends|due|deadline|by when|by|to|until|completion|date to)"),
    (
        "finish",
        _MEANT + r"(?:finish|end|due|complete|completion|deadline|to|target|delivery) (?:on|by|date|day)",
    ),
    ("finish", r"(?:complete by|date due|target|to be completed by|to be done by|needed by|required by)"),
    (
        "actual",
        r"actual (?:finish|end|completion|date)(?: date)?|(?:completed|achieved|delivered)(?: on| date)|"
        r"date (?:completed|achieved|delivered)",
    ),
    ("finish", r"(?:latest |current |revised )?forecast(?: date)?|(?:latest|current|revised|expected) date"),
    ("day", r"(?:date|when|day|timescale|milestone date|planned date)"),
    (
        "minutes",
        _MEANT
        + r"(?:duration|dur|length|how long|time needed|effort)(?: (?:in )?(?:days?|weeks?|months?|hours?|hrs?|wks?|d|w|h|working days))?",
    ),
    ("minutes", r"(?:no of |number of )?(?:working )?(?:days|weeks)"),
    (
        "owners",
        r"(?:task |action |activity )?(?:owner|owners|lead|leads|who|by whom|person|people|name of owner)",
    ),
    (
        "owners",
        r"(?:assigned to|assignee|assignees|assigned|responsible|responsibility|responsible person|person responsible)",
    ),
    ("owners", r"(?:resource|resources|resource names?|owner s|led by|action by|delivered by|task lead)"),
    (
        "links",
        r"(?:predecessors?|predecessor id|depends on|dependency|dependencies|dependent on|depends after(?: dependents)?|after|"
        r"waits for)",
    ),
    ("milestone", r"(?:is (?:a )?)?milestone|milestone y n|milestone yes no|key milestone"),
    (
        "phase",
        r"(?:phase|stage|work ?stream|section|group|bucket|work area|theme|category)(?: (?:name|title))?",
    ),
    ("kind", r"(?:task |item |activity )?(?:type|kind)"),
    (
        "notes",
        r"(?:notes?|comments?|remarks?|details|notes comments|comments notes|further information|update)",
    ),
)
NAMES: Sequence[str] = (
    r"tasks?(?: name| title)?",
    r"activity(?: name| title)?|activities|task activity|activity task",
    r"name|title|subject|what|what needs doing|to do|task description|activity description",
    r"actions?(?: required)?|steps?|work package|work item|items?",
    r"milestones?(?: name| title| description)?|key milestones?",
    r"deliverables?|description|outputs?|stage|phase|plan|summary",
)
"""What says the name of a task, the likeliest first; what is over is kept in the notes."""


def plain(text: str) -> str:
    """A heading in small letters with single spaces, without what joins words."""
    return re.sub(r"\s+", " ", re.sub(r"[-_/().,:*?\[\]\n\r]+", " ", text.casefold())).strip()


def field_of(heading: str) -> str:
    """The field of a heading that can mean one thing only; nothing for a name's or for what a plan has no place for."""
    words = plain(heading)
    return next((field for field, pattern in PATTERNS if re.fullmatch(pattern, words)), "")


def name_rank(heading: str) -> int | None:
    """How likely a heading is to stand over the names of tasks: 0 is likeliest; None where it never does."""
    words = plain(heading)
    return next((rank for rank, pattern in enumerate(NAMES) if re.fullmatch(pattern, words)), None)


def columns_of(texts: Sequence[str]) -> Mapping[str, int] | None:
    """Which column holds which field, where this row is a row of headings; None where it is not.

    It names tasks and something else of a plan, or tasks alone in the only cell.
    """
    found: dict[str, int] = {}
    ranked: list[tuple[int, int]] = []
    filled = [text for text in texts if text]
    for column, text in enumerate(texts):
        if not text or len(text) > 60:
            continue
        rank = name_rank(text)
        if rank is not None:
            ranked.append((rank, column))
        field = field_of(text)
        if field and field not in found:
            found[field] = column
    if ranked:
        _, column = min(ranked)
        found = {field: at for field, at in found.items() if at != column} | {"name": column}
    if "day" in found:
        day = found.pop("day")
        found.setdefault("finish", day)
    if "name" not in found or (len(found) < 2 and len(filled) > 1):
        return None
    return found


_CALLED = re.compile(r"(?:key )?milestone(?: \d+)?\s*[:\N{EN DASH}-]", re.IGNORECASE)
_CALLED_BEHIND = re.compile(r"[(\[](?:key )?milestone[)\]]$|\s[:\N{EN DASH}-]\s*milestone$", re.IGNORECASE)


def says_milestones(heading: str) -> bool:
    """Whether a column of names is one of milestones."""
    return "milestone" in plain(heading)


def joined(over: Sequence[str], under: Sequence[str]) -> list[str]:
    """Two rows of headings as one, "Planned" over "Start" and "Finish"; nothing where they are not two such rows."""
    names = [text for text in under if text]
    known = [text for text in names if field_of(text) or name_rank(text) is not None]
    if sum(map(bool, over)) < 2 or len(known) < 2 or len(known) < len(names):
        return []
    found, caption = [], ""
    for at in range(max(len(over), len(under))):
        above, below = (row[at] if at < len(row) else "" for row in (over, under))
        caption = above or caption
        found.append(f"{caption} {below}".strip() if below else above)
    return found


def is_called_milestone(name: str) -> bool:
    """Whether a task's own name says that it is one: "Milestone: survey signed off", "Open to patients (milestone)"."""
    return bool(_CALLED.match(name.strip()) or _CALLED_BEHIND.search(name.strip()))
