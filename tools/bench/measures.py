"""Measures: the engine by itself, one chart, and a system of many measures on one database.

`python -m tools.bench.measures MEASURES FILE [--quick]`, run by tools/bench/__main__.py in a process of its own.
"""

import itertools
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

from quantock.engines.charts.control import control_svg, drawing
from quantock.engines.dates import add_months
from quantock.engines.spc import Direction, xmr_chart
from quantock.engines.spc.batch import Series, summarise, summarise_many
from quantock.engines.spc.sentences import Wording
from tools.bench.reference import seconds_in_r
from tools.bench.system import run

LENGTH, POINTS, PASTED = 36, 100, 500
MANY = (1, 1_000, 10_000)
FIRST = date(2018, 1, 1)
NOON = clock(12)


def main() -> None:
    run(lambda size, *, quick: engine(MANY[:2] if quick else MANY) | system(size, quick=quick))


def series(count: int) -> list[list[float | None]]:
    """Values that swing about a level, the same at every run."""
    chance = random.Random(20261126)  # noqa: S311  not a secret
    return [[round(chance.gauss(50, 6), 1) for _ in range(LENGTH)] for _ in range(count)]


def plain(values: Sequence[float | None]) -> tuple[float, float, float]:
    """The formula as a book has it: mean and limits, no rule, no icon."""
    there = [value for value in values if value is not None]
    mean = sum(there) / len(there)
    reach = 2.66 * sum(abs(b - a) for a, b in itertools.pairwise(there)) / (len(there) - 1)
    return mean - reach, mean, mean + reach


def engine(counts: Sequence[int]) -> dict[str, Any]:
    """Seconds and peak memory of limits, rules and icons, as times of the plain formula; one chart's SVG."""
    rows = []
    for count in counts:
        many = series(count)
        asked = [Series(values, Direction.DOWN, 55.0) for values in many]
        ours = _seconds(lambda asked=asked: summarise_many(asked))  # type: ignore[misc]
        singly = _seconds(lambda asked=asked: [summarise(each) for each in asked])  # type: ignore[misc]
        bare = _seconds(lambda many=many: [plain(values) for values in many])  # type: ignore[misc]
        tracemalloc.start()
        summarise_many(asked)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        rows.append(
            {
                "series": count,
                "seconds": ours,
                "singly": singly,
                "times": ours / bare,
                "peak": peak / 1024 / 1024,
                "in_r": seconds_in_r(many, [add_months(FIRST, place).isoformat() for place in range(LENGTH)]),
            }
        )
    [values] = series(1)
    labels = [f"{add_months(FIRST, place):%B %Y}" for place in range(LENGTH)]
    days = [add_months(FIRST, place) for place in range(LENGTH)]
    words = Wording(labels.__getitem__, 1)
    chart = xmr_chart(values, direction=Direction.DOWN, target=55.0)
    drawn = drawing(chart, name="Falls", labels=labels, wording=words, days=days)
    return {"engine": rows, "svg": _seconds(lambda: control_svg(drawn, prefix="a"))}


def _seconds(work: Callable[[], Any]) -> float:
    """The best of some runs, as many as half a second holds: the processor's time, whatever else the machine does."""
    best, until = float("inf"), time.perf_counter() + 0.5
    while True:
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
        if time.perf_counter() > until:
            return best


def system(count: int, *, quick: bool) -> dict[str, Any]:
    """A measure's page and the page of all of them, and pasting, in a system of so many measures."""
    from dataclasses import asdict

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from quantock.measures.models import Measure
    from quantock.search.database import learn_sizes
    from tools.bench.making import make
    from tools.bench.serving import served
    from tools.bench.system import cookie_of, queries_of, settle

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    auditor = make(100 if quick else 1_000)["auditor"]
    started = time.perf_counter()
    points = fill(count, LENGTH if quick else POINTS)
    made = time.perf_counter() - started
    settle()
    learn_sizes()
    one = Measure.objects.select_related("project").latest("pk")
    here = f"/projects/{one.project.number}/measures/{one.pk}/"
    pages = {
        "measure": here,
        "all measures": "/measures/",
        "all measures, getting worse": "/measures/?signal=worse",
        "all measures, as at a day": "/measures/?as_at=1/1/2025",
    }
    rows = []
    with served("quantock.config.wsgi", cookie=cookie_of(auditor)) as site:
        site.get("/")
        for name, path in pages.items():
            site.pace(path)
            times = asdict(site.times(path, requests=20 if quick else 60))
            rows.append({"name": name, "queries": queries_of(auditor, path)} | times)
    return {
        "database": connection.vendor,
        "measures": count,
        "points": points,
        "made": made,
        "pages": rows,
        "paste": paste(one),
    }


def fill(count: int, length: int) -> int:
    """So many measures, each with so many months, among the projects there are; results kept. How many values."""
    from decimal import Decimal

    from quantock.measures.models import DataPoint, Measure
    from quantock.measures.services import keep_results
    from quantock.projects.models import Project

    projects = list(Project.objects.filter(archived_at=None).order_by("pk")[:1_000])
    chance = random.Random(count)  # noqa: S311  not a secret
    months = [add_months(FIRST, place) for place in range(length)]
    values = 0
    for some in _batches(count, 500):
        measures = Measure.objects.bulk_create(
            Measure(project=projects[place % len(projects)], name=f"Measure {place}", direction="down")
            for place in some
        )
        points = [
            DataPoint(
                measure=each,
                starts=month,
                value=Decimal(f"{chance.gauss(50, 6):.1f}"),
                recorded_at=datetime.combine(add_months(month, 1), NOON, UTC),
            )
            for each in measures
            for month in months
        ]
        DataPoint.objects.bulk_create(points, batch_size=1_000)
        keep_results(measures)
        values += len(points)
    return values


def _batches(count: int, size: int) -> Iterator[range]:
    for start in range(0, count, size):
        yield range(start, min(start + size, count))


def paste(measure: Any) -> float:
    """Seconds to read and keep so many pasted rows of days, checks and results included."""
    from datetime import timedelta

    from django.utils import timezone

    from quantock.engines.points import Ask, read_paste
    from quantock.measures import services

    today = timezone.localdate()
    measure.frequency = "day"
    days = [today - timedelta(days=PASTED - place) for place in range(PASTED)]
    text = "\n".join(f"{day:%d/%m/%Y}\t{40 + place % 7}" for place, day in enumerate(days))
    started = time.perf_counter()
    found = read_paste(text, Ask(on=today, frequency="day", unit="number"))
    kept = services.record_points(measure, found.given, by=None)
    seconds = time.perf_counter() - started
    if len(kept.created) + len(kept.changed) + kept.unchanged != PASTED:
        raise LookupError(f"{PASTED} rows were pasted, not {len(kept.created)}")
    return seconds


if __name__ == "__main__":
    main()
