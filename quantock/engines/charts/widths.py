"""One picture at two widths, since a wide one made small cannot be read."""

from collections.abc import Callable, Hashable
from functools import lru_cache

from quantock.engines.charts.svg import Svg, tag

WIDE, NARROW = 960, 320


def in_both_widths(
    draw: Callable[[str, int], Svg], *, prefix: str, wide: int = WIDE, narrow: int = NARROW
) -> Svg:
    """The picture drawn wide and narrow; the site's CSS shows the one that fits (chart-wide, chart-narrow).

    `draw` takes a prefix and a width: `lambda prefix, width: timeline(rows, ..., prefix=prefix, width=width)`. What is
    not shown is not read aloud either, so nothing is said twice.
    """
    shown = tag("div", draw(prefix, wide), class_="chart-wide")
    shown += tag("div", draw(f"{prefix}-narrow", narrow), class_="chart-narrow")
    return Svg(tag("div", shown, class_="chart-both"))


@lru_cache(maxsize=64)
def drawn_once(
    draw: Callable[..., Svg],
    *said: Hashable,
    prefix: str,
    wide: int = WIDE,
    narrow: int = NARROW,
    **further: Hashable,
) -> Svg:
    """As `in_both_widths`, of `draw(*said, prefix=, width=, **further)`. A drawing is made of what it is told and
    nothing else, so that who asks for the same again (a board looks at one dashboard) is given the one that was made.
    """
    return in_both_widths(
        lambda prefix, width: draw(*said, prefix=prefix, width=width, **further),
        prefix=prefix,
        wide=wide,
        narrow=narrow,
    )
