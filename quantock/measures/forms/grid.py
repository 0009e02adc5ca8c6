"""A grid of values: a row for each period, a column for each group; numerator and denominator where values come of two figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict

from quantock.measures.models import DataPoint, Measure
from quantock.measures.rules import Given, refused, say_period
from quantock.measures.services import say_value
from quantock.measures.services.points import Key
from quantock.web.forms import CleanText, Figure

VALUE, PAIR = ("value",), ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one value stands. `name` is that of its fields, without which figure of it."""

    key: Key
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its period in words, the fields of each group, what stands there as an answer, and what is wrong."""

    period: str
    cells: Sequence[Any]
    notes: Sequence[str]
    errors: Sequence[str]


class GridForm(forms.Form):
    """`shown` are the values that may be shown; an empty cell leaves a period as it is. `once` are values, by key, that the
    page showed when it was opened and in whose place others stand."""

    def __init__(
        self,
        data: Any = None,
        *,
        measure: Measure,
        periods: Sequence[tuple[date, int]],
        groups: Sequence[str],
        shown: Mapping[Key, DataPoint],
        figures: Sequence[str],
        once: Mapping[int, DataPoint] | None = None,
    ) -> None:
        super().__init__(data)
        self.once = once or {}
        self.measure, self.shown, self.groups, self.figures = measure, shown, groups, figures
        self.lines: list[tuple[str, list[Place]]] = []
        for starts, part in periods:
            says = say_period(starts, measure.frequency, part)
            row = [
                Place(
                    (group, starts, part),
                    f"{starts:%Y%m%d}-{part}-{number}",
                    f"{says}, {group}" if group else says,
                )
                for number, group in enumerate(groups)
            ]
            self.lines.append((says, row))
            for place in row:
                self._add(place)
        self.fields["reason"] = CleanText(
            label="Why are values changed?",
            required=False,
            max_length=500,
            help_text="Only where you change one that stood already",
        )

    def _add(self, place: Place) -> None:
        was = self.shown.get(place.key)
        for figure in self.figures:
            self.fields[f"{figure}-{place.name}"] = Figure(
                label=f"{figure.capitalize()}, {place.says}" if len(self.figures) > 1 else place.says,
                required=False,
                initial=getattr(was, figure) if was else None,
            )
        self.fields[f"seen-{place.name}"] = forms.IntegerField(
            required=False, min_value=0, widget=forms.HiddenInput, initial=was.pk if was else 0
        )

    @property
    def places(self) -> Iterator[Place]:
        return (place for _, row in self.lines for place in row)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.given: list[Given] = []
        changed = False
        for place in self.places:
            figures = {name: said.get(f"{name}-{place.name}") for name in self.figures}
            was = self._seen(place, said.get(f"seen-{place.name}") or 0)
            if any(f"{name}-{place.name}" in self.errors for name in self.figures) or self._same(
                figures, was
            ):
                continue
            changed = changed or was is not None
            self._give(place, figures)
        if changed and not said.get("reason") and not self.errors:
            self.add_error("reason", "Say why values that stood already are changed")
        return said

    def _seen(self, place: Place, key: int) -> DataPoint | None:
        """The value that the person saw there."""
        now = self.shown.get(place.key)
        return now if now and now.pk == key else self.once.get(key)

    @staticmethod
    def _same(figures: Mapping[str, Decimal | None], was: DataPoint | None) -> bool:
        return all(value == (getattr(was, name) if was else None) for name, value in figures.items())

    def _give(self, place: Place, figures: Mapping[str, Decimal | None]) -> None:
        first = f"{self.figures[0]}-{place.name}"
        if all(value is None for value in figures.values()):
            self.add_error(
                first,
                f"{place.says}: it stood already. Take it out on the measure\u2019s page, with a reason.",
            )
            return
        stratum, starts, part = place.key
        given = Given(
            starts,
            figures.get("value"),
            figures.get("numerator"),
            figures.get("denominator"),
            stratum=stratum,
            part=part,
        )
        if len(self.figures) > 1 and (given.numerator is None or not given.denominator):
            self.add_error(first, f"{place.says}: give both figures, and out of more than 0.")
        elif why := refused(given, self.measure.unit):
            self.add_error(first, f"{place.says}: {why}")
        else:
            self.given.append(given)

    @property
    def seen(self) -> dict[Key, int]:
        return {place.key: self.cleaned_data.get(f"seen-{place.name}") or 0 for place in self.places}

    def came_meanwhile(self, standing: Mapping[Key, DataPoint | None]) -> None:
        """Values that are others now than those that were shown: said at their rows, and seen from here on."""
        data = cast(QueryDict, self.data).copy()
        for place in self.places:
            if place.key in standing:
                now = standing[place.key]
                said = f"somebody gave {say_value(now)}" if now else "somebody took the value out"
                self.add_error(
                    f"{self.figures[0]}-{place.name}",
                    f"{place.says}: {said} meanwhile. Save again to put yours in its place.",
                )
                data[f"seen-{place.name}"] = str(now.pk if now else 0)
        self.data = data

    @property
    def rows(self) -> list[Line]:
        return [self._line(says, row) for says, row in self.lines]

    def _line(self, says: str, row: Sequence[Place]) -> Line:
        fields = [self[f"{figure}-{place.name}"] for place in row for figure in self.figures]
        notes = [
            shown.answer
            for place in row
            if (shown := self.shown.get(place.key)) and shown.answer and shown.value is None
        ]
        errors = [str(error) for field in fields for error in field.errors]
        return Line(says, [*fields, *(self[f"seen-{place.name}"] for place in row)], notes, errors)

    @property
    def heads(self) -> list[str]:
        """What stands over each column."""
        if len(self.figures) == 1:
            return [group or "Value" for group in self.groups]
        return [
            f"{group}: {figure}" if group else figure.capitalize()
            for group in self.groups
            for figure in self.figures
        ]
