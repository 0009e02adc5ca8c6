"""The drawings of measures' pages."""

from collections.abc import Mapping, Sequence
from functools import partial

from quantock.engines.charts.control import (
    Drawing,
    assurance_icon,
    control_spark,
    control_svg,
    shared_axis,
    value_range,
    variation_icon,
)
from quantock.engines.charts.svg import Svg
from quantock.engines.charts.widths import in_both_widths
from quantock.measures.charting import Judged
from quantock.measures.models import Annotation

WIDE, TALL, LOW = 900, 340, 250
CARD, CARD_NARROW, CARD_TALL = 440, 256, 210


def big(
    judged: Judged, annotations: tuple[Annotation, ...], prefix: str, paths: Mapping[str, str] | None = None
) -> Svg:
    """The chart at both widths."""
    return at_both_widths(judged.drawing(annotations, paths), prefix)


def at_both_widths(drawn: Drawing, prefix: str) -> Svg:
    """A drawing at both widths."""
    return in_both_widths(
        lambda name, width: control_svg(drawn, prefix=name, width=width, height=TALL if width > 400 else LOW),
        prefix=prefix,
        wide=WIDE,
    )


def small(drawn: Drawing, prefix: str, *, wide: int = CARD, span: tuple[float, float] | None = None) -> Svg:
    """A drawing of the size of a card, and for a phone as large as a phone is wide: shrunk, its numbers could not be read."""
    return in_both_widths(
        lambda name, width: control_svg(drawn, prefix=name, width=width, height=CARD_TALL, span=span),
        prefix=prefix,
        wide=wide,
        narrow=CARD_NARROW,
    )


def card(judged: Judged, prefix: str) -> Svg:
    """The chart of a list of measures: small, without its notes."""
    return small(judged.drawing(), prefix)


def side_by_side(some: Sequence[Judged], prefix: str) -> list[Svg]:
    """The charts of groups, small, with one axis of values for all of them."""
    drawings = [each.drawing() for each in some]
    spans = [value_range(each) for each in drawings]
    span = (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None
    return [small(each, f"{prefix}-{place}", span=span) for place, each in enumerate(drawings)]


def above_each_other(some: Sequence[Drawing], prefix: str) -> list[Svg]:
    """Charts on one axis of days, at both widths."""

    def drawn(one: Drawing, name: str, width: int) -> Svg:
        height = TALL if width > 400 else LOW
        axis = shared_axis(some, width=width, height=height)
        return control_svg(one, prefix=name, width=width, height=height, axis=axis)

    return [
        in_both_widths(partial(drawn, one), prefix=f"{prefix}-{place}", wide=WIDE)
        for place, one in enumerate(some)
    ]


def spark(judged: Judged, prefix: str) -> Svg:
    """The size of a word."""
    return control_spark(judged.drawing(), prefix=prefix)


def icons(judged: Judged, prefix: str, size: int = 44) -> Svg:
    """Variation, and assurance where there is a target to judge by."""
    drawn = str(variation_icon(judged.chart.variation, prefix=f"{prefix}-variation", size=size))
    if judged.chart.assurance != "no target":
        drawn += str(assurance_icon(judged.chart.assurance, prefix=f"{prefix}-assurance", size=size))
    return Svg(drawn)
