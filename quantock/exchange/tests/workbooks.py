"""Workbooks of registers as somebody edits them, for tests."""

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.pages import Page, open_page


def taken(client: Client, url: str) -> Any:
    """The workbook as somebody opens it."""
    response = client.get(url)
    assert response.status_code == 200, response
    return openpyxl.load_workbook(io.BytesIO(response.content))


def columns_in(book: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in book.worksheets[0][1]}


def put(book: Any, reference: str, said: dict[str, Any]) -> None:
    """Type into a record's row; into a new one where the reference is empty."""
    sheet, columns = book.worksheets[0], columns_in(book)
    rows = range(2, sheet.max_row + 2)
    [row, *_] = [each for each in rows if (sheet.cell(each, columns["Reference"]).value or "") == reference]
    for heading, value in said.items():
        sheet.cell(row, columns[heading]).value = value


def brought(client: Client, book: Any, name: str = "risks.xlsx") -> str:
    """Bring it back; the address of the page that shows what would change."""
    kept = io.BytesIO()
    book.save(kept)
    response = client.post("/imports/bring-back/", {"file": SimpleUploadedFile(name, kept.getvalue())})
    assert response.status_code == 302, response.context_data["form"].errors  # type: ignore[attr-defined]
    return str(response["Location"])


def keep(client: Client, url: str, **said: str) -> Page:
    """Press; the page that follows."""
    token = open_page(client, url).context["found"].token()
    assert client.post(url, {"seen": token, **said}).status_code == 302
    return open_page(client, url)


def why(found: Any) -> dict[str, str]:
    """Each refused cell with the reason."""
    return {each.heading or each.ref: each.refused for each in found.refused}
