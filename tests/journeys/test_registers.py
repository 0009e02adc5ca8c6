"""The main job, on the real registers of three years: brought in, seen as at each year, compared, taken out and back."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from quantock.exchange.tests.jobs import run_jobs
from quantock.exchange.tests.registers import expected, real

pytestmark = pytest.mark.real_data
SLOW = 60_000
"""Milliseconds: registers of hundreds of projects come in while other tests use the machine too."""
PORTFOLIO = "Government major projects"


@pytest.fixture(autouse=True)
def patient(page):
    """Waits long enough for whole registers."""
    page.set_default_timeout(SLOW)
    expect.set_options(timeout=SLOW)
    yield
    expect.set_options(timeout=5_000)


def bring_in(page, at, axe, year):
    """From the upload to done, deciding that doubtful rows are different projects."""
    page.goto("/imports/upload/")
    page.set_input_files("input[type=file]", real("registers", f"gmpp_{year}.csv"))
    page.get_by_label("As at").fill(f"31/3/{year}")
    if year == 2019:
        page.get_by_label("Or a new portfolio called").fill(PORTFOLIO)
    else:
        page.locator("select[name=portfolio]").select_option(label=PORTFOLIO)
    page.get_by_label("Yes: projects not in it left the portfolio").check()
    page.get_by_role("button", name="Upload and look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we understood")
    look_at(page, at, axe)
    page.get_by_role("button", name="Try it").first.click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    work(page)
    if page.get_by_role("link", name="Compare them side by side").count():
        page.get_by_role("link", name="Compare them side by side").click()
        look_at(page, at, axe)
        page.get_by_role("button", name="The rest are different").click()
        work(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("What would happen")
    look_at(page, at, axe)
    page.get_by_role("button", name="Do it").click()
    work(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Brought in")
    return page.locator(".answer").inner_text()


def work(page):
    """What the worker does meanwhile, and then the page as it is."""
    run_jobs()
    page.reload()


def look_at(page, at, axe):
    for width in (320, 1280):
        at(width)
        axe()


def test_three_years_of_major_projects_come_in_and_are_compared(page, at, axe, sign_in, tmp_path):
    # Given somebody of a programme office, and the register of each year
    sign_in("Tom Ellis")
    # When she brings each in as at its year
    told = [bring_in(page, at, axe, year) for year in (2019, 2020, 2021)]
    # Then she is told what matched, what is new and what is gone
    assert told[0].startswith("0 match projects you have, 133 new")
    assert told[1].startswith("104 match projects you have, 21 new, 29 of yours are not in this file")
    assert told[2].startswith("85 match projects you have, 99 new, 40 of yours are not in this file")

    # And the portfolio is there as at each year
    page.get_by_role("link", name=f"See the projects of {PORTFOLIO}").click()
    number = page.url.rpartition("portfolio=")[2]
    for year, projects in ((2019, 133), (2020, 125), (2021, 184)):
        page.goto(f"/projects/?portfolio={number}&as_at={year}-06-01")
        expect(page.locator("main")).to_contain_text(f"{projects} projects")

    # And what changed between the years is what was published
    for wanted in expected("gmpp.json")["year_on_year"]:
        page.goto(f"/compare/?portfolio={number}&since={wanted['from']}-03-31&until={wanted['to']}-03-31")
        assert page.locator(".answer").inner_text().startswith(in_words(wanted))
        look_at(page, at, axe)

    # And the list goes out to Excel, is edited there, and comes back with just that change
    page.goto(f"/projects/?portfolio={number}")
    workbook = page.locator("a[href*='/imports/workbook/']").first.get_attribute("href")
    with page.expect_download() as download:
        page.evaluate("address => { location.href = address }", workbook)
    path = tmp_path / "list.xlsx"
    download.value.save_as(path)
    title = put_category(path, "Looked at by the board")
    page.goto("/imports/bring-back/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="See what would change").click()
    expect(page.locator(".answer")).to_contain_text("1 change;")
    look_at(page, at, axe)
    page.get_by_role("button", name="Keep these changes").click()
    expect(page.locator(".answer")).to_contain_text("1 change was kept")
    page.goto(f"/projects/?portfolio={number}&q={title.split()[0]}")
    page.locator("main").get_by_role("link", name=title).first.click()
    page.wait_for_url(re.compile(r"/projects/\d+/$"))
    page.goto(f"{page.url}details/")
    expect(page.get_by_text("Looked at by the board")).to_be_visible()


def in_words(wanted):
    """A year on another, as its page says it."""
    return (
        f"{PORTFOLIO}: {wanted['in_both']} projects are there both on 31 March {wanted['from']} and on 31 March "
        f"{wanted['to']}; {wanted['joined']} joined and {wanted['left']} left. Delivery confidence is better in "
        f"{wanted['rating_improved']} and worse in {wanted['rating_worsened']}; {wanted['end_date_later']} projects end "
        f"later, at most by {wanted['largest_slip_days']:,} days."
    )


def put_category(path, text):
    """Type into the first project's row, and say whose it is."""
    book = load_workbook(path)
    sheet = book["Projects"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["Category"]).value = text
    book.save(path)
    return str(sheet.cell(2, columns["Title"]).value)
