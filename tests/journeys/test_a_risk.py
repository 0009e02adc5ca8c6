"""A risk and a benefit from a phone on a ward to another organisation, an answer, and the board's Word document."""

from datetime import date, timedelta

import pytest
from docx import Document
from playwright.sync_api import expect

from quantock.exchange.tests.registers import expected, real

RISK = "Bed alarms may be delivered after the winter"
ANSWER = "The region buys them together: six wards get theirs in December"


def test_a_risk_goes_up_from_a_phone_is_answered_and_stands_in_the_boards_document(
    page, at, axe, sign_in, tmp_path
):
    # Given a ward nurse with a phone, on the quick track
    sign_in("Priya Nair")
    at(320)
    page.goto("/projects/2/log/")
    # When she says what could happen and presses where it stands
    page.get_by_role("link", name="Add a risk").click()
    page.get_by_label("What could happen, in one sentence?").fill(RISK)
    axe()
    page.locator("button[name=at]", has_text="16").click()
    # And asks another organisation about it
    page.get_by_role("link", name=RISK).first.click()
    page.get_by_role("link", name="Ask somebody higher").click()
    page.get_by_label("Who is asked?").select_option(label="NHS Combe Integrated Care Board")
    page.get_by_label("What do you ask, and why?").fill(
        "The supplier answers no ward alone. Can you ask for all?"
    )
    wanted = date.today() + timedelta(days=14)
    page.get_by_label("By when do you want an answer?").fill(f"{wanted.day}/{wanted.month}/{wanted.year}")
    page.get_by_role("button", name="Show me what they will see").click()
    # Then she sees exactly what they will see, and sends that
    expect(page.get_by_role("heading", name="What NHS Combe Integrated Care Board will see")).to_be_visible()
    at(320)
    axe()
    page.get_by_role("button", name="Ask, exactly as shown").click()
    expect(page.get_by_text("Asked, exactly as you saw it")).to_be_visible()

    # And says what it will be worth, and what came of it in April
    page.goto("/projects/2/benefits/add/")
    page.get_by_label("What will be better?").fill("No second set of alarms on hire")
    page.get_by_label("Which class of benefit is it?").select_option("avoidance")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Report months").click()
    page.locator("[name^=forecast-]").first.fill("5,000")
    page.locator("[name^=reported-]").first.fill("4321")
    axe()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("£4,321 reported so far")).to_be_visible()

    # When somebody there answers
    sign_in("Adaeze Balogun")
    at(1280)
    page.goto("/log/asked/?q=Bed+alarms")
    page.get_by_role("link", name=RISK).click()
    page.get_by_label("Your answer").fill(ANSWER)
    axe()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("those who asked are told")).to_be_visible()
    # Then the board's Word document tells what was asked, and the answer
    page.goto("/board-report/")
    expect(page.locator("tr", has_text="Cost avoidance").first).to_contain_text("forecast")
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word, to be edited", exact=True).click()
    download.value.save_as(tmp_path / "board.docx")
    document = Document(tmp_path / "board.docx")
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    told = " ".join(text for row in rows for text in row)
    assert RISK in told
    assert ANSWER in told
    axe()


@pytest.mark.real_data
def test_a_real_register_of_risks_comes_in_adds_nothing_twice_and_is_taken_back(page, at, axe, sign_in):
    # Given a programme office with the register that a council sends every half year
    sheet = real("returns", "towns_fund_round_4.xlsx")
    [told] = [each for each in expected("returns.json") if each["file"] == sheet.name]
    most = len(told["risks"])
    sign_in("Adaeze Balogun")

    def look():
        page.goto("/imports/logs/?project=P-0005")
        page.get_by_label("The file").set_input_files(sheet)
        page.get_by_label("Put what is of projects not found here").check()
        page.get_by_role("button", name="Look at what is understood").click()
        return page.locator(".answer")

    # When its analyst uploads the workbook as it stands, and finds every risk and no example among them
    expect(look()).to_contain_text(f"{most} would be added")
    worst = max(told["risks"], key=lambda each: each["post_score"] or 0)
    expect(page.locator("tr", has_text=worst["name"][:60]).first).to_contain_text(str(worst["post_score"]))
    at(320)
    axe()
    at(1280)
    page.get_by_role("button", name="Keep these risks").click()
    # Then the project's risks are those of the sheet, scored as it scores them
    expect(page.get_by_text(f"{most} risks added")).to_be_visible()
    axe()
    # And the same sheet again adds nothing
    expect(look()).to_contain_text(f"0 would be added, 0 changed, {most} left as they are")
    # And all of it is taken back as a whole
    page.goto("/imports/logs/")
    page.get_by_role("link", name=f"Risks of {sheet.name}").first.click()
    axe()
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text(f"Undone: {most} entries")).to_be_visible()
