"""Are the kept results of measures right? Worked out again and compared."""

from collections.abc import Iterator
from dataclasses import asdict

from quantock.engines.text import plural
from quantock.measures.models import Measure, Result
from quantock.measures.services.results import judged_of, outdated, shown

AT_ONCE = 500
TOLERANCE = 1e-9


def check() -> list[str]:
    """A sentence for each measure whose kept result differs; one for all, where an earlier version kept them. Nothing is changed."""
    if late := outdated().count():
        again = "`quantock migrate` works it out again."
        return [f"What lists show of {plural(late, 'measure')} was worked out by another version: {again}"]
    return list(_differing())


def _differing() -> Iterator[str]:
    last = 0
    while True:
        some = list(Measure.objects.filter(pk__gt=last).order_by("pk").select_related("project")[:AT_ONCE])
        if not some:
            return
        last = some[-1].pk
        kept = Result.objects.in_bulk([each.pk for each in some])
        for judged in judged_of(some):
            measure = judged.measure
            named = f"{measure.project.ref}, measure “{measure.name}”"
            result = kept.get(measure.pk)
            if result is None:
                yield f"{named}: no result is kept"
                continue
            for column, value in asdict(shown(judged)).items():
                held = getattr(result, column)
                if held != value and not _near(held, value):
                    yield f"{named}: {column} is kept as {held!r}, its values give {value!r}"


def _near(held: object, value: object) -> bool:
    if not isinstance(held, float) or not isinstance(value, float):
        return False
    return abs(held - value) <= TOLERANCE * max(1.0, abs(value))
