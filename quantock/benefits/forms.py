"""Forms of benefits: few questions first; the months in one grid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from quantock.benefits.classes import HELP, MONEY_CLASSES, BenefitClass, Recurrence
from quantock.benefits.models import Benefit
from quantock.benefits.rules import (
    NOT_NEGATIVE,
    MonthSaid,
    financial_year_words,
    say_number,
    unit_of,
    what_is_wrong,
    year_of,
)
from quantock.measures.models import BeforeAfter, Measure
from quantock.projects.models import Milestone
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, Pounds, UkDate, offer
from quantock.web.past import AsAtForm

WHO = "Somebody in the service, who will still be there when the project has ended: a name, an e-mail address, or “me”"


class Figure(Pounds):
    """A figure in pounds or in another unit; its value is hundredths."""

    prefix = ""
    default_error_messages = {
        "invalid": "Enter a number, such as 1250, 12.5, 250k or 1.2m",
        "pence": "Use at most two digits after the point",
    }

    def in_words(self, value: int) -> str:
        return say_number(value)


class BenefitForm(EditForm):
    """A title, a class and an owner are enough to begin. Two people may have it open: neither overwrites the other."""

    FIRST = ("title", "kind", "who")

    title = CleanText(
        label="What will be better?", help_text="For example: fewer falls, so fewer days in bed"
    )
    kind = forms.ChoiceField(
        label="Which class of benefit is it?",
        choices=[
            ("", "Choose one"),
            *((each.value, f"{each.label}: {HELP[each].lower()}") for each in BenefitClass),
        ],
    )
    who = CleanText(label="Who owns it?", required=False, max_length=200, help_text=WHO)
    unit = CleanText(
        label="What is it counted in?",
        required=False,
        max_length=40,
        help_text="Such as bed days, hours or falls; or pounds, as the first three classes always are. Leave it empty "
        "for what is told in words",
    )
    full_year = Figure(
        label="What is it worth in a full year?",
        required=False,
        help_text="As it is forecast, not yet validated",
    )
    in_year = Figure(required=False)
    no_figure = CleanText(
        label="Or, why is there no figure yet?",
        required=False,
        help_text="Such as “to be agreed with finance”. It is kept as the answer given",
    )
    recurrence = forms.ChoiceField(
        label="Does it come every year?", choices=Recurrence.choices, required=False
    )
    starts = UkDate(label="From when?", required=False)
    ends = UkDate(label="Until when?", required=False, help_text="Only if it ends")
    measure = forms.ChoiceField(label="Which measure shows it?", required=False)
    before_after = forms.ChoiceField(
        label="Which before and after proves it?", required=False, help_text="Kept on the page of a measure"
    )
    baseline = CleanText(
        label="Where did it stand before?",
        required=False,
        max_length=200,
        help_text="Such as 6.1 falls per 1,000 bed days in 2025",
    )
    target = CleanText(
        label="Where is it to come?",
        required=False,
        max_length=200,
        help_text="Such as 3.0 by March 2027",
    )
    milestones = forms.MultipleChoiceField(
        label="Which milestones must be reached first?", required=False, widget=forms.CheckboxSelectMultiple
    )
    how = CleanText(
        label="How is it worked out?",
        one_line=False,
        required=False,
        max_length=2000,
        help_text="The sum, its unit costs and what is assumed",
    )
    notes = CleanText(
        label="What else is to be said of it?", one_line=False, required=False, max_length=20_000
    )

    definitions = {"kind": "Benefit", "full_year": "Full-year effect", "recurrence": "Recurrent"}

    def __init__(
        self,
        data: Any = None,
        *,
        benefit: Benefit | None,
        on: date,
        measures: Sequence[Measure],
        befores_and_afters: Sequence[BeforeAfter],
        milestones: Sequence[Milestone],
        enablers: Sequence[int] = (),
        **options: Any,
    ) -> None:
        self.measures = {str(each.pk): each for each in measures}
        self.befores_and_afters = {str(each.pk): each for each in befores_and_afters}
        self.steps = {str(each.pk): each for each in milestones}
        super().__init__(data, now=_now(benefit or Benefit(), enablers, on), **options)
        self.fields["who"].widget.attrs["list"] = "people"
        self.fields["in_year"].label = f"What is it worth in {financial_year_words(year_of(on))}?"
        self.fields["in_year"].help_text = "From April to March"
        self._offer("measure", [(key, each.name) for key, each in self.measures.items()])
        cited = [
            (key, f"{each.measure.name}: {each.what}, {each.get_shows_display().lower()}")
            for key, each in self.befores_and_afters.items()
        ]
        self._offer("before_after", cited)
        if self.steps:
            offer(self, "milestones", [(key, each.name) for key, each in self.steps.items()])
        else:
            del self.fields["milestones"], self.now["milestones"]

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Choices of a list. Where there are none, or where what is chosen may not be seen here, it is not asked."""
        chosen = self.now[name]
        if choices and (not chosen or chosen in dict(choices)):
            offer(self, name, [("", "None"), *choices])
        else:
            del self.fields[name], self.now[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if "kind" in said and "unit" in said:
            try:
                said["unit"] = unit_of(said["kind"], said["unit"])
            except ValueError as wrong:
                self.add_error("unit", str(wrong))
        for name, why in what_is_wrong(said):
            self.add_error(name, why)
        return said

    def columns(self) -> dict[str, Any]:
        """What was changed, as a benefit keeps it; who owns it stays in the words typed, under "who"."""
        changed = self.changes()
        for name in ("full_year", "in_year"):
            if name in changed:
                changed[f"{name}_text"] = str(self.data.get(name, "")).strip()[:60]
        if "measure" in changed:
            changed["measure"] = self.measures.get(changed["measure"])
        if "before_after" in changed:
            changed["before_after"] = self.befores_and_afters.get(changed["before_after"])
        changed.pop("milestones", None)
        return changed

    @property
    def enabled_by(self) -> list[Milestone]:
        return [self.steps[key] for key in self.cleaned_data.get("milestones", ())]

    @property
    def first(self) -> list[Any]:
        """What is asked of everybody."""
        return [self[name] for name in self.FIRST]

    @property
    def further(self) -> list[Any]:
        return [bound for bound in self.visible_fields() if bound.name not in self.FIRST]

    @property
    def is_open(self) -> bool:
        """Whether something is wrong among the further questions."""
        return any(bound.errors for bound in self.further)


def _now(benefit: Benefit, enablers: Sequence[int], on: date) -> dict[str, Any]:
    """A benefit as its form shows it. An in-year value of an earlier year is not this year's."""
    columns = (
        "title",
        "kind",
        "full_year",
        "no_figure",
        "recurrence",
        "starts",
        "ends",
        "baseline",
        "target",
        "how",
        "notes",
    )
    now: dict[str, Any] = {name: getattr(benefit, name) for name in columns}
    return now | {
        "who": benefit.owned_by,
        "unit": "" if benefit.kind in MONEY_CLASSES else benefit.unit,
        "in_year": benefit.in_year if benefit.year == year_of(on) else None,
        "measure": str(benefit.measure_id or ""),
        "before_after": str(benefit.before_after_id or ""),
        "milestones": [str(key) for key in enablers],
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One month of the grid: its words, its boxes (none for what cannot be reported yet), and what is wrong."""

    month: date
    forecast: Any
    reported: Any
    note: Any
    errors: Sequence[str]


class MonthsForm(EditForm):
    """Forecast and reported for some months. An empty box says that there is no figure."""

    def __init__(
        self,
        data: Any = None,
        *,
        benefit: Benefit,
        months: Sequence[date],
        said: Sequence[MonthSaid],
        on: date,
    ) -> None:
        self.months = list(months)
        held = {each.month: each for each in said}
        boxes: dict[str, forms.Field] = {}
        now: dict[str, Any] = {}
        for month in self.months:
            was = held.get(month) or MonthSaid(month)
            words = f"{month:%B %Y}"
            boxes[f"forecast-{month}"] = Figure(label=f"{words}, forecast", required=False)
            now[f"forecast-{month}"] = was.forecast
            if month <= on:
                boxes[f"reported-{month}"] = Figure(label=f"{words}, reported", required=False)
                boxes[f"note-{month}"] = CleanText(label=f"{words}, note", required=False, max_length=300)
                now |= {f"reported-{month}": was.reported, f"note-{month}": was.note}
        super().__init__(data, now=now)
        self.fields = {"seen": self.fields["seen"], **boxes}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for month in self.months:
            figure = said.get(f"forecast-{month}")
            if figure is not None and figure < 0:
                self.add_error(f"forecast-{month}", NOT_NEGATIVE)
        return said

    def said(self) -> dict[date, dict[str, Any]]:
        """What was changed, by month, with the texts typed."""
        found: dict[date, dict[str, Any]] = {}
        for name, value in self.changes().items():
            what, _, day = name.partition("-")
            month = found.setdefault(date.fromisoformat(day), {})
            month[what] = value
            if what != "note":
                month[f"{what}_text"] = str(self.data.get(name, "")).strip()[:60]
        return found

    def _said(self, box: forms.BoundField, error: str) -> str:
        """What is wrong, which figure it is about, and what stands there now, where somebody else was quicker."""
        clash = getattr(self, "clashes", {}).get(box.name)
        now = f": it is now {clash.theirs or 'empty'}. Save again to put yours in its place" if clash else ""
        what = box.name.partition("-")[0].capitalize()
        return f"{what}: {error[:1].lower()}{error[1:]}{now}"

    @property
    def lines(self) -> Iterator[Line]:
        for month in self.months:
            forecast, reported, note = (
                self[name] if name in self.fields else None
                for name in (f"forecast-{month}", f"reported-{month}", f"note-{month}")
            )
            errors = [
                self._said(box, str(error))
                for box in (forecast, reported, note)
                if box is not None
                for error in box.errors
            ]
            yield Line(month, forecast, reported, note, errors)


class RemoveForm(forms.Form):
    """Why it is taken away."""

    reason = CleanText(
        label="Why?", max_length=300, help_text="It leaves every page and sum; its history stays"
    )


class EverywhereForm(AsAtForm):
    """Which benefits of all projects are listed."""

    SHOW = (
        ("", "All"),
        ("reported", "Something is reported"),
        ("nothing", "Nothing is reported yet"),
        ("no figure", "No figure yet"),
        ("nobody", "Nobody owns it"),
    )
    ORDERS = (
        ("", "Class, then full-year value"),
        ("reported", "Class, then reported so far"),
        ("starts", "The day it begins"),
        ("title", "Title"),
    )
    PROJECTS = (
        ("", "All but stopped ones"),
        ("live", "Under way"),
        ("completed", "Completed"),
        ("stopped", "Stopped"),
    )

    q = forms.CharField(label="Words", required=False, max_length=100)
    kind = forms.ChoiceField(label="Class", required=False, choices=[("", "Any"), *BenefitClass.choices])
    organisation = forms.ChoiceField(label="Lead organisation", required=False)
    portfolio = forms.ChoiceField(label="Portfolio", required=False)
    programme = forms.CharField(label="Programme, such as P-0042", required=False, max_length=20)
    recurrence = forms.ChoiceField(
        label="Recurrent", required=False, choices=[("", "Any"), *Recurrence.choices[1:]]
    )
    show = forms.ChoiceField(label="Show", required=False, choices=SHOW)
    projects = forms.ChoiceField(label="Projects", required=False, choices=PROJECTS)
    order = forms.ChoiceField(label="In the order of", required=False, choices=ORDERS)
    among = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    """The address of the dashboard that opened the list."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        organisations: Sequence[tuple[int, str]],
        portfolios: Sequence[tuple[int, str]],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        for name, offered in (("organisation", organisations), ("portfolio", portfolios)):
            choices = [("", "Any"), *((str(key), words) for key, words in offered)]
            offer(self, name, choices)
