"""A project from its first words to its published update, through a browser."""

import re

from playwright.sync_api import expect

KEPT_AS_IT_WAS_SENT = """() => {
  document.querySelector("main form").dataset.sent = "yes";
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""


def test_a_ward_nurse_registers_her_project_on_her_phone(page, at, axe, sign_in):
    # Given a ward nurse with a phone
    sign_in("Priya Nair")
    page.goto("/projects/register/")
    at(320)
    axe()
    # When she types what somebody is doing already
    page.get_by_label("What is the project called?").fill("Fewer falls on Birch ward at night")
    page.get_by_label("What is the problem?").fill("Six people in every 1,000 bed days fall.")
    # Then she is shown a similar project while she types
    expect(page.get_by_text("Is someone already doing this?")).to_be_visible()
    axe()
    # When hers is different and she registers it
    page.get_by_role("button", name=re.compile("Register|Mine is different")).click()
    if page.get_by_role("button", name="Mine is different: register it").is_visible():
        page.get_by_role("button", name="Mine is different: register it").click()
    # Then she sees it, with her one next thing
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fewer falls on Birch ward at night")
    expect(page.locator(".next")).to_contain_text("Next: Say who takes part")
    at(320)
    axe()
    # And what she saves low on a page is said where she is
    page.set_viewport_size({"width": 320, "height": 400})
    page.goto(f"{page.url.split('?')[0]}charter/scope/")
    page.locator("main").get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_have_text("Saved")
    expect(page.locator("#said")).to_be_in_viewport()


def test_a_pmo_analyst_writes_and_publishes_an_update(page, at, axe, sign_in):
    # Given an analyst of the programme office and a project
    sign_in("Tom Ellis")
    page.goto("/projects/1/")
    axe()
    # When he writes an update, which opens full
    page.get_by_role("button", name="Write an update").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Write an update")
    page.get_by_label("Delivery confidence").select_option("amber")
    page.get_by_label("What was done?").fill("Two more organisations trained their first teams.")
    axe()
    # And comes back to the form as his browser kept it, sent a moment ago: he presses the key once
    page.evaluate(KEPT_AS_IT_WAS_SENT)
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("Saved as a draft")).to_be_visible()
    # And publishes it
    page.get_by_role("button", name="Publish").click()
    # Then it is what the project says
    expect(page.get_by_text("Published", exact=True).first).to_be_visible()
    page.goto("/projects/1/")
    expect(page.get_by_text("Two more organisations trained their first teams.")).to_be_visible()
    for width in (320, 1280):
        at(width)
        axe()
