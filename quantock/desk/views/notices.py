"""What one is told, and opening it: only a press marks a notice as opened."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, fetch, page, viewer_of, visible
from quantock.desk.queries import notices as queries
from quantock.projects import services
from quantock.projects.models import Notice
from quantock.web.display import Paged, page_asked


@page(Permission.SIGNED_IN)
def notices(request: HttpRequest) -> HttpResponse:
    viewer_of(request)
    found, number, pages = queries.notices_page(cast(Request, request).viewer, page_asked(request))
    context = {
        "title": "Notices",
        "found": found,
        "waiting": sum(each.seen_at is None for each in found),
        "paged": Paged(number, pages),
    }
    return TemplateResponse(request, "desk/notices.jinja", context)


@require_POST
@page(Permission.SIGNED_IN)
def open_one(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Marked as opened, and on to what it is about: always a page of ours."""
    notice = fetch(request, Notice, pk=notice_id)
    services.see([notice])
    return HttpResponseRedirect(notice.url if notice.url.startswith("/") else "/")


@require_POST
@page(Permission.SIGNED_IN)
def see(request: HttpRequest) -> HttpResponse:
    """All of them, opened or not."""
    services.see(list(visible(request, Notice).filter(seen_at=None)))
    messages.success(request, "All are marked as opened")
    return redirect("desk:notices")
