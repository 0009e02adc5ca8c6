"""Ordinary Django forms, drawn as NHS.UK fields; text is cleaned and checked at this edge."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates, Jinja2
from django.forms.utils import flatatt
from django.template import TemplateDoesNotExist, engines
from django.utils import timezone
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import cached_property
from django.utils.html import format_html
from markupsafe import Markup

from quantock.engines.dates import DateError, parse_uk
from quantock.engines.text import Found, clean, find_nhs_numbers, money_exact, read_pounds

NO_PATIENTS = "Do not put anything about patients, residents or clients here."
LONGEST_LINE = 300
LONGEST_TEXT = 5000


class Renderer(DjangoTemplates):
    """Draws forms and fields by our templates; widgets stay Django's own.

    Those that it has for Jinja2, too: a filter panel holds hundreds of options, and its own engine takes 4 ms for them.
    """

    form_template_name = "web/form.jinja"
    field_template_name = "web/field.jinja"

    def get_template(self, template_name: str) -> Any:
        if template_name.endswith(".jinja"):
            return engines["jinja2"].get_template(template_name)
        try:
            return self.quick.get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)

    @cached_property
    def quick(self) -> Jinja2:
        return Jinja2()


class Offered(BaseChoiceIterator):
    """Choices as a field takes them. Django looks through plain lists three times for each form that is made; a filter
    panel has hundreds."""

    def __init__(self, choices: Iterable[Any]) -> None:
        self.choices = _fixed(choices)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.choices)

    def __deepcopy__(self, memo: object) -> Self:
        return self


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """What one field of a form offers, where that is known only with the record or the viewer at hand."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    field.choices = choices


class CleanText(forms.CharField):
    """Text as a person may type or paste it: cleaned, bounded, and refused while it holds an NHS number."""

    default_error_messages = {
        "max_length": "Use at most %(limit_value)d characters; this has %(show_value)d",
    }

    def __init__(self, *, one_line: bool = True, **options: Any) -> None:
        self.one_line = one_line
        if not one_line:
            options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        options.setdefault("max_length", LONGEST_LINE if one_line else LONGEST_TEXT)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        return clean(super().to_python(value) or "", one_line=self.one_line)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if found := find_nhs_numbers(value):
            places = "; ".join(say_place(value, one) for one in found)
            label = str(self.label or "This text")
            raise ValidationError(
                f"{label if names_itself(label) else f'The answer to “{label}”'} seems to hold an NHS number ({places}). Take it out: "
                "nothing about patients, residents or clients belongs here. Nothing was saved.",
                code="nhs_number",
            )


def say_place(text: str, found: Found) -> str:
    """Where a number stands, without repeating it: 943 *** **19 after "seen on the ward" in line 2."""
    before = " ".join(text[: found.start].rsplit("\n", 1)[-1].split()[-4:])
    place = f'{found.masked} after "{before}"' if before else found.masked
    return f"{place} in line {found.line}" if "\n" in text else place


def refuse_patient(figure: str) -> None:
    """A figure of ten digits may be an NHS number. Whoever means the figure writes it with commas."""
    if found := find_nhs_numbers(figure):
        raise ValidationError(
            f"This seems to hold an NHS number ({found[0].masked}). Take it out: nothing about patients, residents or clients "
            "belongs here. A figure of ten digits is taken with commas, as 1,250,000,000. Nothing was saved.",
            code="nhs_number",
        )


class NamedFile(forms.FileField):
    """A file whose name may be kept: names of files hold NHS numbers too."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and (found := find_nhs_numbers(file.name or "")):
            raise ValidationError(
                f"The name of the file seems to hold an NHS number ({say_place(file.name, found[0])}). Give the file another name: "
                "nothing about patients, residents or clients belongs here. Nothing was saved.",
                code="nhs_number",
            )
        return file


class UkDate(forms.DateField):
    """One box that takes a date as people write it, day first."""

    widget = forms.TextInput(attrs={"class": "nhsuk-input--width-10", "autocomplete": "off"})
    default_error_messages = {
        "invalid": "Enter a date with day, month and year, such as 27/3/2026",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "For example, 27/3/2026")
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return parse_uk(str(value), on=timezone.localdate())
        except DateError as error:
            # What is wrong with one part is worth saying; else an example helps more.
            said = str(error) if len(error.boxes) == 1 else self.error_messages["invalid"]
            raise ValidationError(said, code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value


class Figure(forms.DecimalField):
    """A number as people write it: 1,234.5 and 90.1% are read, six decimals at most."""

    widget = forms.TextInput(
        attrs={"class": "nhsuk-input--width-10", "inputmode": "decimal", "autocomplete": "off"}
    )
    default_error_messages = {"invalid": "Enter a number, such as 12 or 90.5"}

    def __init__(self, *, max_digits: int = 20, decimal_places: int = 6, **options: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            refuse_patient(value)
            value = value.strip().replace(",", "").replace("\N{MINUS SIGN}", "-").removesuffix("%").strip()
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        # Ten digits are shown as they are taken.
        return f"{value.normalize():{',' if abs(value) >= 1_000_000_000 else ''}f}"


class Pounds(forms.Field):
    """An amount as people write it (£1,250, 1.2m, 250k, (300)); its value is whole pence."""

    widget = forms.TextInput(attrs={"class": "nhsuk-input--width-10", "inputmode": "decimal"})
    default_error_messages = {
        "invalid": "Enter an amount in pounds, such as 1250, 250k or 1.2m",
        "pence": "Enter whole pence: at most two digits after the point",
    }
    prefix = "£"

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        refuse_patient(str(value))
        pounds = read_pounds(str(value))
        if pounds is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        pence = pounds * 100
        if pence != int(pence):
            raise ValidationError(self.error_messages["pence"], code="pence")
        return int(pence)

    def in_words(self, value: int) -> str:
        """An amount as people read it."""
        return money_exact(value)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        pounds, pence = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{pounds:,}" + (f".{pence:02d}" if pence else "")


def kind_of(bound: forms.BoundField) -> str:
    """Which NHS.UK component draws a field."""
    widget = bound.field.widget
    for kind, widgets in KINDS.items():
        if isinstance(widget, widgets):
            return kind
    return "input"


KINDS: Mapping[str, tuple[type[forms.Widget], ...]] = {
    "checkboxes": (forms.CheckboxSelectMultiple,),
    "radios": (forms.RadioSelect,),
    "select": (forms.Select,),
    "checkbox": (forms.CheckboxInput,),
    "textarea": (forms.Textarea,),
    "password": (forms.PasswordInput,),
    "file": (forms.FileInput,),
}


def first_control(bound: forms.BoundField) -> str:
    """The id that a link in the error summary leads to: the field, or its first choice."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def draws(bound: forms.BoundField, kind: str) -> str:
    """The widget with the design system's classes, kept beside those it has."""
    classes = {"select": "nhsuk-select", "textarea": "nhsuk-textarea", "file": "nhsuk-input file"}.get(
        kind, "nhsuk-input"
    )
    own = bound.field.widget.attrs.get("class", "")
    marks = [classes, own]
    if kind == "textarea" and longest(bound):
        marks.append("nhsuk-js-character-count")
    if kind == "password":
        marks += ["nhsuk-password-input__input", "nhsuk-js-password-input-input"]
    if bound.errors:
        marks.append(f"{classes.split()[0]}--error")
    # The length is checked, and counted in a longer text, but never cut off: a paste keeps all of its text.
    attrs: dict[str, Any] = {"maxlength": False}
    if isinstance(bound.field.widget, forms.NumberInput):
        # A number box of the browser throws away what it cannot read; this form's own copy becomes a text box.
        bound.field.widget.input_type = "text"
        attrs["inputmode"] = "numeric" if isinstance(bound.field, forms.IntegerField) else "decimal"
        marks.append("" if own else "nhsuk-input--width-5")
    attrs["class"] = " ".join(filter(None, marks))
    if kind == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    if kind == "textarea" and longest(bound):
        attrs["aria-describedby"] = f"{bound.aria_describedby or ''} {bound.id_for_label}-info".strip()
    return bound.as_widget(attrs=attrs)


def plainly(bound: forms.BoundField) -> str:
    """A widget as it is, without the design system's classes, for a filter panel: what Django's own templates
    write, in a tenth of their time."""
    widget = bound.field.widget
    if type(widget) not in (forms.Select, forms.TextInput):
        return bound.as_widget()
    attrs = bound.build_widget_attrs({"id": bound.id_for_label}, widget)
    marks = _marks(*{"name": bound.html_name, **widget.attrs, **attrs}.items())
    value = widget.format_value(bound.value())
    if isinstance(widget, forms.Select):
        return format_html("<select{}>{}</select>", marks, _options(_fixed(widget.choices), frozenset(value)))
    if value is None:
        return format_html('<input type="text"{}>', marks)
    return format_html('<input type="text" value="{}"{}>', value, marks)


@lru_cache(maxsize=512)
def _marks(*attrs: tuple[str, str | bool]) -> str:
    """Attributes as a tag holds them."""
    return flatatt(dict(attrs))


def _fixed(choices: Iterable[Any]) -> tuple[Any, ...]:
    """The choices as something that can be remembered, by the words that are shown."""
    if isinstance(choices, Offered):
        return choices.choices
    return tuple(
        (value, _fixed(label) if isinstance(label, list | tuple) else str(label)) for value, label in choices
    )


@lru_cache(maxsize=512)
def _options(choices: tuple[Any, ...], chosen: frozenset[str]) -> str:
    """Options, and groups of them under a heading."""
    # `Markup % …` escapes what it is given; over a hundred choices it takes a quarter of `format_html`'s time.
    return Markup().join(
        [
            GROUP % (value, _options(label, chosen))
            if isinstance(label, tuple)
            else (SELECTED if str(value) in chosen else OPTION) % (value, label)
            for value, label in choices
        ]
    )


OPTION = Markup('<option value="%s">%s</option>')
SELECTED = Markup('<option value="%s" selected>%s</option>')
GROUP = Markup('<optgroup label="%s">%s</optgroup>')


def errors_of(bound: forms.BoundField) -> list[str]:
    """What is wrong, in the same words beside the field and in the summary, where they stand alone."""
    label, kind = str(bound.label), kind_of(bound)
    found: list[str] = []
    for error in bound.form.errors.as_data().get(bound.name, ()):
        if error.code == "required":
            verb = "Enter" if kind in WRITTEN else "Choose"
            quoted = f'Tick "{label}"' if kind == "checkbox" else f'Answer "{label}"'
            names_it = kind != "checkbox" and names_itself(label)
            found.append(f"{verb} {lower(label)}" if names_it else quoted)
        elif (bound_by := LIMITS.get(error.code or "")) and error.messages[0].startswith("Ensure"):
            limit = (error.params or {})["limit_value"]
            found.append(says_where(f"Enter {limit} {bound_by}", label))
        elif error.code == "invalid" and isinstance(bound.field, forms.EmailField):
            found.append(says_where("Enter an e-mail address such as name@trust.nhs.uk", label))
        elif error.code == "password_too_similar":
            found.append("This password is too much like your name or your e-mail address.")
        elif (error.code or "").startswith("password_"):
            # These are whole sentences about "this password", beside its own field.
            found.extend(error.messages)
        elif error.code == "invalid_choice":
            asks = label.endswith("?")
            found.append(f"{label} Choose from the list" if asks else f"{label}: choose from the list")
        else:
            found.extend(says_where(message, label) for message in error.messages)
    return found


WRITTEN = ("input", "textarea", "password")
# What Django says of a number out of bounds, in our words.
LIMITS = {"min_value": "or more", "max_value": "or less"}
# How labels begin that are no name of what is wanted: "Enter in one sentence" is no sentence.
NO_NAMES = ("By", "Choose", "From", "In", "On", "Or", "Say", "Search", "Tell", "To", "Type", "Who")


def names_itself(label: str) -> bool:
    """Whether a label is the name of what is wanted, as in "Planned end", so that a sentence can begin with it."""
    return not label.endswith("?") and label.split(" ", 1)[0] not in NO_NAMES


def says_where(message: str, label: str) -> str:
    """A message that names its field: Beds: enter a whole number."""
    message = message if ". " in message else message.removesuffix(".")
    if label.casefold() in message.casefold():
        return message
    if label.endswith("?"):
        return f"{label} {message}"
    first = message.split(" ", 1)[0]
    return f"{label}: {lower(message) if first in ORDINARY else message}"


# First words that begin small after a colon; "February" does not.
ORDINARY = ("Choose", "Ensure", "Enter", "It", "Select", "The", "This", "Use", "Write")


def lower(label: str) -> str:
    """A label inside a sentence: "Planned start" and "E-mail address" begin small, "NHS region" does not."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def longest(bound: forms.BoundField) -> int | None:
    """The bound of a text that is worth counting while typing."""
    length = getattr(bound.field, "max_length", None)
    return length if isinstance(length, int) else None


def definition_of(bound: forms.BoundField) -> str:
    """The glossary's word for this field: `definitions = {"confidence": "Delivery confidence"}` on its form."""
    return str(getattr(bound.form, "definitions", {}).get(bound.name, ""))


def asks_for_text(form: forms.BaseForm) -> bool:
    """Whether somebody could write about a patient here and no hint of a field says yet not to."""
    shown = form.visible_fields()
    return any(isinstance(bound.field.widget, forms.Textarea) for bound in shown) and not any(
        NO_PATIENTS in str(bound.help_text) for bound in shown
    )
