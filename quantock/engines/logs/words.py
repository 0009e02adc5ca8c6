"""What logs call their columns and their states, as tables: the first pattern that a heading matches says its field.

A field that begins with no letter of ours is a date or a word of every register; the others are the register's own, by the
names that the product keeps them under.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Patterns = Sequence[tuple[str, str]]
Words = Mapping[str, Sequence[str]]

# What every register may have beside its own. "raised", "due" and "closed" are days.
COMMON: Patterns = (
    ("number", r"(?:{thing} )?(?:no|number|nr|ref|reference|id|item|item no|#|sr no|serial no)(?: no)?"),
    (
        "project",
        r"(?:project|scheme|work ?stream|work ?package|intervention)(?: name| title| ref| reference)?",
    ),
    (
        "owner",
        r"(?:{thing} )?(?:owner|lead|assignee|owned by|assigned to|allocated to|responsible|responsibility|accountable|who|by whom|"
        r"person responsible|lead officer|action by|action owner)\b(?! organisation| department| team).*",
    ),
    (
        "moved",
        r"(?:revised|new|current|latest|updated|extended|amended) (?:{thing} )?(?:due|deadline|target|completion|timescale|end|finish)"
        r"(?: (?:completion|resolution|decision|closure|end|finish))?(?: date| by)?",
    ),
    (
        "due",
        r"(?:original |initial |first )?(?:{thing} )?(?:due|by when|when|deadline|time ?scale|time ?frame|target|needed by|required by|"
        r"wanted by|decision by|"
        r"due by|complete by|resolve by|date due|date required|date needed|planned|expected|agreed)"
        r"(?: (?:completion|resolution|decision|closure|end|finish))?(?: date| by| for| on)?(?: dd mm yy(?:yy)?)?",
    ),
    (
        "raised",
        r"(?:{thing} )?(?:date )?(?:raised|opened|open|identified|added|logged|created|recorded|assigned|set|entered)(?: on| date)?"
        r"|date|date of (?:meeting|action|issue|entry)|meeting date|start date",
    ),
    (
        "closed",
        r"(?:{thing} )?(?:date )?(?:(?:actual )?(?:closed|completed|resolved|closure|completion|resolution|finished|done))(?: on| date)"
        r"|date (?:closed|completed|resolved|done|of completion|of closure)|actual (?:end|finish|date)(?: date)?",
    ),
    (
        "state",
        r"(?:{thing} |current )?(?:status|state)(?: open closed)?|open closed|open or closed|complete(?:d)?|done|closed|complete y n",
    ),
    ("kind", r"(?:raid|log|entry|item|record) ?(?:type|category)|type|raid|kind"),
)


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of log: how it is called, what names a row of it (the best first), its own columns, its states in words.

    `titles` are only this register's; `weak` ones are any list's, and count where something else says which register it
    is. The first state is how an entry begins, `ends` how one ends that only a day says of.
    """

    kind: str
    called: str
    titles: Sequence[str]
    weak: Sequence[str]
    fields: Patterns
    states: Words
    ends: str

    @property
    def begins(self) -> str:
        return next(iter(self.states))


ANY_TITLE = (r"title|name|headline|summary", r"description|details?|item|subject|topic|what|item description")
OPEN = (
    "open",
    "o",
    "new",
    "live",
    "outstanding",
    "pending",
    "not started",
    "not begun",
    "to do",
    "todo",
    "no",
    "n",
    "raised",
)
DOING = (
    "in progress",
    "ongoing",
    "on going",
    "on-going",
    "started",
    "underway",
    "under way",
    "active",
    "wip",
    "work in progress",
    "on track",
    "being dealt with",
    "partially complete",
    "part complete",
    "continuing",
)
DONE = ("c", "closed", "complete", "completed", "done", "finished", "resolved", "yes", "y", "closed complete")

REGISTERS: Mapping[str, Register] = {
    each.kind: each
    for each in (
        Register(
            "action",
            r"actions?(?: (?:log|list|plan|tracker|register|points?|items?))?|to do(?: list)?|tasks?",
            (
                r"(?:agreed |required |outstanding )?actions?(?: (?:points?|items?|required|agreed|to be taken|description|title|name|"
                r"details?|needed))?|description of (?:the )?action",
                r"(?:task|activity|to do|next step)s?(?: (?:name|description|title|details?))?",
            ),
            ANY_TITLE,
            (
                ("effect", r"(?:expected |intended )?(?:effect|benefit|impact)s?"),
                (
                    "evidence",
                    r"(?:evidence|success (?:measure|criteria)|evidence of (?:completion|closure)|how will we know)\b.*",
                ),
            ),
            {
                "open": (*OPEN, "overdue", "not complete", "not completed", "incomplete", "due"),
                "doing": DOING,
                "done": (*DONE, "achieved", "delivered", "actioned"),
                "cancelled": (
                    "cancelled",
                    "canceled",
                    "withdrawn",
                    "superseded",
                    "no longer required",
                    "no longer needed",
                    "not required",
                    "abandoned",
                    "void",
                ),
            },
            "done",
        ),
        Register(
            "issue",
            r"issues?(?: (?:log|list|register|tracker))?|problems?(?: log)?",
            (
                r"issues?(?: (?:title|name|description|summary|details?|statement))?|description of (?:the )?issue",
                r"problems?(?: (?:description|statement))?|what is wrong",
            ),
            ANY_TITLE,
            (
                ("severity", r"(?:issue )?(?:severity|seriousness|impact (?:rating|level|score))"),
                ("urgency", r"urgency"),
                ("priority", r"(?:issue )?priority(?: rating| level)?"),
                (
                    "effect",
                    r"(?:impact|effect|consequence)s?(?: description| on (?:the )?project| of (?:the )?issue)?|"
                    r"description of impact",
                ),
                ("cause", r"(?:root )?causes?(?: of (?:the )?issue)?"),
                (
                    "resolution",
                    r"(?:proposed |agreed |planned )?(?:resolution|mitigations?|response|solution|action plan|mitigating actions?|"
                    r"actions?(?: (?:taken|required|to resolve|plan))?|how resolved|next steps?|recommended actions?)",
                ),
            ),
            {
                "open": (*OPEN, "overdue", "unresolved", "not resolved", "escalated"),
                "doing": (*DOING, "being resolved", "being managed", "under review", "investigating"),
                "resolved": (*DONE, "fixed", "solved"),
            },
            "resolved",
        ),
        Register(
            "decision",
            r"(?:key )?decisions?(?: (?:log|list|register|tracker))?",
            (
                r"question|decision (?:required|needed|wanted|requested|to be made|title|name|description|sought)|"
                r"description of (?:the )?decision",
                r"(?:key )?decisions?(?: (?:made|taken|reached|agreed|points?))?",
            ),
            ANY_TITLE,
            (
                ("options", r"(?:options?|alternatives?)(?: considered| appraised)?"),
                (
                    "decided_by",
                    r"(?:decided|made|agreed|approved|taken|authorised)(?: by)|decision (?:made|taken|agreed) by|approver",
                ),
                (
                    "decided_on",
                    r"(?:decision|decided|approval) (?:date|on)|date (?:decided|agreed|made|approved|taken|of decision)|"
                    r"date (?:decision|the decision)(?: was)? (?:made|taken|agreed)",
                ),
                (
                    "decider",
                    r"(?:decision ?maker|who decides|decider|forum|board|authority|decision (?:body|forum|board|authority)|"
                    r"to be decided by|meeting|group)s?",
                ),
                (
                    "answer",
                    r"(?:outcome|answer|result|resolution|decision outcome|outcome of (?:the )?decision)",
                ),
                (
                    "reason",
                    r"(?:rationale|reasons?|why|justification|basis|background)"
                    r"(?: (?:for|behind|of)(?: the)? decision)?|decision rationale",
                ),
            ),
            {
                "wanted": (
                    *OPEN,
                    *DOING,
                    "required",
                    "awaiting decision",
                    "awaiting",
                    "proposed",
                    "wanted",
                    "to be made",
                ),
                "made": (
                    *DONE,
                    "made",
                    "agreed",
                    "approved",
                    "decided",
                    "taken",
                    "accepted",
                    "rejected",
                    "declined",
                    "confirmed",
                ),
                "carried out": ("carried out", "implemented", "actioned", "enacted", "in place"),
                "superseded": ("superseded", "withdrawn", "overturned", "cancelled", "replaced", "reversed"),
            },
            "made",
        ),
        Register(
            "assumption",
            r"assumptions?(?: (?:log|list|register))?",
            (r"assumptions?(?: (?:title|description|details?|made))?|description of (?:the )?assumption",),
            ANY_TITLE,
            (
                ("impact", r"(?:impact|effect|consequence)s?\b.*|what if .*"),
                ("method", r"(?:validation|verification|method|how (?:will|to) .*|action to validate)s?\b.*"),
                ("confidence", r"(?:confidence|certainty)(?: level| rating)?"),
            ),
            {
                "open": (*OPEN, *DOING, "unvalidated", "not validated", "unconfirmed", "to be validated"),
                "true": ("true", "validated", "valid", "confirmed", "verified", "correct", *DONE),
                "false": ("false", "invalid", "not valid", "incorrect", "disproved", "wrong"),
            },
            "true",
        ),
        Register(
            "dependency",
            r"(?:inter)?dependenc(?:y|ies)(?: (?:log|list|register|map))?",
            (
                r"(?:inter)?dependenc(?:y|ies)(?: (?:title|name|description|details?))?|description of (?:the )?dependency|"
                r"what is needed|deliverable",
            ),
            ANY_TITLE,
            (
                ("direction", r"direction|inbound outbound|in out|give get"),
                (
                    "party",
                    r"(?:dependent (?:on|upon)|from|to|from to|provider|supplier|third party|other party|giver|receiver|"
                    r"provided by|organisation|depends on)(?: whom)?",
                ),
                (
                    "promised",
                    r"(?:promised|forecast|committed|delivery|expected delivery)(?: date| for| by)?",
                ),
                ("impact", r"(?:impact|effect|consequence)s?\b.*"),
            ),
            {
                "proposed": (*OPEN, "proposed", "identified", "requested"),
                "agreed": ("agreed", "accepted", "confirmed", "committed"),
                "on track": (*DOING, "green"),
                "at risk": ("at risk", "in doubt", "amber"),
                "late": ("late", "overdue", "delayed", "red"),
                "met": (*DONE, "met", "delivered", "satisfied", "fulfilled"),
                "broken": ("broken", "not met", "failed", "withdrawn", "cancelled"),
            },
            "met",
        ),
        Register(
            "change",
            r"changes?(?: (?:log|list|register|requests?|controls?))*",
            (
                r"change(?:s| requests?)?(?: (?:title|name|description|details?|requested))?|description of (?:the )?change",
                r"proposed changes?|request",
            ),
            ANY_TITLE,
            (
                (
                    "time",
                    r"(?:impact|effect) on (?:time|schedule|timescales?|programme)|(?:time|schedule) (?:impact|effect)",
                ),
                ("cost", r"(?:impact|effect) on (?:cost|budget)s?|(?:cost|budget) (?:impact|effect)"),
                ("benefit", r"(?:impact|effect) on benefits?|benefits? (?:impact|effect)"),
                (
                    "quality",
                    r"(?:impact|effect) on (?:quality|scope)\b.*|(?:quality|scope) (?:impact|effect)|impact",
                ),
                ("options", r"(?:options?|alternatives?)(?: considered)?"),
                ("decider", r"(?:decision ?maker|approver|approved by|who decides|forum|board)"),
                ("reason", r"(?:reasons?|rationale|why|justification)(?: for (?:the )?change)?"),
            ),
            {
                "raised": (*OPEN, "requested", "submitted", "proposed"),
                "assessing": (*DOING, "being assessed", "under review", "in review", "under assessment"),
                "deferred": ("deferred", "on hold", "put off", "postponed"),
                "approved": ("approved", "accepted", "agreed"),
                "rejected": ("rejected", "declined", "not approved", "withdrawn", "cancelled"),
                "carried out": (*DONE, "implemented", "carried out", "delivered"),
            },
            "carried out",
        ),
        Register(
            "lesson",
            r"lessons?(?: (?:learn(?:ed|t)|log|list|register|identified))*",
            (
                r"lessons?(?: (?:learn(?:ed|t)|identified|title|description|summary))?|what did we learn|learning",
            ),
            ANY_TITLE,
            (
                ("situation", r"situation|context|background|event|what happened"),
                (
                    "worked",
                    r"what (?:went well|worked|did not work|went wrong|could be improved)\b.*|effect|impact",
                ),
                (
                    "recommendation",
                    r"recommend(?:ation|ed action)s?|advice|what to do (?:next time|differently)",
                ),
                (
                    "applies",
                    r"(?:applies to|applicable to|relevant to|where (?:does it|it) appl(?:y|ies)|audience)",
                ),
            ),
            {
                "captured": (*OPEN, *DOING, *DONE, "captured", "draft"),
                "shared": ("shared", "published", "communicated"),
            },
            "captured",
        ),
    )
}
# How bad, from 1 to 5, where a column says it in words; a number beside a word is not counted on.
SEVERITIES: Words = {
    "1": ("very low", "slight", "insignificant", "negligible", "trivial", "p5", "cosmetic"),
    "2": ("low", "minor", "l", "p4"),
    "3": ("medium", "moderate", "med", "m", "p3", "normal"),
    "4": ("high", "major", "h", "p2", "significant"),
    "5": (
        "very high",
        "critical",
        "severe",
        "extreme",
        "p1",
        "showstopper",
        "show stopper",
        "catastrophic",
        "urgent",
    ),
}
URGENCIES: Words = {
    "3": ("now", "immediate", "immediately", "urgent", "high", "very high", "h", "critical"),
    "2": ("within a month", "soon", "medium", "med", "m", "moderate"),
    "1": ("later", "low", "l", "very low", "not urgent"),
}
CONFIDENCES: Words = {
    "high": ("high", "h", "certain", "confident"),
    "medium": ("medium", "med", "m", "moderate"),
    "low": ("low", "l", "uncertain"),
}
DIRECTIONS: Words = {
    "get": ("get", "inbound", "incoming", "in", "we need it", "need"),
    "give": ("give", "outbound", "outgoing", "out", "we give it"),
}
# The fields that hold one of some choices, by register.
SCALES: Mapping[tuple[str, str], Words] = {
    ("issue", "severity"): SEVERITIES,
    ("issue", "urgency"): URGENCIES,
    ("assumption", "confidence"): CONFIDENCES,
    ("dependency", "direction"): DIRECTIONS,
}
DAYS = ("due", "moved", "raised", "closed", "decided_on", "promised")


def plain(text: str) -> str:
    """A heading or a word in small letters with single spaces, without what joins words."""
    return re.sub(r"\s+", " ", re.sub(r"[-_/().:*?,\[\]\n\r]+", " ", text.casefold())).strip()


OTHERS = {
    "risk": r"risks?(?: (?:log|list|register))?",
    "benefit": r"benefits?(?: (?:log|list|register|tracker|profiles?|reali[sz]ation(?: plan| log| register| tracker)?))?",
}
"""How registers are called that are read in ways of their own."""


def kind_called(words: str) -> str:
    """The register that a sheet's name, a title or an answer calls by name: "Action log", "2 - Issues", "D"; else nothing."""
    said = plain(words)
    letters = {"a": "action", "i": "issue", "d": "decision", "r": "risk"}
    if len(said) == 1:
        return letters.get(said, "")
    found = {
        kind: [match.start() for match in re.finditer(rf"\b(?:{one.called})(?= |$)", said)]
        for kind, one in REGISTERS.items()
    }
    for kind, called in OTHERS.items():
        found[kind] = [match.start() for match in re.finditer(rf"\b(?:{called})(?= |$)", said)]
    named = [kind for kind, places in found.items() if places]
    return named[0] if len(named) == 1 else ""
