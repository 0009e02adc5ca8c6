"""Ordinary Django forms, drawn as NHS.UK fields; text is cleaned and checked at this edge."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.template import engines

from quantock.engines.text import clean, find_nhs_numbers

WAYS_TO_WRITE_A_DATE = ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")


class Renderer(BaseRenderer):
    """Draws a field through `web/field.jinja`; widgets stay Django's own."""

    form_template_name = "web/form.jinja"
    field_template_name = "web/field.jinja"

    def get_template(self, template_name: str) -> Any:
        if template_name.endswith(".jinja"):
            return engines["jinja2"].get_template(template_name)
        return forms.renderers.DjangoTemplates().get_template(template_name)

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        return super().render(template_name, context, request)


class CleanText(forms.CharField):
    """Text as a person may type or paste it: cleaned, and refused while it holds an NHS number."""

    def __init__(self, *, one_line: bool = True, **options: Any) -> None:
        self.one_line = one_line
        if not one_line:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        return clean(super().to_python(value) or "", one_line=self.one_line)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if found := find_nhs_numbers(value):
            raise ValidationError(
                f"{self.label or 'This text'} seems to hold an NHS number ({found[0].masked}). Take it out: "
                "nothing about patients, residents or clients belongs here. Nothing was saved."
            )


class UkDate(forms.DateField):
    """One box that takes a date as people write it, day first."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "Enter a date with day, month and year, such as 27/3/2026"}

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if value in self.empty_values or isinstance(value, date):
            return value or None
        for way in WAYS_TO_WRITE_A_DATE:
            try:
                return datetime.strptime(str(value).strip(), way).date()
            except ValueError:
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value
