"""Help, the statements, the glossary, the development outbox, and what is shown when something fails."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from quantock.access import Permission, page
from quantock.web import mail as outbox
from quantock.web.glossary import TERMS


@page(Permission.PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "web/help.jinja", {"title": "Help"})


@page(Permission.PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "web/accessibility.jinja", {"title": "Accessibility statement"})


@page(Permission.PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "web/privacy.jinja", {"title": "Privacy"})


@page(Permission.PUBLIC)
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term, or those that the search finds by any of the names people use."""
    wanted = request.GET.get("q", "").strip()
    terms = [term for term in TERMS if term.answers_to(wanted)] if wanted else TERMS
    context = {"title": "Glossary", "terms": terms, "wanted": wanted}
    return TemplateResponse(request, "web/glossary.jinja", context)


@page(Permission.PUBLIC)
def mail(request: HttpRequest) -> HttpResponse:
    """What the development outbox holds; there is no such page on a site in earnest."""
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    return TemplateResponse(request, "web/mail.jinja", {"title": "Outbox", "messages_kept": outbox.kept()})


@page(Permission.PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("well\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"title": "Page not found"}
    return TemplateResponse(request, "web/not_found.jinja", context, status=404).render()


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"title": "You cannot do this"}
    return TemplateResponse(request, "web/refused.jinja", context, status=403).render()
