"""A plan that somebody has in Excel becomes the project's, through a browser."""

from playwright.sync_api import expect

PASTE = "\n".join(
    "\t".join(cells)
    for cells in (
        ("Task", "Start", "Finish", "Who", "Milestone"),
        ("Fit the alarms", "4/1/2027", "15/1/2027", "Rosa Lane", ""),
        ("Train the night staff", "18/1/2027", "29/1/2027", "", ""),
        ("Alarms in use", "", "1/2/2027", "", "yes"),
    )
)


def test_a_lead_brings_her_plan_in_and_takes_it_back(page, at, axe, sign_in):
    # Given the lead of a project with nothing planned
    sign_in("Priya Nair")
    page.goto("/projects/register/")
    page.get_by_label("What is the project called?").fill("Bed alarms on Rowan ward")
    page.get_by_label("What is the problem?").fill("Nobody hears when somebody gets up.")
    page.get_by_role("button", name="Register").first.click()
    if page.get_by_role("button", name="Mine is different: register it").is_visible():
        page.get_by_role("button", name="Mine is different: register it").click()
    page.goto(page.url.rstrip("/") + "/plan/")
    axe()
    # When she pastes it from Excel
    page.get_by_role("link", name="Bring a plan in").click()
    page.get_by_label("Or paste cells from Excel").fill(PASTE)
    axe()
    page.get_by_role("button", name="Look at what was read").click()
    expect(page.get_by_text("3 tasks read, all of them new")).to_be_visible()
    axe()
    page.get_by_role("button", name="Keep this plan").click()
    # Then it is the plan, and its milestone the project's
    expect(page.get_by_text("3 tasks, none done yet")).to_be_visible()
    for width in (320, 1280):
        at(width)
        axe()
    # And she may take it back
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("was taken back out of the plan")).to_be_visible()
    # When she starts from one of ours instead
    page.get_by_role("link", name="Start from a plan").first.click()
    page.get_by_role("link", name="An improvement project in 16 weeks").click()
    page.get_by_role("button", name="Begin with it").click()
    expect(page.get_by_text("17 tasks added")).to_be_visible()
    # Then it prints on a page
    page.get_by_role("link", name="Plan on a page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan on a page")
    axe()
