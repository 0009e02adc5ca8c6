"""Administration: of whom a second step is asked when they sign in."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, Request, page, require_on_system
from quantock.people.forms.second_step import SecondStepForm
from quantock.people.queries import second_step as queries
from quantock.people.services import second_step as services
from quantock.people.views.people import managed
from quantock.people.views.roles import ADMIN, admin_trail
from quantock.web.editing import ask


@page(Permission.AUDIT_VIEW)
def second_step(request: HttpRequest) -> HttpResponse:
    """Who administers the whole system says it here, who audits it reads."""
    is_sent = request.method == "POST"
    require_on_system(request, Permission.SYSTEM_ADMIN if is_sent else Permission.AUDIT_VIEW)
    asker = cast(Request, request)
    asked = queries.asked_of()
    is_fixed = settings.REQUIRE_SECOND_FACTOR or settings.DEMONSTRATION
    if is_sent and is_fixed:
        raise PermissionDenied
    form = SecondStepForm(request.POST if is_sent else None, asked=asked)
    if is_sent and form.is_valid():
        if services.ask_second_step_of(form.chosen(), by=asker.user):
            messages.success(request, "Saved. Whoever has none yet is led to set one up at their next page.")
        else:
            messages.info(request, "Nothing was changed")
        return redirect("people:second-step")
    of_everybody = settings.REQUIRE_SECOND_FACTOR or asked.of_everybody
    context = {
        "title": "Second step when people sign in",
        "form": form,
        "asked": asked,
        "of_everybody": of_everybody,
        "by_settings": settings.REQUIRE_SECOND_FACTOR,
        "is_demonstration": settings.DEMONSTRATION,
        "counted": queries.without(asked, of_everybody=of_everybody),
        "called": [services.called(role) for role in services.ORDER if role in asked.roles],
        "may_change": not is_fixed and asker.viewer.may_on_system(Permission.SYSTEM_ADMIN),
        "trail": admin_trail(),
    }
    return TemplateResponse(request, "people/second_step.jinja", context, status=422 if is_sent else 200)


@page(ADMIN)
def take_off(request: HttpRequest, person_id: int) -> HttpResponse:
    """For whoever lost the phone or the key that they sign in with."""
    require_on_system(request, ADMIN)
    one = managed(request, person_id)
    back = reverse("people:person", args=[one.pk])
    if request.method == "POST":
        if services.take_off(one, by=cast(Request, request).user):
            messages.success(request, f"{one.name} signs in with their password alone now")
        else:
            messages.info(request, f"{one.name} has no second step")
        return redirect(back)
    return ask(
        request,
        Form(),
        title=f"Take off the second step of {one.name}",
        button="Take it off",
        answer="Do this when they lost the phone or the key that they sign in with, and you are sure that it is they who ask. "
        "Their app, passkeys and recovery codes stop working, and they are signed out everywhere. They sign in with their "
        "password, and set up another where a second step is asked of them.",
        back=back,
        trail=admin_trail(("People", reverse("people:people")), (one.name, back)),
    )
