"""What teams write, chosen from the banks of their subject so that it fits and does not repeat itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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


@dataclass(frozen=True, slots=True)
class Voice:
    """One team's way of telling: an order of its own through the sentences of its subject."""

    subject: Subject
    title: str
    fill: Mapping[str, str]
    counts: bool = True

    def say(self, kind: str, turn: int, *, anybody: bool = False, **more: str) -> str:
        """The sentence of that kind whose turn it is; nothing where the bank has none.

        With `anybody`, every third one comes from what any team may say.
        """
        own = list(self.subject.said.get(kind, ()))
        common = [text for text in subjects()["any"].said.get(kind, ()) if self.counts or "{" not in text]
        if anybody and common and turn % 3 == 2:
            own, turn = common, turn // 3
        options = shuffled(own or common, self.title, kind)
        return self.filled(options[turn % len(options)], **more) if options else ""

    def filled(self, text: str, **more: str) -> str:
        """A sentence with its blanks filled in."""
        return text.format_map({**self.fill, **more})
