"""What teams write, chosen from the banks of their subject so that it fits and does not repeat itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest

from quantock.desk.demonstration.reading import Block, blocks, shuffled

BANKS = ("any", "wards", "community", "enabling", "places", "merger")
PHASES = ("early", "middle", "late")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a project is about: its codes, and the sentences that its teams write."""

    key: str
    kind: str
    category: str
    aims: Sequence[str]
    domains: Sequence[str]
    themes: Sequence[str]
    tags: Sequence[str]
    said: Mapping[str, Sequence[str]]


@cache
def subjects() -> Mapping[str, Subject]:
    """Every subject by its key; "any" is what every team may say."""
    return {
        block.heading: _subject(block) for bank in BANKS for block in blocks(f"words-{bank}") if block.heading
    }


def _subject(block: Block) -> Subject:
    kind, category, aims, domains, themes, tags = block.first or [""] * 6
    return Subject(
        block.heading,
        kind,
        category,
        _list(aims),
        _list(domains),
        _list(themes),
        _list(tags),
        block.named,
    )


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


@dataclass(slots=True)
class Voice:
    """One team's way of telling: an order of its own through the sentences of its subject and those of anybody.

    Each time it is asked it goes on to the next, so that nothing is said again before all has been said.
    """

    subject: Subject
    title: str
    fill: Mapping[str, str]
    counts: bool = True
    said: dict[str, int] = field(default_factory=dict)

    def say(self, kind: str, **more: str) -> str:
        """The sentence of that kind whose turn it is; nothing where there is none."""
        options = self._options(kind)
        if not options:
            return ""
        turn = self.said.get(kind, 0)
        self.said[kind] = turn + 1
        return self.filled(options[turn % len(options)], **more)

    def _options(self, kind: str) -> list[str]:
        """The subject's own first, then in turn with what any team may say."""
        own = shuffled(self.subject.said.get(kind, ()), self.title, kind)
        common = [text for text in subjects()["any"].said.get(kind, ()) if self.counts or "{" not in text]
        mixed = zip_longest(own, shuffled(common, self.title, kind))
        return [text for pair in mixed for text in pair if text]

    def filled(self, text: str, **more: str) -> str:
        """A sentence with its blanks filled in."""
        return text.format_map({**self.fill, **more})
