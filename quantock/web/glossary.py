"""The words of the product, one for each thing, and the other words that people use for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what it means here, and the words it also answers to."""

    word: str
    means: str
    also: tuple[str, ...] = ()

    def answers_to(self, wanted: str) -> bool:
        """Whether any of its names holds what somebody looks for."""
        looked_for = wanted.casefold()
        return any(looked_for in name.casefold() for name in (self.word, *self.also))


TERMS = (
    Term("Aim", "What will be better, by how much, by when and for whom.", ("objective", "goal")),
    Term("Benefit", "A gain that somebody in the service owns; reported first, then validated.", ("saving",)),
    Term("Charter", "The problem, the aim and the scope of a project.", ("PID", "project brief", "mandate")),
    Term(
        "Delivery confidence",
        "How likely a project is to deliver, as judged by a named rater: green, amber or red.",
        ("RAG", "BRAG", "DCA"),
    ),
    Term("Life-cycle model", "Ordered steps that a project goes through.", ("stages", "phases")),
    Term("Milestone", "A point that a project reaches: its baseline, forecast and actual dates."),
    Term("Organisation", "A body that leads or takes part in work.", ("trust", "council", "partner")),
    Term("Outcome", "What came of a project: aim met, partly met, not met or not known."),
    Term("Portfolio", "A set of work that a board looks at; a project may be in several."),
    Term("Programme", "A project that has projects of its own."),
    Term(
        "Project",
        "A piece of improvement or change work with a lead, an aim and an end.",
        ("workstream", "scheme", "CIP", "efficiency scheme", "initiative"),
    ),
    Term(
        "Sponsor",
        "Gives permission, removes obstacles and answers for the result.",
        ("SRO", "executive lead"),
    ),
    Term("State", "Idea, active, paused, stopped or completed. Active and paused projects are live."),
    Term("Step", "Where a project stands in its life-cycle model.", ("stage", "phase", "gate")),
    Term("Strategic theme", "What the system or an organisation has said matters most.", ("priority",)),
    Term("Track", "How much is asked of a project: quick, standard or full."),
    Term("Whole-life cost", "Everything a project will cost, from its beginning to its end.", ("WLC",)),
    Term("Whole system", "All the organisations that share this record.", ("ICS", "integrated care system")),
)


def define(word: str) -> str:
    """What a word of ours means; empty for one that the glossary has not."""
    return MEANINGS.get(word.casefold(), "")


MEANINGS = {name.casefold(): term.means for term in TERMS for name in (term.word, *term.also)}
