"""Values of a measure through a browser."""

from pathlib import Path

from playwright.sync_api import expect


def test_values_are_typed_in_a_grid_by_keyboard_alone(page, at, axe, sign_in):
    # Given a lead with a measure of several wards
    sign_in("Tom Ellis")
    page.goto("/projects/30/measures/")
    page.get_by_role("link", name="Moments for clean hands that were kept").first.click()
    page.get_by_role("link", name="Type several").click()
    axe()
    boxes = page.locator("[data-grid] tbody tr").nth(0).locator("input:not([type=hidden])")
    # When she goes along the row and down the column by the keys
    boxes.nth(0).focus()
    page.keyboard.type("40")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("50")
    expect(boxes.nth(1)).to_have_value("50")
    page.keyboard.press("Enter")
    below = page.locator("[data-grid] tbody tr").nth(1).locator("input:not([type=hidden])").nth(1)
    expect(below).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(boxes.nth(1)).to_be_focused()
    at(320)
    # Then the value is kept
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 value kept")).to_be_visible()
    axe()


def test_the_minute_of_the_tour_from_a_spreadsheet_to_a_chart(page, at, axe, sign_in):
    # Given what README.md says to paste
    lines = Path("README.md").read_text().split("```")
    pasted = next(part for part in lines if "Pressure ulcers\n" in part and "Jan 2025" in part)
    # When Priya adds a measure and pastes it
    sign_in("Priya Nair")
    page.goto("/projects/2/measures/")
    page.get_by_role("link", name="Add a measure").click()
    page.get_by_label("What do you measure?").fill("Pressure ulcers")
    page.get_by_label("Lower is better").check()
    page.get_by_role("button", name="Add the measure").click()
    page.get_by_role("link", name="Paste values").click()
    page.get_by_label("Values", exact=True).fill(
        "\n".join(line.strip() for line in pasted.strip().splitlines())
    )
    page.get_by_role("button", name="Look at what was read").click()
    axe()
    page.get_by_role("button", name="Keep").click()
    # Then the page says what it shows
    expect(page.locator(".measure-finding")).to_contain_text("Something changed for the better")
    at(320)
    axe()


def test_a_block_of_cells_is_pasted_into_the_grid_and_the_chart_is_read_by_its_slider(page, at, axe, sign_in):
    # Given a lead with a measure of several wards
    sign_in("Tom Ellis")
    page.goto("/projects/30/measures/")
    page.get_by_role("link", name="Moments for clean hands that were kept").first.click()
    page.get_by_role("link", name="Type several").click()
    boxes = page.locator("[data-grid] tbody tr").nth(0).locator("input:not([type=hidden])")
    below = page.locator("[data-grid] tbody tr").nth(1).locator("input:not([type=hidden])")
    # When he pastes two rows of two cells
    boxes.nth(0).focus()
    boxes.nth(0).evaluate(
        """box => {
          const data = new DataTransfer();
          data.setData("text/plain", "41\\t50\\r\\n42\\t60\\r\\n");
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    # Then each cell holds its own
    expect(boxes.nth(1)).to_have_value("50")
    expect(below.nth(0)).to_have_value("42")
    expect(below.nth(1)).to_have_value("60")
    expect(page.get_by_text("Pasted into 4 cells.")).to_be_visible()
    # And the values of a chart are read with the arrow keys
    page.goto("/projects/2/measures/")
    page.locator(".measure-card h2 a").first.click()
    slider = page.get_by_label("Read the values").first
    slider.focus()
    reading = page.locator(".chart__reader output").first
    latest = reading.inner_text()
    page.keyboard.press("ArrowLeft")
    assert reading.inner_text() not in ("", latest)
    at(320)
    axe()
