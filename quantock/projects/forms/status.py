"""Status updates and ratings."""

from typing import Any

from django import forms

from quantock.projects import rules
from quantock.projects.forms.seen import SeenForm
from quantock.projects.models import Confidence, Course, ForwardLook, Project, Rater, StatusUpdate
from quantock.projects.services.status import SAID
from quantock.web.forms import CleanText, UkDate

THREE_STEPS = [
    ("", "Choose"),
    *((step, step.label) for step in (Confidence.GREEN, Confidence.AMBER, Confidence.RED)),
]


FROM_THE_RECORD = "From the project’s milestones and log: read it, and put it in your own words."


def long_text(label: str) -> CleanText:
    """A text of some lines that may be left empty."""
    return CleanText(label=label, one_line=False, required=False, max_length=5000)


class UpdateForm(SeenForm):
    """What is asked depends on the track: how it goes, or how likely it is to deliver."""

    course = forms.ChoiceField(label="How is it going?", choices=[("", "Choose"), *Course.choices])
    confidence = forms.ChoiceField(label="Delivery confidence", choices=THREE_STEPS)
    forward_look = forms.ChoiceField(
        label="Where is it going?", choices=[("", "Not said"), *ForwardLook.choices], required=False
    )
    why = long_text("Why?")
    done = long_text("What was done?")
    next = long_text("What is next?")
    decisions = long_text("What decisions do you need?")
    decide_by = UkDate(label="Decisions needed by", required=False)
    support = long_text("What support do you need?")

    definitions = {"confidence": "Delivery confidence"}

    def __init__(
        self,
        data: Any = None,
        *,
        update: StatusUpdate,
        project: Project,
        last: StatusUpdate | None = None,
    ) -> None:
        asked = {name for name in SAID if rules.is_asked(name, project.track)}
        super().__init__(data, shown={name: getattr(update, name) for name in SAID if name in asked})
        for name in set(SAID) - asked:
            del self.fields[name]
        for name in update.carried:
            if name in self.fields:
                self.fields[name].help_text = "Carried over from the last update: change it, or leave it."
        for name in update.told:
            if name in self.fields:
                was = getattr(last, name, "")
                self.fields[name].help_text = FROM_THE_RECORD + (f" Last time it said: {was}" if was else "")
        older = update.confidence
        if "confidence" in asked and older and older not in {step for step, _ in THREE_STEPS}:
            self.fields[
                "confidence"
            ].help_text = f"Last given as {update.get_confidence_display()}, on a five-step scale."


class ReturnForm(forms.Form):
    """Sending an update back."""

    reason = CleanText(label="What should the team change?", one_line=False, max_length=1000)


class RateForm(forms.Form):
    """The programme office's or an independent rating, beside the sponsor's."""

    rater = forms.ChoiceField(
        label="Whose judgement is it?",
        choices=[(each, each.label) for each in (Rater.OFFICE, Rater.INDEPENDENT)],
    )
    confidence = forms.ChoiceField(label="Delivery confidence", choices=THREE_STEPS)
    why = CleanText(label="Why?", one_line=False, max_length=2000)
