import pytest
from playwright.sync_api import expect


@pytest.mark.smoke
def test_a_nurse_looks_in_on_her_phone(page, at, axe, sign_in):
    # Given somebody who has not signed in
    page.goto("/")
    # Then she is asked to sign in, on whatever screen she has
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for width in (320, 1280):
        at(width)
        axe()
    # When she signs in
    at(320)
    sign_in("Priya Nair")
    # Then home is hers
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    at(320)
    axe()
    at(1280)
    axe()


def test_the_keyboard_reaches_the_page_at_once(page, axe):
    # Given the help page, for anybody
    page.goto("/help/")
    # When the first thing reached by the keyboard is pressed
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    # Then the page's own content is there
    assert page.url.endswith("#main")
    axe()
