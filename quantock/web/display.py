"""How dates, money and counts are written on pages: the filters and globals of our templates."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest
from django.utils import timezone
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from quantock.access import Role
from quantock.access.roles import ROLE_NAMES
from quantock.engines import dates, text
from quantock.engines.documents.report import runs
from quantock.web import forms as fields
from quantock.web.glossary import define

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
REFERENCE = re.compile(r"\b[A-Z]{1,2}-\d{3,}\b")
TAGS = {
    "green": "green",
    "amber/green": "green",
    "amber": "amber",
    "amber/red": "amber",
    "red": "red",
    "active": "plain",
    "completed": "blue",
    "complete": "blue",
    "on course": "green",
    "help wanted": "amber",
    "late": "red",
}


def local(day: date | datetime) -> date:
    """The day in London for a moment in time; a date as it is."""
    return timezone.localtime(day).date() if isinstance(day, datetime) else day


def unbroken(text: str) -> Markup:
    """Its references (P-0042, R-003) stay on one line; what is copied from the page is what was written."""
    return Markup(REFERENCE.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))  # noqa: S704  (escaped)


def say_date(day: date | datetime | None) -> str:
    """14 January 2026; nothing for no day."""
    return "" if day is None else dates.say_date(local(day))


def say_short_date(day: date | datetime | None) -> str:
    """14 Jan 2026, for narrow columns."""
    return "" if day is None else dates.say_short(local(day), year=True)


def say_time(moment: datetime | None) -> str:
    """14 January 2026 at 9:05."""
    if moment is None:
        return ""
    here = timezone.localtime(moment)
    return f"{say_date(moment)} at {here.hour}:{here:%M}"


def ago(day: date | datetime | None, on: date | None = None) -> str:
    """today, yesterday, 5 days ago, 3 weeks ago; in 5 days for what is to come."""
    return "" if day is None else dates.ago(local(day), on or timezone.localdate())


def money(pence: int | None) -> str:
    """£1.2m, for a sentence or a headline; nothing for no amount."""
    return "" if pence is None else text.money(pence)


def money_exact(pence: int | None) -> str:
    """£1,234,567, for a table."""
    return "" if pence is None else text.money_exact(pence)


def say_list(things: Iterable[object], last: str = "and") -> str:
    """a, b and c."""
    return text.say_list([str(thing) for thing in things], joined_by=last)


def movement(now: int, was: int, since: date | datetime | str) -> str:
    """▲ 3 since 1 October 2026; no change since 1 October 2026."""
    return f"{text.movement(now - was)} since {since if isinstance(since, str) else say_date(since)}"


def initials(name: str) -> str:
    """PS for Priya Shah or priya.shah@trust.example."""
    words = name.split("@")[0].replace(".", " ").split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def tag_colour(word: str) -> str:
    """The colour of a tag for a confidence, state or status; the word always stands in it too."""
    return TAGS.get(str(word).replace("_", " ").casefold(), "")


def query_with(request: HttpRequest, **changes: object) -> str:
    """This page's query string with some of it changed; an empty value takes a part out, a list sets several."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, "", [], ()):
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(one) for one in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def query_without(request: HttpRequest, name: str, value: object = None) -> str:
    """This page's query string without one value of a filter (or without the filter), back at the first page."""
    left = [] if value is None else [one for one in request.GET.getlist(name) if one != str(value)]
    return query_with(request, **{name: left, "page": "", "after": ""})


@dataclass(frozen=True, slots=True)
class Paged:
    """Where one is in a list: numbered pages, or `after`, the key that the next page begins behind."""

    number: int = 1
    pages: int = 1
    after: str = ""

    @classmethod
    def of(cls, asked: str, count: int, size: int) -> "Paged":
        """The page asked for, or the nearest there is, of so many things."""
        pages = max(1, -(-count // size))
        number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
        return cls(min(max(1, number), pages), pages)

    def numbers(self) -> Iterator[int | str]:
        """1 … 4 5 6 … 20: the first, the last and those around this one."""
        before = 0
        for number in range(1, self.pages + 1):
            if number in (1, self.pages) or abs(number - self.number) <= 1:
                if number - before > 1:
                    yield ELLIPSIS
                yield number
                before = number


def page_asked(request: HttpRequest) -> int:
    """The page of a list that the address asks for; the first where it asks for none, or for nonsense."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 9 else 1


def choices_in_force(form: forms.BaseForm) -> Iterator[tuple[str, str, str]]:
    """Each filter in force of a checked GET form: its field's name, its value in the address, and its words."""
    if form.is_bound and not form.data:
        return
    for bound in form:
        if bound.is_hidden or bound.name in form.errors:
            continue
        given = bound.data
        if isinstance(bound.field, forms.BooleanField):
            if bound.value():
                yield bound.name, str(form.data.get(bound.html_name)), str(bound.label)
            continue
        values: Sequence[Any] = given if isinstance(given, list | tuple) else [given]
        values = [value for value in values if value not in (None, "", False)]
        if not values:
            continue
        words = {str(value): str(label) for value, label in _flat(getattr(bound.field, "choices", ()))}
        understood = getattr(form, "cleaned_data", {}).get(bound.name)
        if isinstance(understood, date):
            words = {str(value): say_date(understood) for value in values}
        for value in values:
            yield bound.name, str(value), f"{bound.label}: {words.get(str(value), value)}"


def is_narrowed(form: forms.BaseForm) -> bool:
    """Whether a filter is in force beside the days that a list is shown for."""
    return any(name not in ("as_at", "since") for name, _, _ in choices_in_force(form))


def _flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label


@pass_context
def failed_forms(context: Context) -> list[forms.BaseForm]:
    """The forms on this page that were sent and refused, by whatever names the view gave them."""
    found: list[forms.BaseForm] = []
    for value in (context.parent | context.vars).values():
        if isinstance(value, forms.BaseForm) and value.is_bound and value.errors:
            found.append(value)
        elif isinstance(value, BaseFormSet) and value.is_bound and not value.is_valid():
            found.extend(form for form in value.forms if form.errors)
    return found


def clash_of(bound: forms.BoundField) -> object | None:
    """Both versions of a field that two people changed (`quantock.web.clashes`), or none."""
    found: object | None = getattr(bound.form, "clashes", {}).get(bound.name)
    return found


def clashes_in(failed: Iterable[forms.BaseForm]) -> bool:
    """Whether any of these forms was refused because somebody else was quicker."""
    return any(getattr(form, "clashes", ()) for form in failed)


def role_name(role: str) -> str:
    """A role as people say it."""
    return ROLE_NAMES[Role(role)]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "say_date": say_date,
    "say_short_date": say_short_date,
    "say_time": say_time,
    "say_list": say_list,
    "ago": ago,
    "initials": initials,
    "money": money,
    "money_exact": money_exact,
    "tag_colour": tag_colour,
    "role_name": role_name,
    "unbroken": unbroken,
}
GLOBALS: Mapping[str, Any] = {
    "asks_for_text": fields.asks_for_text,
    "define": define,
    "definition_of": fields.definition_of,
    "draws": fields.draws,
    "errors_of": fields.errors_of,
    "first_control": fields.first_control,
    "kind_of": fields.kind_of,
    "longest": fields.longest,
    "plainly": fields.plainly,
    "choices_in_force": choices_in_force,
    "is_narrowed": is_narrowed,
    "clash_of": clash_of,
    "clashes_in": clashes_in,
    "failed_forms": failed_forms,
    "movement": movement,
    "no_patients_sentence": fields.NO_PATIENTS,
    "plural": text.plural,
    "runs": runs,
    "query_with": query_with,
    "query_without": query_without,
}
