"""What the address of a dashboard, list or export asks for: one reading of it for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from quantock.access import Viewer, viewer_of
from quantock.desk.forms.selection import SelectionForm, narrowing_only, whose_work
from quantock.desk.queries.choices import Choices, choices_for
from quantock.desk.queries.selection import Selection
from quantock.measures.counting import NO_DATA
from quantock.web.addresses import url
from quantock.web.past import DAYS


@dataclass(frozen=True, slots=True)
class Asked:
    """The checked filters, what they select, and the day it is compared with."""

    form: SelectionForm
    choices: Choices
    selection: Selection
    since: date
    query: QueryDict
    narrowed: Mapping[str, str]
    """The part of it that other pages are narrowed by, too: each name as an address holds it with its values."""

    @property
    def day(self) -> date:
        return self.selection.day

    @property
    def is_past(self) -> bool:
        return self.selection.on is not None

    @property
    def days(self) -> dict[str, str]:
        """Both days as the comparison's own address takes them."""
        since, until = self.since, self.day
        return {
            "since": f"{since.day}/{since.month}/{since.year}",
            "until": f"{until.day}/{until.month}/{until.year}",
        }

    def compared(self) -> str:
        """The page that says what changed between the two days, in the portfolio or in all one may see."""
        portfolio = self.form.cleaned_data.get("portfolio") or ""
        query = urlencode({**({"portfolio": portfolio} if portfolio else {}), **self.days})
        return f"{reverse('desk:compare')}?{query}"

    def address(self, route: str, **changes: object) -> str:
        """Another page, narrowed as this one is, with some of it changed; an empty value takes a filter out."""
        query = dict(self.narrowed)
        for name, value in changes.items():
            if value in (None, ""):
                query.pop(name, None)
            else:
                query[name] = _written(name, str(value))
        return f"{url(route)}?{'&'.join(query.values())}" if query else url(route)

    def measures(self, shows: str, aim: str = "") -> str:
        """The list behind what outcome measures show, as at the same day: of measures, or of the projects that have none."""
        state = self.query.get("state") or "live"
        if shows == NO_DATA:
            return self.address(
                "desk:projects", state=state, unmeasured="on", aim=aim or self.query.get("aim")
            )
        query = narrowing_only(self.query)
        words = query.pop("q", [""])[-1]
        query.pop("since", None)
        said = {"kind": "outcome", "signal": shows, "state": state, "project": words, "aim": aim}
        query.update({name: value for name, value in said.items() if value and query.get(name) != value})
        return f"{reverse('measures-everywhere:measures')}?{query.urlencode()}"

    def benefits(self, kind: str = "") -> str:
        """The list behind what a class of benefits comes to."""
        about = self.query.copy()
        days = {name: about.pop(name)[-1] for name in DAYS if about.get(name)}
        # The projects as they were on that day, as well as their benefits.
        if "as_at" in days:
            about["as_at"] = days["as_at"]
        about["state"] = self.query.get("state") or "live"
        said = {"kind": kind, "among": about.urlencode(), **days}
        return f"{reverse('benefits-everywhere:benefits')}?{urlencode({k: v for k, v in said.items() if v})}"

    def projects(self, **changes: object) -> str:
        """The list of projects behind a number: those that count, by their state."""
        return self.address("desk:projects", **{"state": self.query.get("state") or "live", **changes})


def asked(request: HttpRequest, page: str) -> Asked:
    """Read the address. One query for what may be chosen, one more where an organisation is."""
    viewer = viewer_of(request)
    return read(viewer, request.GET, page)


def read(viewer: Viewer, query: QueryDict, page: str) -> Asked:
    """As `asked`, for any address; what is not understood is not applied."""
    today = timezone.localdate()
    theirs = whose_work(query, today)
    choices = choices_for(viewer, page, theirs)
    form = SelectionForm(query, choices=choices, theirs=theirs, today=today)
    form.is_valid()
    narrowed = {
        name: urlencode({name: values}, doseq=True)
        for name, values in narrowing_only(query).lists()
        if values
    }
    return Asked(form, choices, form.selection(viewer), form.compared_with, query, narrowed)


@lru_cache(maxsize=1000)
def _written(name: str, value: str) -> str:
    """One part of an address. A page has a hundred addresses, that differ in few values."""
    return urlencode({name: value})
