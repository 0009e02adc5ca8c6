import pytest
from playwright.sync_api import expect


@pytest.mark.smoke
def test_a_nurse_looks_in_on_her_phone(page, at, axe, sign_in):
    # Given somebody who looks at the demonstration on her phone
    page.goto("/demonstration/")
    at(320)
    axe()
    # When she signs in as one of its people
    sign_in("Priya Nair")
    # Then home is hers, on whatever screen she has
    expect(page.get_by_role("heading", level=1)).to_contain_text("Priya")
    for width in (320, 1280):
        at(width)
        axe()


def test_whoever_has_not_signed_in_is_asked_to(page, at, axe):
    # Given somebody who has not signed in
    page.goto("/")
    # Then she is asked to, on whatever screen she has
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    for width in (320, 1280):
        at(width)
        axe()


def test_the_keyboard_reaches_the_page_at_once(page, axe):
    # Given the help page, which anybody may read
    page.goto("/help/")
    # When the first thing that the keyboard reaches is pressed
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    # Then the page's own content is there
    assert page.url.endswith("#main")
    axe()
