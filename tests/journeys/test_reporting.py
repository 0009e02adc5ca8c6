"""From a number on the dashboard to what goes to the board, through a browser."""

import re

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect

LEFT_OR_BROKEN = """() => {
  const found = [];
  for (const card of document.querySelectorAll(".columns .surface")) {
    const edge = card.getBoundingClientRect().right + 1;
    for (const cell of card.querySelectorAll("td, th"))
      if (cell.getBoundingClientRect().right > edge) found.push("beyond: " + cell.innerText);
    for (const link of card.querySelectorAll("td > a:first-child")) {
      const lines = new Set([...link.getClientRects()].map((each) => Math.round(each.top)));
      if (lines.size > link.innerText.trim().split(/[ -]+/).length) found.push("broken: " + link.innerText);
    }
  }
  return found;
}"""


def test_a_pmo_analyst_follows_a_number_and_takes_the_report_to_the_board(page, at, axe, sign_in, tmp_path):
    # Given an analyst of the programme office at the dashboard
    sign_in("Tom Ellis")
    page.goto("/dashboard/")
    number = page.locator("dl.numbers div", has_text="Projects").get_by_role("link").first
    count = int(re.match(r"[\d,]+", number.inner_text()).group().replace(",", ""))
    assert count > 20, "the demonstration shows him a portfolio"
    # When he presses the number of projects
    number.click()
    # Then he sees the list behind it, as long as the number said
    expect(page.get_by_role("heading", level=1)).to_have_text("Projects")
    expect(page.locator(".answer")).to_contain_text(f"{count:,} projects")
    for width in (320, 1280):
        at(width)
        axe()
    # And takes it out to Excel: one row for each
    book = load_workbook(exported(page, "Excel workbook", tmp_path / "projects.xlsx"))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert len([row for row in rows if any(row)]) == count

    # When he prints the dashboard, cards side by side on A4: no table leaves its card, no first word breaks in two
    page.goto("/dashboard/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 800, "height": 1000})
    assert page.evaluate(LEFT_OR_BROKEN) == []
    page.emulate_media(media="screen")
    at(1280)
    # When he opens the board report
    page.goto("/board-report/")
    expect(page.get_by_role("heading", name="What is asked of the board")).to_be_visible()
    axe()
    # Then the page itself prints on two sheets
    page.emulate_media(media="print")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
    page.emulate_media(media="screen")
    wanted = page.locator("section", has_text="What is asked of the board").locator("tbody tr").first
    decision = wanted.locator("td").first.inner_text()
    # Then Word opens it to be edited, under its title, with the first decision that is wanted
    document = Document(exported(page, "Word, to be edited", tmp_path / "board.docx"))
    paragraphs = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "Board report" in paragraphs
    assert "What is asked of the board" in paragraphs
    assert decision in cells


def exported(page, choice, path):
    """The file behind one choice of the page's menu “Export”."""
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=choice, exact=True).click()
    download.value.save_as(path)
    return path
