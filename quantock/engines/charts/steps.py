"""Where a project stands in its life cycle: a path with names, and a row of dots for tables."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from quantock.engines.charts.marks import BLUE, INK, LINE, PAPER, QUIET
from quantock.engines.charts.svg import Svg, fit, frame, link, tag, text_width, words, wrap
from quantock.engines.text import plural, say_list

_DARK_BLUE = "#003d78"
_NARROW = 560


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a life cycle. `asked` is False where this project's track leaves the step out."""

    name: str
    href: str = ""
    asked: bool = True


def step_path(
    steps: Sequence[Step | str],
    current: int,
    done: Collection[int] | None = None,
    *,
    prefix: str,
    width: int = 720,
) -> Svg:
    """The steps as a path. Places count from 0; a `current` past the last means that all is done.

    `done` is every step before the present one unless said otherwise. Below 560 pixels only the present step is named.
    """
    known = _known(steps)
    finished = _done(known, current, done)
    narrow = width < _NARROW
    gap = width / max(1, len(known))
    parts = [_line(gap, known, finished)] if len(known) > 1 else []
    lowest = 34.0
    for place, step in enumerate(known):
        x = gap * (place + 0.5)
        drawn = _dot(place, x, step, here=place == current, done=place in finished)
        if not narrow:
            lines = wrap(step.name, gap - 6, size=13, most=3, bold=place == current)
            drawn += _label(lines, x, here=place == current, asked=step.asked)
            lowest = max(lowest, 48 + 16 * len(lines))
        parts.append(link(step.href, drawn, says=_says(known, place, current, finished)))
    if narrow:
        parts.append(_caption(known, current, gap, width))
        lowest = 58
    return frame(
        parts,
        width,
        lowest,
        prefix=prefix,
        title=step_path_sentence(known, current, finished),
        desc=". ".join(_says(known, place, current, finished) for place in range(len(known))),
        class_="chart-steps",
        linked=any(step.href for step in known),
    )


def step_path_sentence(steps: Sequence[Step | str], current: int, done: Collection[int] | None = None) -> str:
    """ "At step 4 of 7, Measures; 3 steps done." """
    known = _known(steps)
    finished = _done(known, current, done)
    if current >= len(known):
        return f"All {plural(len(known), 'step')} done."
    if current < 0:
        return f"Not begun; {plural(len(known), 'step')} ahead."
    said = f"At step {current + 1} of {len(known)}, {known[current].name}"
    skipped = [step.name for step in known if not step.asked]
    left_out = f"; {say_list(skipped)} not asked for" if skipped else ""
    return f"{said}; {plural(len(finished), 'step')} done{left_out}."


def step_dots(total: int, current: int, *, prefix: str, name: str = "") -> Svg:
    """A row of dots for a table: filled up to and with the present step (counted from 0), hollow after it."""
    filled = min(current + 1, total)
    parts = [
        tag(
            "circle",
            cx=float(7 + 13 * place),
            cy=8.0,
            r=4.5 if place < filled else 4.0,
            fill=BLUE if place < filled else PAPER,
            stroke=BLUE if place < filled else LINE,
            stroke_width=1.0 if place < filled else 1.5,
            class_="c-done" if place < filled else "c-todo",
        )
        for place in range(total)
    ]
    says = f"Step {filled} of {total}" + (f", {name}" if name else "")
    return frame(parts, 13 * total + 1, 16, prefix=prefix, title=says, class_="chart-dots")


def _known(steps: Sequence[Step | str]) -> list[Step]:
    return [step if isinstance(step, Step) else Step(step) for step in steps]


def _done(steps: Sequence[Step], current: int, done: Collection[int] | None) -> set[int]:
    if done is not None:
        return {place for place in done if 0 <= place < len(steps)}
    return {place for place, step in enumerate(steps) if place < current and step.asked}


def _line(gap: float, steps: Sequence[Step], finished: Collection[int]) -> str:
    """The way between the dots: solid blue from a step that is done (past those not asked), dotted grey after others."""
    drawn, gone = "", False
    for place, step in enumerate(steps[:-1]):
        gone = place in finished if step.asked else gone
        drawn += tag(
            "line",
            x1=gap * (place + 0.5) + (15 if step.asked else 5),
            y1=18.0,
            x2=gap * (place + 1.5) - (15 if steps[place + 1].asked else 5),
            y2=18.0,
            stroke=BLUE if gone else LINE,
            stroke_width=2.5 if gone else 1.5,
            stroke_dasharray=None if gone else "2 4",
            class_="c-done" if gone else "c-todo",
        )
    return drawn


def _dot(place: int, x: float, step: Step, *, here: bool, done: bool) -> str:
    ring = tag(
        "circle", cx=x, cy=18.0, r=16.5, fill="none", stroke=_DARK_BLUE, stroke_width=2.0, class_="c-here"
    )
    if here:
        dot = tag("circle", cx=x, cy=18.0, r=13.0, fill=_DARK_BLUE, class_="c-here")
        return ring + dot + words(place + 1, x, 23, anchor="middle", bold=True, fill=PAPER, class_="c-on")
    if done:
        tick = tag("path", d=f"M{x - 5.5:.1f} 18.5l4 4 7.5-8.5", fill="none", stroke=PAPER, stroke_width=2.4)
        return tag("circle", cx=x, cy=18.0, r=12.0, fill=BLUE, class_="c-done") + tick
    if not step.asked:
        return tag("circle", cx=x, cy=18.0, r=3.5, fill=PAPER, stroke=LINE, stroke_width=1.5, class_="c-todo")
    dot = tag("circle", cx=x, cy=18.0, r=11.0, fill=PAPER, stroke=LINE, stroke_width=1.5, class_="c-todo")
    return dot + words(place + 1, x, 22.5, size=13, anchor="middle", fill=QUIET, class_="c-quiet")


def _label(lines: Sequence[str], x: float, *, here: bool, asked: bool) -> str:
    return "".join(
        words(
            line,
            x,
            52 + 16 * place,
            size=13,
            anchor="middle",
            bold=here,
            fill=INK if asked else QUIET,
            class_="c-text" if asked else "c-quiet",
        )
        for place, line in enumerate(lines)
    )


def _caption(steps: Sequence[Step], current: int, gap: float, width: float) -> str:
    """The present step's name under its dot, kept inside the picture."""
    if not 0 <= current < len(steps):
        return words(
            "All done" if steps and current >= len(steps) else "", width / 2, 52, anchor="middle", bold=True
        )
    name = fit(steps[current].name, width - 2, bold=True)
    half = text_width(name, bold=True) / 2
    x = min(max(gap * (current + 0.5), half + 1), width - half - 1)
    return words(name, x, 52, anchor="middle", bold=True)


def _says(steps: Sequence[Step], place: int, current: int, finished: Collection[int]) -> str:
    step = steps[place]
    if place == current:
        state = "the present step"
    elif place in finished:
        state = "done"
    else:
        state = "to come" if step.asked else "not asked for"
    return f"Step {place + 1}, {step.name}: {state}"
