"""How often one is written to: on one's own page, and by the link in each weekly e-mail."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, Request, page
from quantock.people.forms.mail import MailForm
from quantock.people.models import MailChoice
from quantock.people.queries import joining as queries
from quantock.people.services.telling import choose_mail, reader_of
from quantock.web.editing import ask


@page(Permission.SIGNED_IN, own_door=True)
def choose(request: HttpRequest) -> HttpResponse:
    user = cast(Request, request).user
    form = MailForm(request.POST or None, initial={"mail": queries.description_of(user).mail})
    if request.method == "POST" and form.is_valid():
        choose_mail(user, form.cleaned_data["mail"], by=user)
        messages.success(request, "Saved")
        return redirect("people:me")
    return ask(request, form, title="E-mail about what is due", back=reverse("people:me"))


@page(Permission.PUBLIC)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link does nothing, since mail scanners open links; its button stops the weekly e-mail."""
    reader = reader_of(token)
    stopped = reader is not None and request.method == "POST"
    if reader and stopped:
        choose_mail(reader, MailChoice.NEVER, by=reader)
    title = "You get no more weekly e-mail" if stopped else "Stop the weekly e-mail"
    context = {"title": title if reader else "This link cannot be used", "reader": reader, "stopped": stopped}
    return TemplateResponse(request, "people/mail_stop.jinja", context, status=200 if reader else 404)
