"""A report of ours sent as a document: PDF, or Word that can be edited."""

from pathlib import Path
from typing import Literal

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quantock.engines.documents.fonts import FontsMissing, find_fonts
from quantock.engines.documents.report import Report, absolute

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
DEMONSTRATION = "Demonstration data"


def mark() -> str:
    """What is printed on every page of a document made here."""
    return DEMONSTRATION if settings.DEMONSTRATION else ""


def send_document(
    request: HttpRequest,
    report: Report,
    kind: Literal["pdf", "docx"],
    *,
    name: str,
    back: str,
    pages: int = 0,
) -> HttpResponse:
    """The document as a download, made to fit so many `pages` where they are given; without fonts, back to the page it
    is of, saying what to do."""
    try:
        fonts = find_fonts(Path(settings.FONTS_DIR) if settings.FONTS_DIR else None)
    except FontsMissing as missing:
        messages.error(request, f"The document could not be made; the page itself can be printed. {missing}")
        return redirect(back)
    whole = absolute(report, settings.SITE_URL)
    if pages:
        from quantock.engines.documents.fitting import fitted

        whole = fitted(whole, fonts, pages=pages)
    response = HttpResponse(_made(whole, kind, fonts), content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def send_picture(request: HttpRequest, svg: str, *, name: str, back: str) -> HttpResponse:
    """A drawing as PNG, by what also makes our PDF; without fonts, back to its page, saying what to do."""
    from quantock.engines.documents.pdf import to_png

    try:
        fonts = find_fonts(Path(settings.FONTS_DIR) if settings.FONTS_DIR else None)
    except FontsMissing as missing:
        messages.error(request, f"The picture could not be made as PNG; the SVG one says the same. {missing}")
        return redirect(back)
    response = HttpResponse(to_png(svg, fonts), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="{name}.png"'
    return response


def _made(report: Report, kind: str, fonts: Path) -> bytes:
    """Word and PDF are heavy to load, so only what makes a document pays for them."""
    if kind == "pdf":
        from quantock.engines.documents.pdf import to_pdf

        return to_pdf(report, fonts)
    from quantock.engines.documents.word import to_docx

    return to_docx(report, fonts)
