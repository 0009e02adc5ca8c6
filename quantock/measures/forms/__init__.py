"""The forms of measures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from quantock.engines.points import SHIFTS
from quantock.engines.spc import RULE_SETS
from quantock.engines.spc.chooser import Choice
from quantock.measures.library import Known
from quantock.measures.models import Annotation, Definition, Direction, Frequency, Measure, MeasureKind, Unit
from quantock.measures.rules import WHEELER, Given, period_of, refused
from quantock.projects.forms import SeenForm
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, Figure, UkDate, offer

UNIT_HELP = "How a value is written: falls, minutes, £ per visit"


class MeasureForm(SeenForm):
    """What is measured. A name and a direction are enough; the rest can follow."""

    name = CleanText(
        label="What do you measure?",
        max_length=200,
        help_text="For example: falls per 1,000 occupied bed days",
    )
    direction = forms.ChoiceField(
        label="Which way is better?", choices=Direction.choices, widget=forms.RadioSelect
    )
    unit = forms.ChoiceField(label="A value is", choices=Unit.choices, initial=Unit.NUMBER)
    unit_words = CleanText(label="Unit", required=False, max_length=80, help_text=UNIT_HELP)
    frequency = forms.ChoiceField(label="How often?", choices=Frequency.choices, initial=Frequency.MONTH)
    kind = forms.ChoiceField(
        label="What sort of measure?", choices=MeasureKind.choices, initial=MeasureKind.OUTCOME
    )


DEFINITION = Definition.says


def _definition_fields() -> dict[str, forms.Field]:
    """A box for each part of the operational definition."""
    fields: dict[str, forms.Field] = {}
    for name in DEFINITION:
        said = str(Definition._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column, no relation
        fields[name] = CleanText(
            label=said[:1].upper() + said[1:], required=False, one_line=False, max_length=2000
        )
    return fields


class NewMeasureForm(MeasureForm):
    """A new one may begin with its target, and with a known definition."""

    target = Figure(label="Target", required=False, help_text="If there is one")

    def __init__(self, data: Any = None, *, start: Known | None = None) -> None:
        self.start = start
        shown = {**start.measure, **dict.fromkeys(DEFINITION, ""), **start.definition} if start else {}
        super().__init__(data, shown=shown, fields=_definition_fields() if start else None)

    @property
    def definition(self) -> dict[str, str]:
        """The parts of the definition that are written."""
        return {name: text for name in DEFINITION if (text := self.cleaned_data.get(name, ""))}


class SettingsForm(MeasureForm):
    """All that can be changed of a measure, also how it is judged."""

    per = forms.IntegerField(label="A rate per", min_value=1, max_value=10_000_000)
    due_days = forms.IntegerField(
        label="Days until a value is due", min_value=0, max_value=365, help_text="After the period has ended"
    )
    collected_by = forms.ChoiceField(
        label="Who collects it",
        required=False,
        help_text="They are told when a value is due. A person has to be named under People first",
    )
    rules = forms.ChoiceField(label="Rules it is judged by", choices=[(code, code) for code in RULE_SETS])
    small_numbers = forms.BooleanField(label="It counts people who could be recognised", required=False)
    draft = forms.BooleanField(
        label="It is a draft",
        required=False,
        help_text="Only the team and its programme office see it, and it counts nowhere else",
    )

    def __init__(self, data: Any = None, *, collectors: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self, "collected_by", collectors)


CHARTS = {
    "xmr": ("XmR chart", "one value a period, whatever it is"),
    "run": ("Run chart", "the median only, no limits"),
    "p": ("P chart", "a share of so many; limits follow how many there were"),
    "pp": ("P′ chart", "a share of very many"),
    "u": ("U chart", "events out of so much opportunity; limits follow how much there was"),
    "up": ("U′ chart", "events out of very much opportunity"),
    "c": ("C chart", "a count of events, with the same opportunity each period"),
    "g": ("G chart", "how many go by between rare events"),
    "t": ("T chart", "the days between rare events"),
}
"""Each chart in words for a person who chooses."""


class DefinitionForm(SeenForm):
    """The operational definition."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, fields=_definition_fields(), **options)


class ValueForm(forms.Form):
    """One value for one period: the value, or numerator and denominator, or why there is none."""

    starts = UkDate(label="Period", help_text="Any day in it, for example 27/3/2026")
    value = Figure(label="Value", required=False)
    numerator = Figure(label="Numerator", required=False, help_text="How many were counted")
    denominator = Figure(label="Denominator", required=False, help_text="Out of how many")
    answer = CleanText(label="If there is no value, why?", required=False, max_length=120)

    def __init__(
        self,
        data: Any = None,
        *,
        measure: Measure,
        group: str = "",
        fixed: date | None = None,
        part: int = 0,
        **options: Any,
    ) -> None:
        self.measure, self.group, self.fixed_part = measure, group, part
        self.fixed = fixed or timezone.localdate()
        super().__init__(data, **options)
        if measure.frequency == Frequency.SHIFT and fixed is None:
            self.fields["shift"] = forms.TypedChoiceField(
                label="Shift",
                choices=[(code, name.capitalize()) for code, name in SHIFTS.items()],
                coerce=int,
            )
            self.order_fields(["starts", "shift"])
        if measure.unit not in (Unit.PERCENTAGE, Unit.RATE):
            del self.fields["numerator"], self.fields["denominator"]
        elif measure.unit == Unit.PERCENTAGE:
            self.fields["value"].help_text = "Or give numerator and denominator"

    def clean_starts(self) -> Any:
        day = self.cleaned_data["starts"]
        if day > timezone.localdate():
            raise forms.ValidationError("The period has not begun yet: choose an earlier day")
        return period_of(day, self.measure.frequency)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        given = self.given_for(self.cleaned_data.get("starts") or self.fixed)
        if given.numerator is not None and not given.denominator:
            self.add_error("denominator", "Enter out of how many: above 0")
        elif given.value is None and given.denominator is None and not given.answer:
            self.add_error("value", "Enter a value, or say why there is none")
        elif why := refused(given, self.measure.unit):
            self.add_error("value" if given.value is not None else "numerator", why)
        return said

    @property
    def part(self) -> int:
        """The shift that was chosen, or the part of the value that is corrected."""
        return int(self.cleaned_data.get("shift", self.fixed_part))

    @property
    def given(self) -> Given:
        return self.given_for(self.cleaned_data["starts"])

    def given_for(self, starts: date) -> Given:
        value, above, below = (self.cleaned_data.get(name) for name in ("value", "numerator", "denominator"))
        return Given(
            starts, value, above, below, self.cleaned_data["answer"], stratum=self.group, part=self.part
        )


class SeesOneForm(forms.Form):
    """A form about one value that stands; `seen` is the key of the one it showed, 0 for none."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def has_seen(self, key: int) -> None:
        """From here on it has shown that one: sent again, it acts on that."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = str(key)
        self.data = data


class CorrectionForm(SeesOneForm, ValueForm):
    """Another value in the place of one that stands."""

    reason = CleanText(label="Why is it corrected?", max_length=500)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        del self.fields["starts"]


class ChartForm(forms.Form):
    """Which chart, of those the values can stand on; the engine's choice is said with its reason."""

    chart = forms.ChoiceField(label="Chart", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, kinds: Sequence[str], suits: Choice, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["chart"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(kind, f"{CHARTS[kind][0]}: {CHARTS[kind][1]}") for kind in kinds]
        usual = (
            ""
            if suits.chart == "xmr"
            else " The XmR chart is right for nearly everything; others are for those who know them."
        )
        article = "an" if suits.chart == "xmr" else "a"
        field.help_text = f"These values suit {article} {suits.name}: {suits.why}.{usual}"


class TargetForm(EditForm):
    """A target from a day on. Two people may set it: neither overwrites the other unawares."""

    value = Figure(label="Target", required=False, help_text="Leave empty to end the target")
    so_from = UkDate(label="From when?")
    reason = CleanText(label="Why?", required=False, max_length=500)

    def __init__(self, data: Any = None, *, now: Decimal | None) -> None:
        super().__init__(data, now={"value": _short(now)})

    def clean_value(self) -> Decimal | None:
        return _short(self.cleaned_data["value"])

    def clean_so_from(self) -> Any:
        day = self.cleaned_data["so_from"]
        if day > timezone.localdate():
            raise forms.ValidationError("Choose today or an earlier day")
        return day


def _short(value: Decimal | None) -> Decimal | None:
    """Without the noughts that the database keeps, so that one figure is written in one way."""
    return None if value is None else Decimal(f"{value.normalize():f}")


class RebaseForm(forms.Form):
    """Wheeler's four questions, and from when."""

    starts = UkDate(
        label="From when do the new limits begin?", help_text="The first period of the new process"
    )
    baseline = forms.IntegerField(
        label="Fix them after so many points",
        required=False,
        min_value=12,
        max_value=500,
        help_text="Leave empty to work them out from every point",
    )

    def __init__(self, data: Any = None, *, offered: Sequence[tuple[str, Any]] = (), **options: Any) -> None:
        super().__init__(data, **options)
        for name, question in WHEELER:
            self.fields[name] = CleanText(label=question, max_length=500)
        if offered:
            self.fields["about"] = about_field(
                offered, "“New limits” then leads to it, for those who may see it"
            )

    @property
    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name, _ in WHEELER}


def about_field(offered: Sequence[tuple[str, Any]], says: str) -> forms.ChoiceField:
    """Which record of the project something is about, of those that `marks.offered` gave."""
    choices = [("", "Nothing else that is kept here"), *offered]
    return forms.ChoiceField(label="What is it about?", required=False, choices=choices, help_text=says)


class AnnotationForm(forms.Form):
    """Something that happened."""

    text = CleanText(label="What happened?", max_length=200)
    on = UkDate(label="When?")
    kind = forms.ChoiceField(label="What sort of thing?", choices=Annotation.Kind.choices, initial="change")

    def __init__(self, data: Any, *, offered: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        if offered:
            self.fields["about"] = about_field(
                offered, "Its number on the chart then leads to it, for those who may see it"
            )


class AsAtForm(forms.Form):
    """The day as at which a measure's page is read. The address holds it."""

    as_at = UkDate(label="As it stood on", help_text="")

    def clean_as_at(self) -> Any:
        day = self.cleaned_data["as_at"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Choose today or an earlier day")
        return day


class BeforeAfterForm(forms.Form):
    """Which day parts before from after, and what changed then."""

    split = UkDate(
        label="From when is it after?",
        help_text="After begins with the first period on or after this day, for example 27/3/2026",
    )
    what = CleanText(label="What changed then?", max_length=200)


class TokenForm(forms.Form):
    """A token for a system that sends values."""

    what = CleanText(
        label="What will send the values?", max_length=100, help_text="For example: the theatre system"
    )


class ReasonForm(forms.Form):
    """Why something is taken away."""

    reason = CleanText(label="Why?", max_length=500)


class RemovalForm(SeesOneForm, ReasonForm):
    """Why a value is taken out."""
