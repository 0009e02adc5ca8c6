"""The pages of one project."""

from datetime import date

import pytest
from django.utils import timezone

from quantock.people.called import keep_called
from quantock.people.models import Succession
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import services
from quantock.projects.models import CharterFact, Project, Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

REGISTERED = {"problem": "Falls at night", "aim": "", "track": "quick", "visibility": "system"}
VALID_NHS_NUMBER = "943 476 5919"


def test_a_nurse_registers_her_project_and_leads_it(client_for):
    trust = OrganisationFactory()
    nurse = client_for("member", on=trust)
    page = open_page(
        nurse,
        "/projects/register/",
        post={**REGISTERED, "title": "Fewer falls on Ash ward", "organisation": trust.pk},
        follow=True,
    )
    assert page.heading == "Fewer falls on Ash ward"
    assert "Next: Say who takes part" in page
    project = Project.objects.get()
    assert nurse.get(f"/projects/{project.number}/edit/").status_code == 200


def test_an_nhs_number_is_pointed_out_and_nothing_is_saved(client_for):
    trust = OrganisationFactory()
    problem = f"Mrs Jones, {VALID_NHS_NUMBER}, fell"
    said = {**REGISTERED, "problem": problem, "title": "Falls", "organisation": trust.pk}
    page = open_page(client_for("member", on=trust), "/projects/register/", 422, post=said)
    assert "NHS number" in page.errors()[0]
    assert "Nothing was saved" in page.errors()[0]
    assert problem in page.markup
    assert not Project.objects.exists()


def test_somebody_elses_organisation_cannot_be_chosen(client_for):
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    said = {**REGISTERED, "title": "Falls", "organisation": theirs.pk}
    open_page(client_for("member", on=ours), "/projects/register/", 422, post=said)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("visibility", "status"), [("team", 404), ("organisation", 404), ("system", 200), ("public", 200)]
)
def test_what_a_stranger_may_not_see_does_not_exist(client_for, visibility, status):
    project = ProjectFactory(visibility=visibility)
    stranger = client_for("member", on=OrganisationFactory())
    open_page(stranger, f"/projects/{project.number}/", status)


def test_what_may_be_seen_but_not_done_is_refused(client_for):
    project = ProjectFactory(visibility=Visibility.SYSTEM)
    somebody = client_for("lead", on=ProjectFactory())
    open_page(somebody, f"/projects/{project.number}/edit/", 403)


def test_editing_shows_what_somebody_else_changed_meanwhile(client_for):
    project = ProjectFactory(title="Falls")
    lead, other = client_for("lead", on=project), client_for("lead", on=project, name="Omar Haddad")
    address = f"/projects/{project.number}/edit/"
    seen = open_page(lead, address).context["form"].initial["seen"]
    open_page(other, address, post={"title": "Theirs", "seen": seen}, follow=True)
    page = open_page(lead, address, 409, post={"title": "Mine", "seen": seen})
    assert page.errors() == ["Title: Omar Haddad changed this while you were typing"]
    summary = next(e for e in page.document.every() if "nhsuk-error-summary" in e.get("class").split())
    assert "Nothing of yours is saved yet and nothing of theirs is lost" in summary.text
    [both] = [e for e in page.document.every() if e.get("class") == "conflict"]
    assert both.text.split() == [
        "Yours",
        "Mine",
        "Omar",
        "Haddad",
        "Theirs",
        "Before",
        "either",
        "of",
        "you",
        "Falls",
    ]
    assert 'value="Mine"' in page.markup
    again = page.context["form"].data["seen"]
    page = open_page(lead, address, post={"title": "Mine", "seen": again}, follow=True)
    assert page.heading == "Mine"


def test_a_form_changed_on_its_way_is_refused(client_for):
    project = ProjectFactory(title="Falls")
    address = f"/projects/{project.number}/edit/"
    open_page(client_for("lead", on=project), address, 422, post={"title": "Mine", "seen": "forged"})


def test_bad_dates_are_explained_and_kept(client_for):
    project = ProjectFactory(title="Falls")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/edit/"
    seen = open_page(lead, address).context["form"].initial["seen"]
    page = open_page(lead, address, 422, post={"title": "Falls", "planned_start": "soon", "seen": seen})
    assert page.errors() == ["Planned start: enter a date with day, month and year, such as 27/3/2026"]
    backwards = {"title": "Falls", "planned_start": "2/3/2026", "planned_end": "1/3/2026", "seen": seen}
    assert open_page(lead, address, 422, post=backwards).errors() == [
        "The planned end is before the planned start"
    ]


def test_the_charter_the_steps_and_the_end(client_for):
    project = ProjectFactory(title="Falls")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/"
    said = {"problem": "At night", "aim": "Half as many", "aim_by": "31/3/2027"}
    said |= {"aim_measure": "falls a month", "aim_baseline": "6", "aim_target": "3"}
    for section in ("problem", "aim", "scope"):
        page = open_page(lead, f"{address}charter/{section}/")
        said["seen"] = page.context["form"].initial["seen"]
        open_page(lead, f"{address}charter/{section}/", post=said, follow=True)
    assert "From 6 to 3 falls a month by 31 March 2027." in open_page(lead, f"{address}charter/")
    open_page(lead, f"{address}charter/end/", 404)
    assert CharterFact.objects.now().get(project=project).aim == "Half as many"
    assert "Now at step 2 Problem" in open_page(lead, f"{address}next-step/", post={}, follow=True)
    open_page(lead, f"{address}previous-step/", 422, post={"reason": ""})
    back = open_page(lead, f"{address}previous-step/", post={"reason": "New lead"}, follow=True)
    assert "Back at step 1 People" in back
    said = {"state": "completed", "reason": "Done", "outcome": "met", "sentence": "It has held."}
    said["on"] = f"{timezone.localdate():%d/%m/%Y}"
    ended = open_page(lead, f"{address}end/", post=said, follow=True)
    assert "Completed: aim met" in ended
    assert "It has held." in ended
    told = open_page(lead, f"{address}history/")
    assert "Because: New lead" in told


def test_the_page_costs_the_same_however_long_the_history(client_for, cost):
    project = ProjectFactory()
    lead = client_for("lead", on=project)
    few = cost(lambda: lead.get(f"/projects/{project.number}/"))
    for number in range(10):
        services.change_record(project, {"title": f"Falls {number}"}, by=None, on=date(2026, 5, 1))
    assert cost(lambda: lead.get(f"/projects/{project.number}/")) == few
    assert few <= 12


def test_a_programme_shows_its_projects_three_deep_and_costs_the_same(client_for, cost):
    top, middle, low = ProjectFactory(title="Merger"), ProjectFactory(title="Wards"), ProjectFactory()
    services.place_in_programme(middle, top, by=None)
    services.place_in_programme(low, middle, by=None)
    services.rate(middle, rater="office", confidence="red", by=None, on=date(2026, 5, 1))
    services.change_record(middle, {"track": "full"}, by=None, on=date(2026, 5, 1))
    rows = [
        {"name": "Signs up", "forecast": date(2027, 1, 4)},
        {"name": "Done", "forecast": date(2027, 5, 4)},
    ]
    services.add_milestones(middle, rows, by=None, on=date(2026, 5, 1))
    hidden = ProjectFactory(title="Secret", visibility="team")
    services.place_in_programme(hidden, top, by=None)
    viewer = client_for("viewer", on=top.lead_organisation)
    for project in (middle, low):
        services.change_record(project, {"visibility": "system"}, by=None, on=date(2026, 5, 1))
    page = open_page(viewer, f"/projects/{top.number}/")
    assert [row[:3] for row in page.rows()] == [
        [f"Wards {middle.ref}", "Red Programme office", "Signs up 4 January 2027"],
        [f"{low.title} {low.ref}", "Not said", "None"],
    ]
    assert "Secret" not in page
    assert "Merger" in open_page(viewer, f"/projects/{middle.number}/")
    few = cost(lambda: viewer.get(f"/projects/{top.number}/"))
    for project in ProjectFactory.create_batch(10, visibility="system"):
        services.place_in_programme(project, middle, by=None)
    assert cost(lambda: viewer.get(f"/projects/{top.number}/")) == few
    assert few <= 12


def test_each_section_is_changed_in_its_place_and_one_comes_back_to_it(client_for, cost):
    project = ProjectFactory(title="Falls")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/"
    around, opened = (cost(lambda at=at: lead.get(address + at)) for at in ("", "charter/aim/?from=overview"))
    assert opened == around, "the charter is read with the project"
    page = open_page(lead, f"{address}charter/aim/?from=overview")
    assert page.heading == "Falls"
    said = {"aim": "Half as many", "seen": page.context["form"].initial["seen"]}
    answer = lead.post(f"{address}charter/aim/?from=overview", said)
    assert answer.headers["Location"] == f"{address}#aim"
    page = open_page(lead, f"{address}edit/")
    said = {"title": "Fewer falls", "seen": page.context["form"].initial["seen"]}
    assert lead.post(f"{address}edit/", said).headers["Location"] == f"{address}#dates"


def test_what_is_asked_and_what_was_learned_stand_out(client_for):
    project = ProjectFactory(title="Falls")
    may = date(2026, 5, 1)
    update = services.open_update(project, by=None, on=may)
    said = {
        "course": "help wanted",
        "done": "Alarms",
        "decisions": "May we buy more?",
        "support": "A day of IT",
    }
    services.save_update(update, said, by=None)
    services.publish_update(update, by=None)
    services.publish_update(services.open_update(project, by=None, on=date(2026, 6, 1)), by=None)
    viewer = client_for("viewer", on=project.lead_organisation)
    page = open_page(viewer, f"/projects/{project.number}/")
    assert "Decisions wanted" in page
    assert "as in the update before" in page
    assert "Write an update" not in page
    told = open_page(viewer, f"/projects/{project.number}/updates/").text
    assert told.count("as in the update before") == 3, "what June left as May had it, and nothing of May's"
    services.end(
        project,
        state="stopped",
        reason="Money",
        outcome="not met",
        sentence="Half done",
        lesson="Lease first",
        by=None,
        on=date(2026, 7, 1),
    )
    page = open_page(viewer, f"/projects/{project.number}/")
    assert "Stopped: aim not met" in page
    assert "Lease first" in page
    assert "It ended on 1 July 2026." in page


def test_the_menu_is_as_long_as_the_track_needs(client_for):
    project = ProjectFactory(track="quick")
    page = open_page(client_for("auditor"), f"/projects/{project.number}/details/")
    menu = page.context["menu"]
    assert [item["text"] for item in menu if not item["more"]] == ["Overview", "Data", "Actions", "People"]
    assert {"Charter", "Details", "Updates", "Discussion", "History"} <= {
        i["text"] for i in menu if i["more"]
    }
    folded = next(each for each in page.document.every("details") if each.first("summary").text == "More")
    assert folded.has("open")
    assert not any(
        item["more"]
        for item in open_page(
            client_for("auditor"), f"/projects/{ProjectFactory(track='full').number}/"
        ).context["menu"]
    )


def test_empty_pages_ask_nothing_of_whoever_may_only_read(client_for):
    project = ProjectFactory(track="full")
    at = f"/projects/{project.number}/"
    reader, lead = client_for("viewer", on=project), client_for("lead", on=project)
    assert "Add some" not in open_page(reader, at).links()
    assert open_page(lead, at).links()["Add some"] == f"{at}milestones/"
    for address, to_a_reader, to_the_lead in (
        ("updates/", "Nothing has been reported yet.", "two minutes"),
        ("documents/", "No document is linked yet.", "A link to each document"),
        ("milestones/", "No milestone is set yet", "For example"),
    ):
        read, led = open_page(reader, at + address), open_page(lead, at + address)
        assert (to_a_reader in read, to_the_lead in read) == (True, False)
        assert (to_a_reader in led, to_the_lead in led) == (False, True)


def test_the_project_of_a_closed_organisation_says_who_took_over_and_its_old_name(client_for):
    old = OrganisationFactory(name="Mill Lane Surgery", closes_on=date(2026, 4, 1))
    number = ProjectFactory(lead_organisation=old).number
    auditor = client_for("auditor")
    assert "(was Mill Lane Surgery)" not in open_page(auditor, f"/projects/{number}/")
    for name in ("Vale Network", "Coast Network"):
        Succession.objects.create(
            predecessor=old, successor=OrganisationFactory(name=name), on=date(2026, 4, 1)
        )
    keep_called(date(2026, 4, 1))
    for page in ("", "details/", "people/"):
        said = open_page(auditor, f"/projects/{number}/{page}")
        assert "Coast Network and Vale Network (was Mill Lane Surgery)" in said, page
