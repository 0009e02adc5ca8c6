"""A page's markup read with the standard library, for the checks of `tests/pages.py`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# What a start tag ends that was left open, as HTML allows.
ENDS = {"li": {"li"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"}, "th": {"td", "th"}, "option": {"option"}}


@dataclass
class Element:
    """One element, with its attributes, its children and its parent."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = field(default=None, repr=False)
    children: list["Element | str"] = field(default_factory=list, repr=False)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.attributes

    def every(self, *tags: str) -> Iterator["Element"]:
        """All elements below, in order, of these tags (of any, without tags)."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.every(*tags)

    def first(self, tag: str) -> "Element | None":
        return next(self.every(tag), None)

    def within(self, tag: str) -> bool:
        """Whether some element around this one has the tag."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.within(tag))

    @property
    def text(self) -> str:
        """What is read: texts below, in single spaces; a picture counts by its alternative."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        if self.tag in {"script", "style", "template"}:
            return ""
        if self.tag == "img":
            return self.get("alt")
        return "".join(child if isinstance(child, str) else child._within_a_line() for child in self.children)

    def _within_a_line(self) -> str:
        """A reference that does not break is part of its sentence; what any other element says stands apart."""
        return self._words() if self.get("class") == "unbroken" else f" {self._words()} "

    @property
    def name(self) -> str:
        """What it is called to a screen reader, near enough: its aria-label, else its text."""
        return self.get("aria-label") or self.text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.here.tag in ENDS.get(tag, ()) and self.here.parent:
            self.here = self.here.parent
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        around: Element | None = self.here
        while around is not None and around.tag != tag:
            around = around.parent
        if around is not None and around.parent is not None:
            self.here = around.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def parse(markup: str) -> Element:
    """The document as a tree."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.root
