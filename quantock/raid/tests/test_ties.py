"""Dependencies with two sides: the other project, both confirm, a change asks the other again; the map of all."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.people.services.joining import person_of
from quantock.projects import services as projects
from quantock.projects.models import Notice
from quantock.projects.services import NotNow, Refused
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import depending, services, ties
from quantock.raid.models import Entry, Sides
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
NEEDED = date(2027, 3, 1)


def dependency(title="The new network", other=None, *, promised="2027-03-08", direction="get", **project):
    """Open, needed on Monday 1 March 2027 and promised for the Monday after."""
    details = {"direction": direction, "party": "Digital services"} | (
        {"promised": promised} if promised else {}
    )
    project.setdefault("state", "active")
    entry = EntryFactory(
        kind="dependency", title=title, due_on=NEEDED, details=details, project=ProjectFactory(**project)
    )
    if other:
        depending.name_other(entry, other, by=None, on=ON)
    return entry


def here(entry, tail=""):
    return f"/projects/{entry.project.number}/log/{entry.pk}/{tail}"


def lead_of(client_for, project):
    client = client_for("lead", on=project)
    projects.involve(project, role="lead", person=person_of(client.user), by=None, on=ON)
    return client


def test_the_other_project_is_named_its_lead_told_and_both_confirm(client_for):
    other = ProjectFactory(title="Network renewal", visibility="team", state="active")
    theirs = lead_of(client_for, other)
    entry = dependency(visibility="team")
    ours = client_for("lead", on=entry.project)
    assert "No project that you may see" in open_page(
        ours, here(entry, "other-project/"), 422, post={"other": other.ref}
    )
    projects.change_record(other, {"visibility": "system"}, by=None, on=ON)
    ours.post(here(entry, "other-project/"), {"other": other.ref.lower()})
    page = open_page(ours, here(entry))
    assert "Network renewal" in page
    assert "Promised 5 working days later than needed" in page
    assert "please confirm" in Notice.objects.get(user=theirs.user).says
    sides = Sides.objects.get()
    there = f"/log/between/{sides.pk}/"
    told = open_page(theirs, there)
    assert "Not confirmed by both sides" in told
    assert "Promised 5 working days later" in told
    theirs.post(there, {"day": "8/3/2027"})
    told = open_page(theirs, there)
    assert "Both sides have confirmed it: nothing is left to do" in told
    assert "Confirmed by" in told
    assert "Keep the day to confirm" not in told, "what is done is not asked for"
    assert "Say another day" in told
    entry.refresh_from_db()
    assert entry.stands == "Agreed"


def test_a_change_on_one_side_asks_the_other_again(client_for):
    other = ProjectFactory(state="active")
    theirs = lead_of(client_for, other)
    entry = dependency(other=other, visibility="team")
    ours = lead_of(client_for, entry.project)
    sides = Sides.objects.get()
    there = f"/log/between/{sides.pk}/"
    theirs.post(there, {"day": "8/3/2027"})
    entry.refresh_from_db()
    ours.post(here(entry, "confirm/"))
    theirs.post(there, {"day": ""})
    Entry.objects.filter(pk=entry.pk).update(state="agreed")
    changed = services.change_entry(entry, {"due_on": date(2027, 2, 22)}, by=ours.user, on=ON)
    assert changed.stands == "Proposed", "what is not confirmed as it stands is agreed no more"
    sides.refresh_from_db()
    assert (sides.ours_by, sides.theirs_on) == (ours.user, None)
    assert "please confirm it again" in Notice.objects.filter(user=theirs.user).last().says
    theirs.post(there, {"day": "1/3/2027"})
    sides.refresh_from_db()
    entry.refresh_from_db()
    assert entry.details["promised"] == "2027-03-01"
    assert (sides.ours_on, sides.theirs_by) == (None, theirs.user)
    assert Notice.objects.filter(user=ours.user, says__contains="confirm it again").exists()
    assert "Confirm it as it stands" in open_page(ours, here(entry))
    ours.post(here(entry, "confirm/"))
    sides.refresh_from_db()
    assert sides.is_agreed
    services.change_entry(entry, {"details": {"impact": "Go-live waits"}}, by=None, on=ON)
    sides.refresh_from_db()
    assert sides.is_agreed


def test_where_we_give_the_other_side_says_when_it_needs_it(client_for):
    other = ProjectFactory(state="active")
    entry = dependency(other=other, direction="give")
    client = client_for("lead", on=other)
    there = f"/log/between/{Sides.objects.get().pk}/"
    assert "When do you need it?" in open_page(client, there)
    client.post(there, {"day": "15/3/2027"})
    assert Entry.objects.get(pk=entry.pk).due_on == date(2027, 3, 15)
    open_page(client, there, 422, post={"day": "soon"})


def test_on_oneself_in_a_circle_and_what_is_no_reference_get_a_clear_answer(client_for):
    entry = dependency(visibility="system")
    client = client_for("lead", on=entry.project)
    form = here(entry, "other-project/")
    assert "cannot depend on itself" in open_page(client, form, 422, post={"other": entry.project.ref})
    assert "such as P-0042" in open_page(client, form, 422, post={"other": "the network"})
    assert not Sides.objects.exists()
    add, itself = f"/projects/{entry.project.number}/log/dependencies/add/", entry.project.ref.lower()
    said = {"title": "The rota", "direction": "get", "party": itself, "due_on": "1/3/2027"}
    assert "cannot depend on itself" in open_page(client, add, 422, post=said)
    form_of_all = here(entry, "change/")
    said |= {"state": entry.state, "party": entry.project.title}
    assert "cannot depend on itself" in open_page(client, form_of_all, 422, post=said)
    assert Entry.objects.get().details.get("party") != entry.project.title
    middle = ProjectFactory(visibility="system")
    second = EntryFactory(kind="dependency", project=middle)
    third = EntryFactory(kind="dependency", project=ProjectFactory(visibility="system"))
    depending.name_other(second, third.project, by=None, on=ON)
    depending.name_other(third, entry.project, by=None, on=ON)
    said = client.post(form, {"other": middle.ref}, follow=True).content.decode()
    assert "closes a circle" in said
    assert "closes a circle" in open_page(client, f"/log/between/{Sides.objects.get(dependency=entry).pk}/")


def test_refused_for_other_kinds_and_after_it_has_ended(client_for):
    other = ProjectFactory()
    with pytest.raises(Refused, match="no other side"):
        depending.name_other(EntryFactory(), other, by=None, on=ON)
    entry = dependency(other=other)
    services.close(entry, "met", by=None, on=ON)
    with pytest.raises(NotNow, match="has ended, as “Met”"):
        depending.name_other(entry, other, by=None, on=ON)
    client = client_for("lead", on=other)
    there = f"/log/between/{Sides.objects.get().pk}/"
    assert "What your side says" not in open_page(client, there)
    assert "has ended" in client.post(there, {"day": ""}, follow=True).content.decode()
    lead = client_for("lead", on=entry.project)
    assert lead.get(here(EntryFactory(project=entry.project), "other-project/")).status_code == 404
    assert lead.post(here(dependency(), "confirm/")).status_code == 404


def test_what_is_kept_to_named_people_or_of_others_is_not_seen(client_for):
    other = ProjectFactory(state="active", visibility="team", title="Secret works")
    entry = dependency(other=other, visibility="system", title="Wires")
    there = f"/log/between/{Sides.objects.get().pk}/"
    viewer = client_for("viewer")
    for address in ("/log/between/", here(entry), there):
        page = open_page(viewer, address)
        assert "Secret works" not in page
        assert "A project that you may not see" in page
    assert viewer.post(there, {"day": ""}).status_code == 403
    lead = client_for("lead", on=other)
    assert "Wires" in open_page(lead, "/log/between/")
    services.keep_to(entry, [], restricted=True, by=None)
    assert lead.get(there).status_code == 404
    assert "Wires" not in open_page(lead, "/log/between/")


def test_the_map_and_its_table_say_the_same_narrowed_and_out(client_for, monkeypatch):
    other = ProjectFactory(title="Network renewal", visibility="system", state="active")
    late = dependency("The new network", other, visibility="system")
    dependency("The data", other, promised="2027-02-22", visibility="system")
    dependency("A room", promised=None, visibility="system")
    client = client_for("auditor")
    page = open_page(client, "/log/between/")
    assert "3 dependencies open: 1 promised later than needed, 2 not confirmed by both sides" in page
    assert page.rows()[0][-1] == "5 days late"
    assert page.rows()[1][-1] == "In time"
    assert page.rows()[2][-1] == "Not known"
    assert "5 days late" in str(page.context["picture"][0])
    assert len(open_page(client, "/log/between/?show=late").rows()) == 1
    assert len(open_page(client, "/log/between/?show=confirm").rows()) == 2
    assert len(open_page(client, "/log/between/?show=across&by=organisations").rows()) == 3
    assert len(open_page(client, "/log/between/?q=a+room").rows()) == 1
    name = late.project.lead_organisation.name
    assert len(open_page(client, f"/log/between/?organisation={name}").rows()) == 1
    assert "Nothing is open that passes" in open_page(client, "/log/between/?q=nonsense")
    assert open_page(client, "/log/between/?organisation=nonsense&by=x")
    body = b"".join(client.get("/log/between/export/csv/?show=late").streaming_content).decode()
    assert "The new network" in body
    assert "A room" not in body
    monkeypatch.setattr(ties, "SIZE", 1)
    second = open_page(client, "/log/between/?page=2")
    assert [row[-1] for row in second.rows()] == ["In time"]
    assert "3 dependencies open" in second
    assert "5 days late" in str(second.context["picture"][0])
    monkeypatch.setattr(ties, "MOST", 2)
    assert "No more than 2 are looked at" in open_page(client, "/log/between/")
    assert "No more than" not in open_page(client, "/log/between/?show=late")


def test_the_map_stands_as_it_did_on_a_past_day_beside_an_earlier_one(client_for):
    entry = dependency(visibility="system")
    moved = [timezone.localdate() - timedelta(days=days) for days in (12, 5)]
    services.change_entry(entry, {"due_on": date(2027, 3, 5)}, by=None, on=moved[0])
    services.change_entry(entry, {"due_on": date(2027, 3, 8)}, by=None, on=moved[1])
    day, earlier = (f"{each.day}/{each.month}/{each.year}" for each in (moved[0], moved[0] - timedelta(1)))
    client = client_for("viewer")
    assert open_page(client, "/log/between/").rows()[0][-1] == "In time"
    page = open_page(client, f"/log/between/?as_at={day}&since={earlier}")
    assert page.rows()[0][-1] == "1 day late was 5 days late"
    assert ": 1 open, 1 promised later than needed" in page
    assert "1 day late" in str(page.context["picture"][0])
    assert open_page(client, f"/log/between/?since={day}").rows()[0][-1] == "In time was 1 day late"
    assert "known for today only" in open_page(client, f"/log/between/?as_at={day}&show=confirm")
    assert "new" in open_page(client, "/log/between/?since=1/1/2020").rows()[0][-1]


def test_pages_cost_the_same_however_many(client_for, cost):
    client = client_for("auditor")
    other = ProjectFactory(visibility="system", state="active")
    entry = dependency(other=other)
    pages = ("/log/between/", f"/log/between/{Sides.objects.get().pk}/", here(entry))
    few = [cost(lambda page=page: client.get(page)) for page in pages]
    for _ in range(8):
        dependency(other=other)
        dependency()
    assert [cost(lambda page=page: client.get(page)) for page in pages] == few
    assert max(few[:2]) <= 12
