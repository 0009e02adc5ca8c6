"""Forms about a version of a risk matrix. Two people may have one open: neither overwrites the other."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quantock.access import Permission, Viewer
from quantock.engines import risk
from quantock.engines.risk import checking
from quantock.people.kept import PlaceField
from quantock.projects.forms.lifecycles import Lines
from quantock.raid.models import Matrix
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, UkDate

MOST_BANDS = 6
MOST_DOMAINS = 12
LEVELS = [("", "Choose"), *((each.value, each.value.capitalize()) for each in risk.Level)]
SIZE = f"One on each line, from the least to the most; {checking.LEAST_STEPS} to {checking.MOST_STEPS}"


class BeginForm(forms.Form):
    """For whom, and as a copy of which."""

    def __init__(self, data: Any = None, *, viewer: Viewer, matrices: Sequence[Matrix]) -> None:
        super().__init__(data)
        self.fields["organisation"] = PlaceField(viewer, Permission.MATRIX_EDIT, label="Who scores on it?")
        self.offered = {str(each.pk): each for each in matrices}
        self.fields["like"] = forms.ChoiceField(
            label="Begin with a copy of", choices=[(key, called(each)) for key, each in self.offered.items()]
        )

    def clean_like(self) -> Matrix:
        return self.offered[self.cleaned_data["like"]]


def called(one: Matrix) -> str:
    place = one.organisation.name if one.organisation else "whole system"
    return f"{one}, version {one.version} ({place})"


class WordsForm(EditForm):
    """A matrix's name and its steps; how many there are is its size."""

    name = CleanText(label="Name", max_length=100)
    likelihoods = Lines(label="Steps of likelihood", most=20, required=True, help_text=SIZE)
    impacts = Lines(label="Steps of impact", most=20, required=True, help_text=SIZE)

    def __init__(self, data: Any = None, *, matrix: Matrix) -> None:
        kept = matrix.data
        super().__init__(
            data,
            now={"name": matrix.name, "likelihoods": kept["likelihoods"], "impacts": kept["impacts"]},
        )
        for name in ("likelihoods", "impacts"):
            self.fields[name].widget.attrs["rows"] = 6

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for name, words in (("likelihoods", "Likelihood"), ("impacts", "Impact")):
            typed = [line.strip() for line in str(self.data.get(name, "")).splitlines() if line.strip()]
            for fault in checking.faults_of_steps(words, typed):
                self.add_error(name, fault)
            if any(len(line) > 40 for line in typed):
                self.add_error(name, "Use at most 40 characters for a step: it stands on the matrix.")
        return said


class ScoresForm(EditForm):
    """The score of each field: likelihood times impact, or a table of its own."""

    product = forms.BooleanField(label="Score is likelihood × impact", required=False)

    def __init__(self, data: Any = None, *, matrix: Matrix) -> None:
        self.scale = matrix.scale
        own = bool(self.scale.table)
        fits = own and not list(checking.faults_of_table(self.scale))
        now: dict[str, Any] = {"product": not own}
        for name, likelihood, impact in self.cells():
            now[name] = self.scale.table[likelihood - 1][impact - 1] if fits else likelihood * impact
        super().__init__(data, now=now)
        for name, likelihood, impact in self.cells():
            words = f"{self.scale.likelihoods[likelihood - 1]} and {self.scale.impacts[impact - 1].lower()}"
            self.fields[name] = forms.IntegerField(
                label=words,
                min_value=1,
                max_value=checking.MOST_SCORE,
                required=False,
                initial=now[name],
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
                error_messages={"invalid": f"{words}: enter a whole number"},
            )

    def cells(self) -> Iterator[tuple[str, int, int]]:
        for likelihood in range(len(self.scale.likelihoods), 0, -1):
            for impact in range(1, len(self.scale.impacts) + 1):
                yield f"score-{likelihood}-{impact}", likelihood, impact

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """The boxes as the matrix stands: the most likely first."""
        across = len(self.scale.impacts)
        boxes = [self[name] for name, _, _ in self.cells()]
        named = list(reversed(self.scale.likelihoods))
        return [(name, boxes[place * across : (place + 1) * across]) for place, name in enumerate(named)]

    def table(self) -> list[list[int]]:
        """As `Matrix.data` keeps it."""
        if self.cleaned_data["product"]:
            return []
        kept: dict[int, list[int]] = {}
        for name, likelihood, _ in self.cells():
            kept.setdefault(likelihood, []).append(self.cleaned_data[name])
        return [kept[likelihood] for likelihood in sorted(kept)]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.errors or said.get("product"):
            return said
        for name, _, _ in self.cells():
            if said.get(name) is None:
                self.add_error(name, f"{self.fields[name].label}: give it a score")
        if not self.errors:
            data = {**self.scale.as_data(), "table": self.table()}
            for fault in checking.faults_of_table(risk.matrix_from(self.scale.name, data)):
                self.add_error(None, fault)
        return said


class BandsForm(EditForm):
    """The bands: name, from and to which score, what it means to the whole system, and when to look again."""

    def __init__(self, data: Any = None, *, matrix: Matrix) -> None:
        self.scale = matrix.scale
        now: dict[str, Any] = {}
        spans = checking.spans_of(self.scale)
        for place in range(MOST_BANDS):
            span = spans[place] if place < len(spans) else None
            now |= {
                f"name-{place}": span.name if span else "",
                f"least-{place}": span.least if span else "",
                f"most-{place}": span.most if span else "",
                f"level-{place}": span.level.value if span else "",
                f"days-{place}": span.review_days if span else "",
            }
        super().__init__(data, now=now)
        for place in range(MOST_BANDS):
            number = f"of band {place + 1}"
            self.fields |= {
                f"name-{place}": CleanText(label=f"Name {number}", max_length=30, required=False),
                f"least-{place}": _whole(f"Lowest score {number}"),
                f"most-{place}": _whole(f"Highest score {number}"),
                f"level-{place}": forms.ChoiceField(
                    label=f"What band {place + 1} means to the whole system", choices=LEVELS, required=False
                ),
                f"days-{place}": _whole(f"Days until the next look {number}"),
            }
        for name, value in now.items():
            self.fields[name].initial = value

    @property
    def rows(self) -> list[list[Any]]:
        parts = ("name", "least", "most", "level", "days")
        return [[self[f"{part}-{place}"] for part in parts] for place in range(MOST_BANDS)]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.errors:
            return said
        for place in range(MOST_BANDS):
            given = {part: said.get(f"{part}-{place}") for part in ("name", "least", "most", "level", "days")}
            for part, value in given.items():
                if any(given.values()) and value in ("", None):
                    self.add_error(f"{part}-{place}", f"{self.fields[f'{part}-{place}'].label}: fill it in")
        if not self.errors:
            for fault in checking.faults_of_spans(self.scale, self.spans()):
                self.add_error(None, fault)
        return said

    def spans(self) -> list[risk.Span]:
        said = self.cleaned_data
        found = [
            risk.Span(
                said[f"name-{place}"],
                said[f"least-{place}"],
                said[f"most-{place}"],
                risk.Level(said[f"level-{place}"]),
                said[f"days-{place}"],
            )
            for place in range(MOST_BANDS)
            if said.get(f"name-{place}")
        ]
        return sorted(found, key=lambda span: span.least)

    def bands(self) -> list[list[Any]]:
        """As `Matrix.data` keeps them."""
        return [[span.least, span.name, span.level.value, span.review_days] for span in self.spans()]


def _whole(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=checking.MOST_SCORE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-3"}),
        error_messages={"invalid": f"{label}: enter a whole number"},
    )


class DomainsForm(EditForm):
    """What an impact may be on, and what each step of it looks like there."""

    def __init__(self, data: Any = None, *, matrix: Matrix) -> None:
        self.scale = matrix.scale
        kept = matrix.data.get("domains", [])
        self.places = range(min(MOST_DOMAINS, len(kept) + 2))
        now: dict[str, Any] = {}
        for place in self.places:
            name, steps = kept[place] if place < len(kept) else ("", [])
            now |= {f"name-{place}": name, f"steps-{place}": "\n".join(steps)}
        now["overall"] = self.scale.overall
        super().__init__(data, now=now)
        across = len(self.scale.impacts)
        self.fields["overall"] = forms.ChoiceField(
            label="When a risk is scored on several domains, its impact is",
            choices=[(name, words) for name, (words, _) in risk.OVERALL.items()],
            required=False,
        )
        for place in self.places:
            self.fields |= {
                f"name-{place}": CleanText(
                    label=f"Domain {place + 1}",
                    max_length=60,
                    required=False,
                    help_text="Leave it empty to take it away" if now[f"name-{place}"] else "",
                ),
                f"steps-{place}": CleanText(
                    label=f"What each step of impact looks like there ({place + 1})",
                    one_line=False,
                    required=False,
                    max_length=1000,
                    help_text=f"{across} lines, from “{self.scale.impacts[0].lower()}” on; or none",
                    widget=forms.Textarea(attrs={"rows": across}),
                ),
            }
        for name, value in now.items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self.errors:
            return said
        for place in self.places:
            if said.get(f"steps-{place}") and not said.get(f"name-{place}") and self._was_empty(place):
                self.add_error(f"name-{place}", f"Say what domain {place + 1} is called")
        data = {**self.scale.as_data(), "domains": self.domains()}
        for fault in checking.faults_of_domains(risk.matrix_from(self.scale.name, data)):
            self.add_error(None, fault)
        return said

    def _was_empty(self, place: int) -> bool:
        return not self.now[f"name-{place}"]

    def domains(self) -> list[list[Any]]:
        """As `Matrix.data` keeps them."""
        said = self.cleaned_data
        return [
            [name, [line.strip() for line in said[f"steps-{place}"].splitlines() if line.strip()]]
            for place in self.places
            if (name := said.get(f"name-{place}"))
        ]

    def overall(self) -> str:
        """What is left out stays as it was."""
        return self.cleaned_data["overall"] or self.scale.overall


class PublishForm(forms.Form):
    """From when on new risks are scored on it."""

    from_on = UkDate(
        label="First day in force",
        help_text="Today or a later day. Risks raised from then on are scored on it; those scored before keep theirs",
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"from_on": today})
        self.today = today

    def clean_from_on(self) -> date:
        said: date = self.cleaned_data["from_on"]
        if said < self.today:
            raise ValidationError("Say today or a later day: what was scored before stays as it was")
        if said.year > self.today.year + 5:
            raise ValidationError("Say a day within the next five years")
        return said
