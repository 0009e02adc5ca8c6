"""What people of one organisation see of another's work, through a browser."""

import re

from playwright.sync_api import expect

TEAMS, SYSTEMS = "Food that people with dementia finish", "Falls on Ash ward"
OWN = re.compile(r"/projects/\d+/$")


def own(page, title):
    """The links to a project's own pages: not those of a filter in force, which repeats the words that were typed."""
    return page.locator("main a[href^='/projects/']:not([href*='?'])", has_text=title)


def found(page, title):
    """The links to a project, where somebody looks for it: by searching, and in the list of all projects."""
    for address in ("/search/?q=", "/projects/?state=all&usual=no&q="):
        page.goto(address + title.replace(" ", "+"))
        yield own(page, title)


def test_somebody_elsewhere_sees_what_the_system_shares_and_nothing_of_a_team(page, at, axe, sign_in):
    # Given a project that only its team and the auditor see
    sign_in("Asif Khan")
    for links in found(page, TEAMS):
        expect(links.first).to_be_visible()
    links.first.click()
    page.wait_for_url(OWN)
    address = page.url
    # When a board member of another organisation looks for the team's
    sign_in("Leah Goldberg")
    # Then neither the search nor the list has it
    for links in found(page, TEAMS):
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(links).to_have_count(0)
        axe()
    # And its very address says no more than that of no project
    answer = page.goto(address)
    assert answer.status == 404
    expect(page.locator("body")).not_to_contain_text(TEAMS)
    for width in (320, 1280):
        at(width)
        axe()
    # When she opens the one that the system sees
    for links in found(page, SYSTEMS):
        expect(links.first).to_be_visible()
    links.first.click()
    page.wait_for_url(OWN)
    # Then she reads it, and nothing on it changes it
    expect(page.get_by_role("heading", level=1)).to_contain_text(SYSTEMS)
    assert set(page.locator("main form[method=post] button").all_inner_texts()) <= {"Follow\n this project"}
    changing = re.compile("^(Edit|Change|Add|Write an update)")
    expect(page.locator("main").get_by_role("link", name=changing)).to_have_count(0)
    for width in (320, 1280):
        at(width)
        axe()
    # Nor by an address
    assert page.goto(f"{page.url}edit/").status == 403


def test_one_goes_on_where_one_was_and_hears_what_became_of_it(page, sign_in):
    # Given somebody who finds her way by keyboard and ear
    sign_in("Tom Ellis")
    aloud = page.locator("body > [role=status]")
    # When she applies a filter
    page.goto("/projects/")
    page.locator("main").get_by_label("Words").fill("falls")
    page.locator("main").get_by_role("button", name="Apply").first.press("Enter")
    page.wait_for_url(re.compile("q=falls"))
    # Then she stands on the button that she pressed, and one sentence is said
    expect(page.locator("main").get_by_role("button", name="Apply").first).to_be_focused()
    expect(aloud).to_have_text(re.compile(r"^\d+ projects?\.$"))
    # And a page that she opens anew says nothing by itself
    page.goto("/portfolios/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(aloud).to_have_count(0)
