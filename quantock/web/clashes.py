"""Two people who changed the same field: both versions, in words, at that field and in the summary of the page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quantock.web.display import say_date, say_list
from quantock.web.forms import Pounds

CODE = "clash"


@dataclass(frozen=True, slots=True)
class Clash:
    """What each of two people wants of one field, what both began from, and who the other is where that is known."""

    mine: str
    theirs: str
    base: str
    by: str = ""


def show_clash(form: Any, name: str, *, mine: Any, theirs: Any, base: Any, by: str = "") -> None:
    """Have the form show it: web/field.jinja both versions at the field, the summary at the top of the page that there are."""
    field = form.fields[name]
    clashes = {**getattr(form, "clashes", {})}
    clashes[name] = Clash(in_words(field, mine), in_words(field, theirs), in_words(field, base), by)
    form.clashes = clashes
    said = f"{by or 'Someone else'} changed this while you were typing"
    form.add_error(name, ValidationError(said, code=CODE))


def in_words(field: forms.Field, value: Any) -> str:
    """A field's value as people read it: the words of a choice, a date, an amount."""
    if isinstance(value, list | tuple):
        return say_list([in_words(field, one) for one in value])
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, Pounds) and isinstance(value, int):
        return field.in_words(value)
    if isinstance(value, date):
        return say_date(value)
    choices = () if isinstance(field, forms.ModelChoiceField) else getattr(field.widget, "choices", ())
    words = {str(code): str(said) for code, said in choices}
    text = "" if value is None else str(value)
    return words.get(text, text)
