"""The filters that dashboard, list, exports and bulk changes share. The address holds them all."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from quantock.access import Viewer
from quantock.desk.forms.compare import usual_since
from quantock.desk.queries.choices import Choices, Named, takes
from quantock.desk.queries.selection import NOT_ASKED, NOT_RATED, UNSAID, UNSTATED, Selection
from quantock.people.queries.organisations import shown_under
from quantock.projects.models import Confidence, Course, LocalField, MoneyFact, State, Track, Visibility
from quantock.web.display import choices_in_force
from quantock.web.forms import CleanText, Offered, UkDate, offer
from quantock.web.past import DAYS, NOT_KNOWN

ANY = ("", "Any")
REFERENCE = re.compile(r"(?:p\s*-?\s*)?0*(\d{1,8})", re.IGNORECASE)
STATES = [ANY, ("live", "Live"), ("ended", "Stopped or completed"), *State.choices]
CONFIDENCES = [ANY, *Confidence.choices, (NOT_RATED, "Not rated"), (NOT_ASKED, "Not asked (quick, standard)")]
MONEY = [ANY, *((value or UNSTATED, label) for value, label in MoneyFact.Nature.choices)]
MOST_LOCAL = 12
KEY = re.compile(r"[0-9]{1,9}")


class ProgrammeField(CleanText):
    """A programme by its reference, P-0042; its value is the number."""

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        said = REFERENCE.fullmatch(text)
        if said is None:
            raise ValidationError("Write the programme by its reference, such as P-0042")
        return int(said[1])

    def validate(self, value: Any) -> None:
        """It is a number or nothing by now."""

    def run_validators(self, value: Any) -> None:
        """It is a number or nothing by now."""


def whose_work(query: QueryDict, today: date) -> list[int]:
    """The organisation that an address asks for, and those whose work it took over by the day it asks for. One query, none
    where it names none."""
    organisation = query.get("organisation", "")
    if not KEY.fullmatch(organisation):
        return []
    try:
        asked: date | None = UkDate(required=False).clean(query.get("as_at"))
    except ValidationError:
        asked = None  # said when the form is checked
    return shown_under(int(organisation), min(asked or today, today))


class SelectionForm(forms.Form):
    """Read from the address; what is not understood is said and not applied."""

    q = CleanText(label="Words", required=False, max_length=200)
    whose = forms.ChoiceField(
        label="Whose", required=False, choices=Offered([("", "Anybody’s"), ("mine", "Mine")])
    )
    state = forms.ChoiceField(label="State", required=False, choices=Offered(STATES))
    confidence = forms.ChoiceField(label="Delivery confidence", required=False, choices=Offered(CONFIDENCES))
    portfolio = forms.ChoiceField(label="Portfolio", required=False)
    organisation = forms.ChoiceField(label="Lead organisation", required=False)
    unit = forms.ChoiceField(label="Unit", required=False)
    programme = ProgrammeField(label="Programme", required=False)
    theme = forms.ChoiceField(label="Strategic theme", required=False)
    track = forms.ChoiceField(label="Track", required=False, choices=Offered([ANY, *Track.choices]))
    life_cycle = forms.ChoiceField(label="Life-cycle model", required=False)
    step = forms.ChoiceField(label="Step", required=False)
    course = forms.ChoiceField(label="How it goes", required=False, choices=Offered([ANY, *Course.choices]))
    visibility = forms.ChoiceField(
        label="Who sees it", required=False, choices=Offered([ANY, *Visibility.choices])
    )
    money = forms.ChoiceField(label="Gave in-year money", required=False, choices=Offered(MONEY))
    quiet = forms.BooleanField(label="Gone quiet", required=False)
    stuck = forms.BooleanField(label="More than 90 days in one step", required=False)
    aim = forms.ChoiceField(label="Makes better", required=False)
    unmeasured = forms.BooleanField(label="No data yet, though its step asks for it", required=False)
    as_at = UkDate(label="As at", required=False, help_text="")
    since = UkDate(label="Compared with", required=False, help_text="")

    def __init__(self, data: QueryDict, *, choices: Choices, theirs: Sequence[int], today: date) -> None:
        """`theirs` is what `whose_work` found."""
        self.choices, self.today = choices, today
        super().__init__(data)
        for name in ("portfolio", "organisation", "theme"):
            self._offer(name, [(each.pk, each.name) for each in choices.of(name)])
        self.theirs = theirs if theirs and choices.called("organisation", theirs[0]) else ()
        self.units = {
            each.pk: each.name if each.of == self.theirs[0] else f"{each.name} ({each.text})"
            for each in choices.of("unit")
            if each.of in self.theirs
        }
        # Whoever chooses another organisation lets go of the unit.
        if data.get("unit", "") not in map(str, self.units):
            self.data = data.copy()
            self.data.pop("unit", None)
        if self.units:
            self._offer("unit", self.units.items())
        else:
            del self.fields["unit"]
        self._offer("life_cycle", [(each.pk, each.name) for each in choices.of("life cycle")])
        self._offer("aim", [*choices.aims().items(), (UNSAID, "Not said")])
        models = [
            (
                choices.called("life cycle", model) or "Earlier versions",
                [(step.pk, step.name) for step in steps],
            )
            for model, steps in choices.steps.items()
        ]
        self._offer("step", models)
        asked = {name for name in data if name.startswith("local-")}
        for place, local in enumerate(choices.of("local")):
            if place >= MOST_LOCAL and f"local-{local.pk}" not in asked:
                continue
            self.fields[f"local-{local.pk}"] = _local(local)
        self.order_fields([*(name for name in self.fields if name not in DAYS), *DAYS])

    def _offer(self, name: str, offered: Iterable[Any]) -> None:
        offer(self, name, Offered([ANY, *offered]))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        day, since = said.get("as_at"), said.get("since")
        if day and day > self.today:
            self.add_error("as_at", NOT_KNOWN)
        elif since and since >= (day or self.today):
            self.add_error("since", f"Choose a day before {'the other one' if day else 'today'}.")
        return said

    @property
    def on(self) -> date | None:
        """The past day that was asked for; None for now."""
        day: date | None = self.cleaned_data.get("as_at")
        return day if day and day < self.today else None

    @property
    def compared_with(self) -> date:
        """The day compared with: the one asked for, else the first of the month before."""
        asked: date | None = self.cleaned_data.get("since")
        return asked or usual_since(self.on or self.today)

    def filters(self) -> dict[str, Any]:
        """What was understood, as `Selection` takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if value and name not in DAYS}
        local = {name: said.pop(name) for name in list(said) if name.startswith("local-")}
        if said.get("organisation"):
            said["organisation"] = self.theirs
        if local:
            said["local"] = {int(name.removeprefix("local-")): words for name, words in local.items()}
        for name in ("portfolio", "unit", "theme", "life_cycle", "step"):
            if name in said:
                said[name] = int(said[name])
        return said

    def selection(self, viewer: Viewer) -> Selection:
        """The projects asked for. The form must have been checked."""
        return Selection(viewer, self.today, self.on, self.filters())

    def scope(self) -> str:
        """What the selection is of, in a few words, where one filter says it all, or the unit of an organisation."""
        if unit := self.cleaned_data.get("unit"):
            organisation = self.choices.called("organisation", int(self.cleaned_data["organisation"]))
            return f"{self.units[int(unit)]}, {organisation}"
        for name in ("portfolio", "organisation", "theme"):
            if value := self.cleaned_data.get(name):
                return self.choices.called(name, int(value))
        return ""

    def in_words(self) -> list[str]:
        """The filters in force, for paper."""
        return [words for _, _, words in choices_in_force(self)]


SPANS = {
    LocalField.Kind.NUMBER: "3, or 1 to 5",
    LocalField.Kind.MONEY: "£12,500, or 10k to 50k",
    LocalField.Kind.DATE: "27/3/2026, or 1/3/2026 to 31/3/2026",
}


def _local(local: Named) -> forms.Field:
    """A field of an organisation's own: one of its choices, a value or from which to which, or words."""
    kind, choices = takes(local)
    if kind == LocalField.Kind.CHOICE:
        offered = Offered([ANY, *((each, each) for each in choices)])
        return forms.ChoiceField(label=local.name, required=False, choices=offered)
    hint = next((says for name, says in SPANS.items() if name == kind), "")
    return CleanText(label=local.name, required=False, max_length=200, help_text=hint)


def narrowing_only(query: QueryDict) -> QueryDict:
    """An address without what belongs to one page of one list: its sorting, columns and place."""
    kept = query.copy()
    for name in ("page", "after", "sort", "column", "file", "view", "choose", "usual", "when", "found"):
        kept.pop(name, None)
    return kept
