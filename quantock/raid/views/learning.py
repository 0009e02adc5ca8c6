"""The press that says that a lesson was used."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, page
from quantock.projects.services import NotNow
from quantock.raid import lessons
from quantock.raid.forms import UseForm
from quantock.raid.kinds import Kind
from quantock.raid.views.changing import at_entry
from quantock.raid.views.reaching import around, entry_of


@require_POST
@page(Permission.PROJECT_VIEW)
def used(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    """By one of the viewer's own projects; refused on a page of its own that asks again."""
    project, one = entry_of(request, number, entry)
    if one.kind != Kind.LESSON:
        raise Http404
    asked = cast(Request, request)
    form = UseForm(request.POST, projects=lessons.could_use(one, asked.viewer))
    if form.is_valid():
        try:
            lessons.use(one, form.chosen, by=asked.user, on=timezone.localdate())
        except NotNow as refused:
            form.add_error("project", str(refused))
        else:
            messages.success(request, "Counted: whoever wrote it down sees that it helped")
            return redirect(at_entry(one))
    context = around(
        request,
        project,
        f"We used {one.ref}",
        form=form,
        back=at_entry(one),
        button="We used this",
        intro=one.title,
        people=[],
    )
    return TemplateResponse(request, "raid/ask.jinja", context, status=422)
