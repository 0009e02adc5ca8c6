"""What is to be compared: a portfolio, or all that one may see, on two dates. The address holds it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms

from quantock.desk.compare import KINDS
from quantock.portfolios.models import Portfolio
from quantock.web.forms import UkDate

EVERYTHING = "All that you may see"


def usual_since(today: date) -> date:
    """The date one compares with unless another is chosen: the first of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


class CompareForm(forms.Form):
    """Read from the address. What is left out is filled in; what is not understood is said."""

    portfolio = forms.ChoiceField(label="Portfolio", required=False)
    since = UkDate(label="As it was on", required=False, help_text="")
    until = UkDate(label="As it is on", required=False, help_text="")
    project = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, portfolios: Iterable[Portfolio], today: date) -> None:
        self.portfolios = {str(each.pk): each for each in portfolios}
        self.today = today
        said = data.copy()
        for name, usual in (("since", usual_since(today)), ("until", today)):
            if not said.get(name):
                said[name] = f"{usual.day}/{usual.month}/{usual.year}"
        super().__init__(said)
        names = [(key, each.name) for key, each in self.portfolios.items()]
        field = self.fields["portfolio"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", EVERYTHING), *names]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if until and until > self.today:
            self.add_error("until", "Choose today or an earlier day: what will be so is not known yet.")
        elif since and until and since >= until:
            self.add_error("since", "Choose a day before the other one.")
        return said

    @property
    def chosen_portfolio(self) -> Portfolio | None:
        return self.portfolios.get(self.cleaned_data.get("portfolio") or "")


def kind_asked(value: str) -> str:
    """Which of the numbers is opened; what changed, unless another is asked for."""
    return value if value in KINDS else "changed"
