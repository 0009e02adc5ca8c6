"""Drawing in SVG by hand: escaped text, sizes of words, links, and a frame with a title and a description.

No style attribute, style element or script, so that a strict content security policy holds. Colours are presentation
attributes, which any rule of a style sheet outranks; every mark also carries a class for the site's CSS and for print.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape as html_escape

FONT = "Arial, Helvetica, sans-serif"
SIZE = 14
"""The usual text size. Drawings are laid out for the width they are shown at, so it is also the size on screen."""

_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Most of a drawing: coordinates, colours, addresses, names.
_PLAIN = re.compile(r"[\w #%(),./:;=?+-]*\Z", re.ASCII)
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_-]+")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|[/?#.]|[\w-]+(?:[/?#]|$))", re.ASCII)
_ARIAL = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_WIDTHS = {chr(32 + place): int(width) / 1000 for place, width in enumerate(_ARIAL.split())}
_WIDTHS |= {
    "…": 1.0,
    "—": 1.0,
    "–": 0.556,
    "’": 0.222,
    "‘": 0.222,
    "“": 0.333,
    "”": 0.333,
    "£": 0.556,
    "\u00a0": 0.278,
}


class Svg(str):
    """A finished drawing or part of one. Templates print it as it stands, since all text in it is escaped."""

    __slots__ = ()

    def __html__(self) -> "Svg":
        """What Jinja and Django ask of text that is already safe."""
        return self


def safe(text: object) -> str:
    """Text for an element or an attribute, without the characters XML cannot hold."""
    said = str(text)
    return said if _PLAIN.match(said) else html_escape(_ILLEGAL.sub("\ufffd", said))


def short(number: float) -> str:
    """A coordinate to a tenth of a pixel, with nothing wasted."""
    said = f"{number:.1f}"
    return said[:-2] if said.endswith(".0") else said


@lru_cache(maxsize=512)
def _begun(key: str) -> str:
    """An attribute up to its value."""
    return f' {key.rstrip("_").replace("_", "-")}="'


@lru_cache(maxsize=2048, typed=True)
def _attribute(key: str, value: object) -> str:
    return f'{_begun(key)}{safe(value)}"'


_KEPT = 40
"""Values up to this length (colours, classes, anchors) come again and again; longer ones are paths and sentences."""


def tag(name: str, content: str = "", /, **attributes: object) -> str:
    """An element. `class_` is written class and `stroke_width` stroke-width; None and "" leave an attribute out."""
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value == "":
            continue
        if isinstance(value, float):
            parts.append(f'{_begun(key)}{short(value)}"')
        elif isinstance(value, str) and len(value) <= _KEPT:
            parts.append(_attribute(key, value))
        else:
            parts.append(f'{_begun(key)}{safe(value)}"')
    parts.append(f">{content}</{name}>" if content else "/>")
    return "".join(parts)


def words(
    text: object,
    x: float,
    y: float,
    *,
    size: float = SIZE,
    anchor: str = "start",
    bold: bool = False,
    fill: str = "#212b32",
    class_: str = "c-text",
    halo: bool = False,
) -> str:
    """One line of text with its base line at y; a white `halo` keeps it readable where lines pass behind it."""
    return tag(
        "text",
        safe(text),
        class_=class_,
        x=float(x),
        y=float(y),
        font_size=float(size),
        text_anchor=None if anchor == "start" else anchor,
        font_weight="bold" if bold else None,
        fill=fill,
        stroke="#ffffff" if halo else None,
        stroke_width=4.0 if halo else None,
        paint_order="stroke" if halo else None,
    )


def link(href: str, content: str, *, says: str = "", class_: str = "c-link") -> str:
    """Content that is pressed to open a page, with its accessible name; plain content where there is no address.

    An address that is neither of this site nor of the web (a script, say) is not followed.
    """
    if not href or not _SAFE_LINK.match(href):
        return content
    return tag("a", content, href=href, aria_label=says, class_=class_)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """How wide a line of Arial (or its metric twins) comes out, in pixels; unknown letters count as wide ones."""
    ems = sum(_WIDTHS.get(letter, 0.6 if letter < "\u2e80" else 1.0) for letter in text)
    return ems * size * (1.08 if bold else 1.0)


def fit(text: str, width: float, size: float = SIZE, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits the width, with an ellipsis."""
    if text_width(text, size, bold) <= width:
        return text
    left = len(text)
    while left and text_width(text[:left].rstrip() + "…", size, bold) > width:
        left = min(left - 1, int(left * width / text_width(text[:left] + "…", size, bold)) + 1)
    return text[:left].rstrip(" ,;:–-") + "…"


def wrap(text: str, width: float, *, size: float = SIZE, most: int = 2, bold: bool = False) -> list[str]:
    """The text on at most `most` lines of that width, broken between words; what does not fit is cut."""
    lines: list[str] = []
    left = text.split()
    while left and len(lines) < most - 1:
        taken = 1
        while taken < len(left) and text_width(" ".join(left[: taken + 1]), size, bold) <= width:
            taken += 1
        lines.append(fit(" ".join(left[:taken]), width, size, bold))
        left = left[taken:]
    if left:
        lines.append(fit(" ".join(left), width, size, bold))
    return lines


def identifier(prefix: str) -> str:
    """A prefix that is fit for an id: letters, digits, hyphens."""
    return _NOT_IN_IDS.sub("-", prefix).strip("-") or "chart"


def frame(
    parts: Iterable[str],
    width: float,
    height: float,
    *,
    prefix: str,
    title: str,
    desc: str = "",
    class_: str = "",
    linked: bool = False,
) -> Svg:
    """The whole drawing, at its natural size. `prefix` must be used once on a page: the ids come from it.

    A picture is one image to a screen reader; a picture with links in it is a group, since what is inside an image
    cannot be reached.
    """
    name = identifier(prefix)
    says = tag("title", safe(title) or "Picture", id=f"{name}-title")
    says += tag("desc", safe(desc), id=f"{name}-desc") if desc else ""
    return Svg(
        tag(
            "svg",
            says + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            class_=f"chart-svg {class_}".strip(),
            viewBox=f"0 0 {short(width)} {short(height)}",
            width=float(width),
            height=float(height),
            role="group" if linked else "img",
            aria_labelledby=f"{name}-title" + (f" {name}-desc" if desc and not linked else ""),
            aria_describedby=f"{name}-desc" if desc and linked else None,
            font_family=FONT,
        )
    )
