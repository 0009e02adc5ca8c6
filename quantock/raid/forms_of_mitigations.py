"""Forms about what brings a risk down, and about its impact on each domain."""

from typing import Any

from django import forms

from quantock.projects.models import Project
from quantock.raid.forms import QuickForm
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.models import Entry, Matrix, Relation
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, offer


class EffectForm(forms.Form):
    """By how many steps an action should bring down the risk it is about."""

    less_likely = forms.TypedChoiceField(label="It should bring likelihood down by", coerce=int, initial=0)
    less_bad = forms.TypedChoiceField(label="It should bring impact down by", coerce=int, initial=0)

    def __init__(self, data: Any = None, *, matrix: Matrix, **options: Any) -> None:
        super().__init__(data, **options)
        scale = matrix.scale
        for name, most in (("less_likely", len(scale.likelihoods)), ("less_bad", len(scale.impacts))):
            choices = [(0, "Nothing"), *((n, f"{n} {'step' if n == 1 else 'steps'}") for n in range(1, most))]
            offer(self, name, choices)


class ExpectForm(EffectForm, EditForm):
    """The same of an action that is there. Two people may have it open: neither overwrites the other."""

    def __init__(self, data: Any = None, *, matrix: Matrix, relation: Relation) -> None:
        now = {"less_likely": relation.less_likely, "less_bad": relation.less_bad}
        super().__init__(data, matrix=matrix, now=now)


class MitigationForm(EffectForm, QuickForm):
    """What is to be done about a risk, who does it by when, and what it should bring down."""

    field_order = ("title", "who", "due_on", "less_likely", "less_bad")

    def __init__(self, data: Any = None, *, matrix: Matrix, project: Project) -> None:
        super().__init__(data, matrix=matrix, register=REGISTERS[Kind.ACTION], project=project)


class ByDomainForm(EditForm):
    """How likely a risk is, and how bad on each domain that it bears on. Two people may have it open."""

    likelihood = forms.TypedChoiceField(label="How likely is it now?", coerce=int)

    def __init__(self, data: Any = None, *, matrix: Matrix, entry: Entry) -> None:
        self.scale = matrix.scale
        self.places = {f"domain-{place}": domain.name for place, domain in enumerate(self.scale.domains)}
        now: dict[str, Any] = {name: entry.domains.get(said, "") for name, said in self.places.items()}
        super().__init__(data, now={"likelihood": entry.likelihood, **now})
        steps = enumerate(self.scale.likelihoods, start=1)
        choices = [("", "Choose one"), *((step, f"{step} {name}") for step, name in steps)]
        offer(self, "likelihood", choices)
        for name, domain in zip(self.places, self.scale.domains, strict=True):
            says = [
                f"{impact}: {domain.steps[step]}" if domain.steps else impact
                for step, impact in enumerate(self.scale.impacts)
            ]
            offered = [
                ("", "It does not bear on this"),
                *((n, f"{n} {each}") for n, each in enumerate(says, start=1)),
            ]
            self.fields[name] = forms.TypedChoiceField(
                label=domain.name, choices=offered, coerce=int, required=False, empty_value=None
            )
        self.fields["reason"] = CleanText(label="Why?", required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not self.domains():
            self.add_error(None, "Say how bad it would be on at least one of them. Nothing was saved.")
        return said

    def domains(self) -> dict[str, int]:
        """The impact on each domain that it bears on."""
        return {said: value for name, said in self.places.items() if (value := self.cleaned_data.get(name))}
