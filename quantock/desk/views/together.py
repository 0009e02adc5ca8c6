"""What one change to many projects did, or one import: project by project."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, page, viewer_of
from quantock.desk.queries.together import PAGE, together
from quantock.web.display import Paged, page_asked


@page(Permission.SIGNED_IN)
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    viewer_of(request)
    number = page_asked(request)
    found = together(cast(Request, request).viewer, batch_id, number)
    if found is None:
        raise Http404
    pages = max(1, -(-found.events // PAGE))
    context = {
        "title": found.batch.title or "What was done together",
        "request": request,
        "found": found,
        "paged": Paged(min(number, pages), pages),
    }
    return TemplateResponse(request, "desk/batch.jinja", context)
