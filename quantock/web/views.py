"""Help, the statements, the glossary, the development outbox, the parts of our pages, and a sign of life."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import NOBODY, Permission, page
from quantock.web import mail as outbox
from quantock.web import queries, samples
from quantock.web.display import Paged


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
    terms = queries.glossary(getattr(request, "viewer", NOBODY), wanted)
    return TemplateResponse(
        request, "web/glossary.jinja", {"title": "Glossary", "terms": terms, "wanted": wanted}
    )


@page(Permission.PUBLIC)
def mail(request: HttpRequest) -> HttpResponse:
    """What the development outbox holds; there is no such page on a site in earnest."""
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    context = {
        "title": "Outbox",
        "mails": outbox.kept(),
        "site": settings.SITE_URL,
        # Whoever began at 127.0.0.1 goes on there, signed in.
        "here": request.build_absolute_uri("/").rstrip("/"),
    }
    return TemplateResponse(request, "web/mail.jinja", context)


@page(Permission.SIGNED_IN, own_door=True)
def components(request: HttpRequest) -> HttpResponse:
    """Each part of our pages in each state, with made-up content, for whoever builds pages."""
    sent = samples.WRONG if "refused" in request.GET else None
    context = {
        "title": "Components",
        "on": timezone.localdate(),
        "filters": samples.SampleFilters({"state": ["live"], "track": "full"}, auto_id="filter_%s"),
        "form": samples.SampleForm(sent),
        "drawing": samples.DRAWING,
        "paged": Paged(number=5, pages=11),
    }
    return TemplateResponse(request, "web/components.jinja", context)


@page(Permission.PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """For whatever watches the site: it answers, and its database answers (else 500)."""
    queries.glossary(NOBODY)
    return HttpResponse("well\n", content_type="text/plain")
