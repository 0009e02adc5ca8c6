"""Administration of portfolios and strategic themes."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, can, fetch, page, viewer_of
from quantock.audit.changing import add, change_columns
from quantock.engines.dates import say_date
from quantock.engines.text import plural
from quantock.people.kept import (
    Listing,
    Row,
    asked_by,
    kept_page,
    may_begin,
    may_begin_here,
    may_keep,
    place_of,
    trail_to,
)
from quantock.portfolios import queries, renaming
from quantock.portfolios.forms import KEEP, PortfolioForm, ThemeForm
from quantock.portfolios.models import Portfolio, Theme
from quantock.web.editing import ask

READ = Permission.ADMINISTRATION_VIEW
PORTFOLIOS = ("Portfolios", "portfolios:portfolios")
THEMES = ("Strategic themes", "portfolios:themes")


@page(READ)
def portfolios(request: HttpRequest) -> HttpResponse:
    viewer = asked_by(request).viewer
    viewer_of(request)

    def read(shown: Sequence[Portfolio]) -> list[Row]:
        held = queries.holders(shown)
        return [
            Row(
                name=each.name,
                note=each.purpose[:200],
                cells=[plural(held.get(each.pk, 0), "person", "people")],
                place=place_of(each),
                address=reverse("portfolios:portfolio", args=[each.pk]) if can(viewer, KEEP, each) else "",
                is_retired=each.archived_on is not None and each.archived_on <= timezone.localdate(),
            )
            for each in shown
        ]

    listing = Listing(
        title="Portfolios",
        says="A portfolio is a set of work that a board looks at; a project may be in several.",
        columns=("Portfolio", "Hold a role on it"),
        empty="A portfolio gathers the projects that one board looks at. There is none yet.",
        example="Transformation board, for the whole system",
        add="Add a portfolio",
        add_at=reverse("portfolios:portfolio-add"),
        retired="Archived",
    )
    return kept_page(
        request,
        listing,
        rows=queries.portfolios(viewer),
        read=read,
        named="name",
        retired=Q(archived_on__isnull=False, archived_on__lte=timezone.localdate()),
        may_add=may_begin(viewer, KEEP),
    )


@page(KEEP)
def portfolio_add(request: HttpRequest) -> HttpResponse:
    asked = may_begin_here(request, KEEP)
    form = PortfolioForm(request.POST or None, viewer=asked.viewer)
    says = "is added. Put projects into it from their pages or their list."
    return _begun(asked, form, Portfolio, PORTFOLIOS, title="Add a portfolio", says=says)


@page(KEEP)
def portfolio(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    one = fetch(request, Portfolio, pk=portfolio_id)
    asked = asked_by(request)
    form = PortfolioForm(request.POST or None, viewer=asked.viewer, portfolio=one)
    return _changed(asked, form, one, PORTFOLIOS)


@page(READ)
def themes(request: HttpRequest) -> HttpResponse:
    viewer, today = asked_by(request).viewer, timezone.localdate()
    viewer_of(request)

    def read(shown: Sequence[Theme]) -> list[Row]:
        return [
            Row(
                name=each.name,
                cells=[span(each)],
                place=place_of(each),
                address=reverse("portfolios:theme", args=[each.pk]) if may_keep(viewer, KEEP, each) else "",
                is_retired=each.so_until is not None and each.so_until <= today,
            )
            for each in shown
        ]

    listing = Listing(
        title="Strategic themes",
        says="What the strategy of the whole system, or of an organisation, is after. Projects say how much they "
        "contribute to each.",
        columns=("Theme", "Holds"),
        empty="Themes tie projects to the strategy: each project says how much it contributes to which. There is none yet.",
        example="Care closer to home, from 1 April 2025 to 31 March 2030",
        add="Add a theme",
        add_at=reverse("portfolios:theme-add"),
        retired="Over",
    )
    return kept_page(
        request,
        listing,
        rows=queries.themes(viewer),
        read=read,
        named="name",
        retired=Q(so_until__isnull=False, so_until__lte=today),
        may_add=may_begin(viewer, KEEP),
    )


def span(theme: Theme) -> str:
    """For which time a theme holds, in words."""
    start = f"from {say_date(theme.so_from)}" if theme.so_from else ""
    finish = f"until {say_date(theme.so_until - timedelta(days=1))}" if theme.so_until else ""
    said = " ".join(filter(None, (start, finish)))
    return said[:1].upper() + said[1:] if said else "Always"


@page(KEEP)
def theme_add(request: HttpRequest) -> HttpResponse:
    asked = may_begin_here(request, KEEP)
    form = ThemeForm(request.POST or None, viewer=asked.viewer)
    return _begun(asked, form, Theme, THEMES, title="Add a strategic theme", says="is added")


@page(KEEP)
def theme(request: HttpRequest, theme_id: int) -> HttpResponse:
    one = fetch(request, Theme, pk=theme_id)
    asked = asked_by(request)
    form = ThemeForm(request.POST or None, viewer=asked.viewer, theme=one)
    return _changed(asked, form, one, THEMES)


def _begun(
    asked: Request,
    form: PortfolioForm | ThemeForm,
    model: type[Portfolio | Theme],
    listed: tuple[str, str],
    *,
    title: str,
    says: str,
) -> HttpResponse:
    """The page that adds one to a list, `listed` by its title and route."""
    if asked.method == "POST" and form.is_valid():
        made = model(**{name: form.cleaned_data[name] for name in form.COLUMNS if name in form.fields})
        add(made, by=asked.user, about=made.organisation)
        messages.success(asked, f"{made.name} {says}")
        return redirect(listed[1])
    return ask(asked, form, title=title, button="Add", back=reverse(listed[1]), trail=trail_to(*listed))


def _changed(
    asked: Request, form: PortfolioForm | ThemeForm, one: Portfolio | Theme, listed: tuple[str, str]
) -> HttpResponse:
    """The page that changes one of a list."""
    if asked.method == "POST" and form.is_valid():
        changes = form.changes()
        with transaction.atomic():
            change_columns(one, changes, by=asked.user, about=one.organisation)
            if isinstance(one, Portfolio) and "name" in changes:
                renaming.follow(one, by=asked.user, on=timezone.localdate())
        messages.success(asked, "Saved")
        return redirect(listed[1])
    return ask(asked, form, title=f"Change {one.name}", back=reverse(listed[1]), trail=trail_to(*listed))
