"""One picture at two widths, since a wide one made small cannot be read."""

from collections.abc import Callable

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
