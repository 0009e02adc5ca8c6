"""Reading the tables: rows with bars between their cells, and blocks of a heading with indented lines. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zlib import crc32

# Addresses here reach nobody: .example is kept free for examples.
DOMAIN = "demonstration.example"
TABLES = Path(__file__).with_name("tables")
T = TypeVar("T")


@dataclass(slots=True)
class Block:
    """A heading; the cells of the first line under it; and the texts of the named lines."""

    heading: str
    first: list[str] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The one text of that name, or nothing."""
        return self.named.get(name, [""])[0]


def lines(name: str) -> Iterator[str]:
    """The lines of a table, without remarks and empty ones."""
    for line in (TABLES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.rstrip()


def cells(line: str) -> list[str]:
    """What stands between the bars."""
    return [cell.strip() for cell in line.split("|")]


def rows(name: str, width: int) -> list[list[str]]:
    """The rows of a table, each made as wide as asked: what is left off at the end is empty."""
    found = [cells(line) for line in lines(name)]
    return [row + [""] * (width - len(row)) for row in found]


def blocks(name: str) -> list[Block]:
    """The blocks of a table."""
    found: list[Block] = []
    for line in lines(name):
        if not line.startswith(" "):
            found.append(Block(line))
            continue
        label, colon, text = line.strip().partition(": ")
        if colon and label.isalpha() and label.islower():
            found[-1].named.setdefault(label, []).append(text.strip())
        else:
            found[-1].first = cells(line)
    return found


def pick(options: Sequence[T], *about: object) -> T:
    """One of them: always the same one for the same words, whatever else is added to the tables."""
    return options[number(*about) % len(options)]


def shuffled(options: Sequence[T], *about: object) -> list[T]:
    """All of them, in an order of their own for the same words."""
    return sorted(options, key=lambda option: number(option, *about))


def number(*about: object) -> int:
    """A number that follows from words alone: nothing here is random."""
    return crc32("|".join(map(str, about)).encode()) >> 3
