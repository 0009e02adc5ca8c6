"""A small set of icons in one hand: 24 by 24, two-pixel lines with round ends, in the colour of the text around them."""

from quantock.engines.charts.svg import Svg, identifier, safe, tag

ICONS = {
    "search": "M10.5 3.5a7 7 0 1 0 0 14 7 7 0 1 0 0-14M15.6 15.6L21 21",
    "warning": "M12 3.5L22 20.5H2ZM12 10v4.5M12 17.5v.2",
    "tick": "M4 12.5l5.5 5.5L20 6.5",
    "cross": "M5 5l14 14M19 5L5 19",
    "plus": "M12 4v16M4 12h16",
    "up": "M12 20V4M5 11l7-7 7 7",
    "down": "M12 4v16M5 13l7 7 7-7",
    "right": "M4 12h16M13 5l7 7-7 7",
    "flag": "M5 22V3M5 4h13l-3 4.5 3 4.5H5",
    "person": "M12 3a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9M3.5 21c0-4 3.5-6.5 8.5-6.5s8.5 2.5 8.5 6.5",
    "people": "M9 4a4 4 0 1 0 0 8 4 4 0 1 0 0-8M2 20.5c0-3.5 3-5.5 7-5.5s7 2 7 5.5M15.5 4.3a4 4 0 0 1 0 7.4M18 15.5c2.5.7 4 2.5 4 5",
    "calendar": "M3.5 5.5h17v15h-17ZM3.5 10h17M8 3v4M16 3v4",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18M12 7v5.5l3.5 2",
    "print": "M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7Z",
    "download": "M12 3v12M6.5 10l5.5 5.5L17.5 10M4 20.5h16",
    "upload": "M12 15.5V3.5M6.5 9L12 3.5 17.5 9M4 20.5h16",
    "star": "M12 2.8l2.8 6 6.5.8-4.8 4.5 1.3 6.5L12 17.4l-5.8 3.2 1.3-6.5L2.7 9.6l6.5-.8Z",
    "comment": "M3 4h18v12.5H11l-5 4.5v-4.5H3Z",
    "document": "M6 2.5h8.5L19 7v14.5H6ZM14 2.5V7.5h5M9 12h7M9 16h7",
    "link": "M10 14a4.2 4.2 0 0 0 6 0l3.5-3.5a4.2 4.2 0 0 0-6-6L12 6M14 10a4.2 4.2 0 0 0-6 0l-3.5 3.5a4.2 4.2 0 0 0 6 6L12 18",
    "lock": "M5 11h14v10H5ZM8 11V7.5a4 4 0 0 1 8 0V11",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15ZM10 21.5h4",
}
"""Path data by name. `filled` draws the same outline filled: a star that is followed, a flag that is up."""


def icon(name: str, *, says: str = "", filled: bool = False, size: int = 24) -> Svg:
    """One icon, inline. Without `says` it is decoration beside words and is hidden from screen readers.

    Raises KeyError for a name that is not in `ICONS`.
    """
    spoken = {"role": "img", "aria_label": says} if says else {"aria_hidden": "true"}
    return Svg(_shell(_path(name, filled), size, name, **spoken))


def sprite(prefix: str = "icon") -> Svg:
    """Every icon as a symbol, once on a page that uses many; each is then drawn with `use`."""
    symbols = "".join(
        tag("symbol", _path(name, filled=False), id=f"{identifier(prefix)}-{name}", viewBox="0 0 24 24")
        for name in ICONS
    )
    return Svg(
        tag("svg", symbols, xmlns="http://www.w3.org/2000/svg", width=0.0, height=0.0, aria_hidden="true")
    )


def use(name: str, *, says: str = "", size: int = 24, prefix: str = "icon") -> Svg:
    """One icon out of the page's `sprite`, a few bytes each. Raises KeyError for a name that is not in `ICONS`."""
    if name not in ICONS:
        raise KeyError(name)
    spoken = {"role": "img", "aria_label": says} if says else {"aria_hidden": "true"}
    return Svg(_shell(tag("use", href=f"#{identifier(prefix)}-{safe(name)}"), size, name, **spoken))


def _path(name: str, filled: bool) -> str:
    return tag(
        "path",
        d=ICONS[name],
        fill="currentColor" if filled else "none",
        stroke="currentColor",
        stroke_width=2.0,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def _shell(content: str, size: int, name: str, **spoken: str) -> str:
    return tag(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"icon icon-{name}",
        viewBox="0 0 24 24",
        width=float(size),
        height=float(size),
        focusable="false",
        **spoken,
    )
