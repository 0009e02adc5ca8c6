"""The door of the demonstration: sign in as one of the made-up people, with one press."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from quantock.access import Permission, page
from quantock.desk import services


@page(Permission.PUBLIC)
def demonstration(request: HttpRequest) -> HttpResponse:
    """There is no such page outside demonstration."""
    if not settings.DEMONSTRATION:
        raise Http404
    if request.method == "POST":
        if person := services.demonstration_user(request.POST.get("email", "")):
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("desk:home")
        messages.error(request, "That person can no longer sign in. Choose somebody else.")
        return redirect("desk:demonstration")
    context = {"title": "Look round as one of these people", "groups": services.demonstration_people()}
    return TemplateResponse(request, "desk/demonstration.jinja", context)
