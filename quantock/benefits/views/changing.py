"""Forms that change benefits."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, can, page
from quantock.benefits import queries, rules, services
from quantock.benefits.forms import BenefitForm, MonthsForm, RemoveForm
from quantock.benefits.models import Benefit
from quantock.benefits.views.reaching import acted_on, around, at, benefit_of
from quantock.projects.models import Project
from quantock.projects.queries import milestones_of
from quantock.projects.services import Refused
from quantock.projects.views.editing import form_page, project_of


@page(Permission.BENEFIT_EDIT)
def add(request: HttpRequest, number: int) -> HttpResponse:
    """A title, a class, an owner; the rest can follow."""
    project = project_of(request, number)
    form = _form(request, project, None)
    if (
        request.method == "POST"
        and form.is_valid()
        and (said := _columns(request, project, form)) is not None
    ):
        by, on = cast(Request, request).user, timezone.localdate()
        row = {**said, "enablers": form.enabled_by}
        [made] = services.add_benefits(project, [row], by=by, on=on)
        messages.success(request, f"{made.ref} is kept")
        return redirect(at(made))
    return _asked(
        request,
        project,
        form,
        title="Add a benefit",
        back=reverse("benefits:benefits", args=[project.number]),
    )


@page(Permission.PROJECT_VIEW)
def change(request: HttpRequest, number: int, benefit: int) -> HttpResponse:
    project, one = acted_on(request, number, benefit)
    form = _form(request, project, one)
    if (
        request.method == "POST"
        and form.is_valid()
        and (said := _columns(request, project, form)) is not None
    ):
        by, on = cast(Request, request).user, timezone.localdate()
        enablers = form.enabled_by if "milestones" in form.changes() else None
        try:
            services.change_benefit(one, said, by=by, on=on, enablers=enablers)
        except Refused as refused:
            form.add_error("unit", str(refused))
        else:
            messages.success(request, "Saved")
            return redirect(at(one))
    return _asked(request, project, form, title=f"Change {one.ref}", back=at(one), intro=one.title)


def _form(request: HttpRequest, project: Project, one: Benefit | None) -> BenefitForm:
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    return BenefitForm(
        request.POST or None,
        benefit=one,
        on=today,
        measures=queries.measures_to_link(project, viewer),
        befores_and_afters=queries.befores_and_afters_to_cite(
            project, viewer, one.before_after_id if one else None
        ),
        milestones=[each.milestone for each in milestones_of(project, on=today)],
        enablers=queries.enablers_of(one) if one else (),
    )


def _columns(request: HttpRequest, project: Project, form: BenefitForm) -> dict[str, Any] | None:
    """What was said, with its owner found; None, and an error beside the name, where somebody cannot own it."""
    said = form.columns()
    if "who" in said:
        try:
            said["owner"], said["owner_text"] = services.owner_named(
                project, said.pop("who"), cast(Request, request).user
            )
        except Refused as refused:
            form.add_error("who", str(refused))
            return None
    return said


@page(Permission.PROJECT_VIEW)
def months(request: HttpRequest, number: int, benefit: int) -> HttpResponse:
    """Forecast and reported for the twelve months of a financial year, in one grid."""
    project, one = acted_on(request, number, benefit)
    if not one.unit:
        messages.info(request, "It is told in words. Say what it is counted in, then its months can be kept")
        return redirect("benefits:change", number=number, benefit=one.pk)
    on = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 1990 <= int(asked[:4]) <= 2100 and len(asked) == 4 else None
    year = year or _usual_year(one)
    form = MonthsForm(
        request.POST or None,
        benefit=one,
        months=rules.month_asked(request.GET.get("month", ""), year) or rules.months_of(year),
        said=queries.months_of(one),
        on=on,
    )
    if request.method == "POST" and form.is_valid():
        services.say_months(one, form.said(), by=cast(Request, request).user, on=on)
        messages.success(request, "Saved, not validated" if form.said() else "Nothing was changed")
        reported = (
            rules.MonthSaid(month, reported=said.get("reported")) for month, said in form.said().items()
        )
        if outside := rules.outside(reported, starts=one.starts, ends=one.ends):
            messages.warning(request, rules.say_outside(outside))
        return redirect(at(one))
    here = reverse("benefits:months", args=[number, one.pk])
    return _asked(
        request,
        project,
        form,
        title=f"Months of {one.ref}",
        back=at(one),
        template="benefits/months.jinja",
        benefit=one,
        year=rules.financial_year_words(year),
        beside=_beside(here, year, one_month=len(form.months) == 1),
    )


def _beside(here: str, year: int, *, one_month: bool) -> list[tuple[str, str]]:
    """The years before and after; of one month, all of its year."""
    if one_month:
        return [(f"All of {rules.financial_year_words(year)}", f"{here}?year={year}")]
    return [(rules.financial_year_words(each), f"{here}?year={each}") for each in (year - 1, year + 1)]


def _usual_year(one: Benefit) -> int:
    """This financial year; that in which it begins or ended, where this is not its time."""
    on = timezone.localdate()
    if one.starts and one.starts > on:
        on = one.starts
    elif one.ends and one.ends < on:
        on = one.ends
    return rules.year_of(on)


@page(Permission.PROJECT_VIEW)
def remove(request: HttpRequest, number: int, benefit: int) -> HttpResponse:
    """Entered by mistake."""
    project, one = benefit_of(request, number, benefit)
    if not can(cast(Request, request).viewer, Permission.BENEFIT_EDIT, one):
        raise PermissionDenied
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.remove(one, by=cast(Request, request).user, **form.cleaned_data)
        messages.success(request, f"{one.ref} is removed; its history stays")
        return redirect("benefits:benefits", number=number)
    title = f"Remove {one.ref}, entered by mistake"
    return _asked(request, project, form, title=title, back=at(one), button="Remove it", intro=one.title)


def _asked(
    request: HttpRequest,
    project: Project,
    form: Any,
    *,
    title: str,
    back: str,
    button: str = "Save",
    intro: str = "",
    template: str = "benefits/ask.jinja",
    **more: Any,
) -> HttpResponse:
    """The page of one form about benefits."""
    context = around(request, project, title, back=back, button=button, intro=intro, **more)
    return form_page(request, project, form, context, template=template)
