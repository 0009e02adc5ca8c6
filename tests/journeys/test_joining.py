import pytest
from playwright.sync_api import expect

PHONE = 320
PASSWORD = "three plums in a basket"


def heading(page, words):
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


@pytest.fixture
def mailed(page):
    """Follow the newest link that was sent to somebody, as the outbox of development shows it."""

    def follow(address):
        page.goto("/mail/")
        message = page.locator("section", has_text=f"To {address}").first
        message.get_by_role("link").first.click()

    return follow


@pytest.mark.smoke
def test_a_ward_nurse_joins_by_herself_on_a_phone(page, at, axe, mailed):
    # Given a nurse whose trust has listed its addresses, with a phone in her hand
    at(PHONE)
    page.goto("/accounts/login/")
    axe()
    page.get_by_role("link", name="Join with your work e-mail address").click()
    # When her address is nobody's, she is told what to do
    page.get_by_label("Your work e-mail address").fill("nadia@nobody.example")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("No organisation here has listed")
    at(PHONE)
    axe()
    # When she gives the one of her trust
    page.get_by_label("Your work e-mail address").fill("nadia.rahman@cvh.demonstration.example")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    heading(page, "Look in your e-mail")
    at(PHONE)
    axe()
    # Then the link alone does nothing: she presses a button
    mailed("nadia.rahman@cvh.demonstration.example")
    heading(page, "Confirm your e-mail address")
    at(PHONE)
    axe()
    page.get_by_role("button", name="Confirm and join").click()
    # And says who she is
    heading(page, "Welcome: who are you?")
    at(PHONE)
    axe()
    page.get_by_label("Name").first.fill("Nadia Rahman")
    page.get_by_role("button", name="Continue").click()
    # Then home is hers, and she may register a project
    heading(page, "Nadia")
    at(PHONE)
    axe()
    page.goto("/projects/register/")
    heading(page, "Register")
    at(PHONE)
    axe()


def test_a_forgotten_password_is_set_anew(page, at, axe, mailed):
    # Given somebody who has joined
    address = "gwen.parr@cvh.demonstration.example"
    at(PHONE)
    page.goto("/accounts/signup/")
    page.get_by_label("Your work e-mail address").fill(address)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    heading(page, "Look in your e-mail")
    mailed(address)
    page.get_by_role("button", name="Confirm and join").click()
    heading(page, "Welcome: who are you?")
    page.get_by_label("Name").first.fill("Gwen Parr")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Gwen")
    page.goto("/accounts/logout/")
    axe()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    # When she has forgotten her password
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail address").fill(address)
    at(PHONE)
    axe()
    page.get_by_role("button", name="Send me a link").click()
    page.wait_for_url("**/done/")
    axe()
    mailed(address)
    page.get_by_label("New password", exact=True).fill("a quite different phrase")
    page.get_by_label("New password again").fill("a quite different phrase")
    at(PHONE)
    axe()
    page.get_by_role("main").get_by_role("button", name="Save").click()
    # Then she signs in with the new one
    page.goto("/accounts/login/")
    if "login" in page.url:
        page.get_by_label("E-mail address").fill(address)
        page.get_by_label("Password", exact=True).fill("a quite different phrase")
        page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Gwen")
    # And sets up an authenticator app
    page.goto("/accounts/2fa/totp/activate/")
    if "reauthenticate" in page.url:
        axe()
        page.get_by_label("Password", exact=True).fill("a quite different phrase")
        page.get_by_role("button", name="Confirm").click()
    heading(page, "Set up an authenticator app")
    at(PHONE)
    axe()


def test_an_administrator_prepares_a_life_cycle(page, at, axe, sign_in):
    # Given the administrator of the whole system
    sign_in("Helen Marsh")
    page.goto("/administration/")
    for width in (PHONE, 1280):
        at(width)
        axe()
    # When she begins a model of her own, with the steps of another
    page.get_by_role("link", name="Life-cycle models").click()
    page.get_by_role("link", name="Add a model").click()
    page.get_by_label("Name").fill("Spread of what worked")
    page.get_by_label("Begin with the steps of").select_option(label="The seven steps")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Spread of what worked")
    page.get_by_role("button", name="Remove step 2 Problem").click()
    expect(page.get_by_role("heading", name="2 Aim")).to_be_visible()
    page.get_by_role("link", name="Change step 2 Aim").click()
    page.get_by_label("Name").fill("Adopters")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="2 Adopters")).to_be_visible()
    for width in (PHONE, 1280):
        at(width)
        axe()
    page.get_by_role("button", name="Publish").click()
    # Then new projects may follow it
    expect(page.get_by_text("New projects that choose this model follow this version")).to_be_visible()
    axe()
