"""What the /components page shows: made-up content, a form with every kind of field, and what is wrong in it."""

from django import forms
from markupsafe import Markup

from quantock.web.forms import CleanText, Pounds, UkDate

TRACKS = [("quick", "Quick"), ("standard", "Standard"), ("full", "Full")]

# A little drawing, so that the page shows how a chart sits on it.
DRAWING = Markup(
    '<svg viewBox="0 0 320 120" width="320" role="img" aria-label="Falls each month, lower of late">'
    '<path d="M8 108h304" stroke="#768692"/><path d="M8 62h304" stroke="#768692" stroke-dasharray="4 4"/>'
    '<path d="M16 40l36 8 36-16 36 12 36 32 36 8 36-4 36 10" fill="none" stroke="#425563"/></svg>'
)


class SampleFilters(forms.Form):
    """The filters of a list."""

    q = CleanText(label="Words", required=False)
    state = forms.MultipleChoiceField(
        label="State",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("live", "Active or paused"), ("idea", "Idea"), ("ended", "Ended")],
    )
    track = forms.ChoiceField(label="Track", required=False, choices=[("", "Any"), *TRACKS])
    as_at = UkDate(label="As at", required=False, help_text="")


class SampleForm(forms.Form):
    """Every kind of field there is."""

    definitions = {"confidence": "Delivery confidence"}

    title = CleanText(label="Title")
    problem = CleanText(
        label="Problem", one_line=False, help_text="What happens now, and to whom", max_length=400
    )
    confidence = forms.ChoiceField(label="Confidence", choices=[("green", "Green"), ("amber", "Amber")])
    track = forms.ChoiceField(label="How big is it?", choices=TRACKS, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label="Themes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("safety", "Safer care"), ("access", "Quicker access")],
    )
    agreed = forms.BooleanField(label="The team has agreed to this")
    ends = UkDate(label="Planned end", required=False)
    budget = Pounds(label="In-year budget", required=False)
    count = forms.IntegerField(label="Beds", required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    register = forms.FileField(label="Register", required=False, help_text="A CSV file or an Excel workbook")
    shown = forms.CharField(widget=forms.HiddenInput, required=False)


WRONG = {
    "problem": "Seen 943 476 5919 on the ward",
    "confidence": "purple",
    "ends": "32/13/2026",
    "budget": "a lot",
    "count": "ten",
    "email": "nobody",
}
