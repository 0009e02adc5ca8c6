"""Amounts of a project."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from quantock.projects.forms.seen import SeenForm
from quantock.projects.models import MoneyFact
from quantock.projects.services import shown_money
from quantock.web.forms import CleanText, Pounds, UkDate


class MoneyForm(SeenForm):
    """An amount and, for a new one, what it is."""

    WHAT: ClassVar[tuple[str, ...]] = ("span", "basis", "nature")

    span = forms.ChoiceField(label="For how long?", choices=MoneyFact.Span.choices, required=False)
    basis = forms.ChoiceField(
        label="Budget, forecast or actual?", choices=MoneyFact.Basis.choices, required=False
    )
    nature = forms.ChoiceField(label="Revenue or capital?", choices=MoneyFact.Nature.choices, required=False)
    pence = Pounds(label="Amount", required=False)
    text = CleanText(
        label="Or, why is there none?",
        required=False,
        max_length=500,
        help_text="Such as “exempt” or “to be agreed”. It is kept as the answer given.",
    )
    so_from = UkDate(label="As at")

    definitions: ClassVar[dict[str, str]] = {"nature": "Capital", "basis": "Forecast", "span": "In-year"}

    def __init__(self, data: Any = None, *, fact: MoneyFact | None = None) -> None:
        self.fact = fact
        super().__init__(data, shown=shown_money(fact))
        self.initial["so_from"] = timezone.localdate()
        if fact:
            for name in self.WHAT:
                del self.fields[name]

    def clean_so_from(self) -> Any:
        day = self.cleaned_data["so_from"]
        if day > timezone.localdate():
            raise forms.ValidationError("An amount is as at today or a day before: a forecast too")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pence") is not None and cleaned.get("text"):
            self.add_error("text", "Leave this empty where there is an amount")
        is_empty = cleaned.get("pence") is None and not cleaned.get("text") and "pence" not in self.errors
        if not self.fact and is_empty:
            self.add_error("pence", "Enter an amount, or say why there is none")
        return cleaned

    def what(self) -> dict[str, str]:
        """Nature, span and basis."""
        return {
            name: getattr(self.fact, name) if self.fact else self.cleaned_data[name] for name in self.WHAT
        }
