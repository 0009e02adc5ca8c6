"""One project on one sheet: the page, and the same as PDF and as a Word document."""

from typing import Literal, cast

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page
from quantock.engines.documents.report import sections
from quantock.projects.one_page import Sheet
from quantock.projects.one_page import one_page as report_of
from quantock.projects.views.editing import frame, project_of
from quantock.web.documents import mark, send_document


def _sheet(request: HttpRequest, number: int) -> Sheet:
    return Sheet(project_of(request, number), cast(Request, request).viewer, timezone.localdate())


@page(Permission.PROJECT_VIEW)
def one_page(request: HttpRequest, number: int) -> HttpResponse:
    sheet = _sheet(request, number)
    report = report_of(sheet)
    context = frame(request, sheet.project, "One page", report=report, sections=sections(report))
    return TemplateResponse(request, "projects/one_page.jinja", context)


def _document(request: HttpRequest, number: int, kind: Literal["pdf", "docx"]) -> HttpResponse:
    sheet = _sheet(request, number)
    back = reverse("projects:one-page", args=[sheet.project.number])
    name = f"{sheet.project.ref}-{sheet.on}"
    return send_document(request, report_of(sheet, marked=mark()), kind, name=name, back=back)


@page(Permission.PROJECT_VIEW)
def one_page_pdf(request: HttpRequest, number: int) -> HttpResponse:
    return _document(request, number, "pdf")


@page(Permission.PROJECT_VIEW)
def one_page_word(request: HttpRequest, number: int) -> HttpResponse:
    return _document(request, number, "docx")
