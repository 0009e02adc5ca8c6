"""Comments with mentions, taking back, following, and what coaches note."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.access import Role
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.projects import services
from quantock.projects.mentions import mentioned_in
from quantock.projects.models import CoachingNote, Comment, Follow, Notice
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

TODAY = date(2026, 11, 2)
PEOPLE = [("Ann Lee", 1), ("Ann Lee Smith", 2), ("Zoë O’Hara", 3), ("Ann Lee", 4)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Thanks @Ann Lee Smith!", [2]),
        ("thanks @ann  lee", [1, 4]),
        ("@Zoë O’Hara and @Ann Lee Smith, @Zoë O’Hara again", [3, 2]),
        ("write to me@Ann Lee", []),
        ("@Ann Leeson and @nobody", []),
        ("", []),
    ],
)
def test_who_is_meant(text, meant):
    assert mentioned_in(text, PEOPLE) == meant


def test_nobody_can_be_meant_where_nobody_is():
    assert mentioned_in("@Ann Lee", [("", 1)]) == []


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward")


def somebody(project, name, role=Role.TEAM):
    person = PersonFactory(user__name=name)
    services.involve(project, role=role, person=person, by=None, on=TODAY)
    return person.user


def address(project):
    return f"/projects/{project.number}/discussion/"


def test_it_works_and_whoever_is_named_or_ticked_is_told(client_for, project):
    ruth, priya = somebody(project, "Ruth Adeyemi", Role.COACH), somebody(project, "Priya Nair")
    tom = client_for("team", on=project, name="Tom Ellis")
    assert "Nobody has said anything yet" in open_page(tom, address(project))
    said = {"text": "The alarms have come, @Priya Nair.", "tell": [str(ruth.pk)]}
    page = open_page(tom, address(project), post=said, follow=True)
    assert "The alarms have come, @Priya Nair." in page
    assert "Told" in page
    assert {notice.user for notice in Notice.objects.all()} == {ruth, priya}
    notice = Notice.objects.filter(user=ruth).get()
    assert notice.says == f"Tom Ellis mentioned you about {project.ref} Falls on Ash ward"
    assert "alarms" not in notice.says
    history = open_page(tom, f"/projects/{project.number}/history/")
    assert "Commented" in history
    assert "alarms" not in history


def test_asking_the_coach_ticks_and_tells_the_coach(client_for, project):
    ruth = somebody(project, "Ruth Adeyemi", Role.COACH)
    lead = client_for("lead", on=project)
    page = open_page(lead, f"{address(project)}?ask=coach")
    assert "Ask your coach" in page
    assert page.context["form"]["tell"].value() == [str(ruth.pk)]
    said = {"text": "How many points do we need?", "tell": [str(ruth.pk)]}
    open_page(lead, f"{address(project)}?ask=coach", post=said, follow=True)
    assert Notice.objects.get().kind == "help"


@pytest.mark.parametrize("text", ["", "She is 943 476 5919", "x" * 3001])
def test_what_cannot_be_said_is_kept_in_the_form(client_for, project, text):
    page = open_page(client_for("team", on=project), address(project), 422, post={"text": text})
    assert len(page.errors()) == 1
    assert Comment.objects.count() == 0
    assert page.context["form"]["text"].value() == text


def test_somebody_who_is_none_of_its_people_cannot_be_told(client_for, project):
    stranger = PersonFactory().user
    said = {"text": "Hello", "tell": [str(stranger.pk)]}
    somebody(project, "Priya Nair")
    open_page(client_for("team", on=project), address(project), 422, post=said)
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("sees", [True, False])
def test_who_spoke_here_is_answered_while_she_may_see_it(client_for, project, sees):
    tom = client_for("auditor" if sees else None, name="Tom Ellis").user
    services.comment(project, text="How is it?", mentioned=[], by=tom)
    page = open_page(
        client_for("team", on=project), address(project), post={"text": "Well, @Tom Ellis"}, follow=True
    )
    assert Notice.objects.filter(user=tom).exists() == sees
    assert ("Tom Ellis was not told" in page.markup) != sees


def test_a_name_of_whom_nobody_is_told_is_pointed_out(client_for, project):
    PersonFactory(user__name="David Llewellyn")
    said = {"text": "See this, @David Llewellyn and @Nobody Atall; mail a@Trust.example, @ home"}
    page = open_page(client_for("team", on=project), address(project), post=said, follow=True)
    assert (
        "David Llewellyn and Nobody Atall were not told: only this project's people"
        in page.markup.replace("&#39;", "'")
    )
    assert Notice.objects.count() == 0


def test_one_takes_back_ones_own_and_nobody_elses(client_for, project):
    priya = somebody(project, "Priya Nair")
    tom, other = client_for("team", on=project), client_for("team", on=project)
    said = services.comment(project, text="Wrong ward, sorry", mentioned=[priya], by=tom.user)
    back = f"{address(project)}{said.pk}/take-back/"
    open_page(other, back, 404, post={})
    assert "Wrong ward, sorry" in open_page(tom, back), "asked about once more"
    assert Comment.objects.get().text
    page = open_page(tom, back, post={}, follow=True)
    assert "Taken back on" in page
    assert "Wrong ward" not in page
    assert Comment.objects.get().text == ""
    assert Notice.objects.count() == 0
    open_page(tom, back, post={}, follow=True)
    assert "Took back a comment" in open_page(tom, f"/projects/{project.number}/history/")


def test_whoever_only_looks_reads_and_cannot_say(client_for, project):
    services.comment(project, text="The alarms have come", mentioned=(), by=PersonFactory().user)
    page = open_page(client_for("viewer", on=project), address(project))
    assert "The alarms have come" in page
    assert "What would you like to say?" not in page
    open_page(client_for("member", on=OrganisationFactory()), address(project), 404)


def test_a_long_discussion_costs_the_same_and_has_pages(client_for, cost, project):
    by = somebody(project, "Priya Nair")
    lead = client_for("lead", on=project)
    for number in range(3):
        services.comment(project, text=f"Said {number}", mentioned=[lead.user], by=by)
    few = cost(lambda: lead.get(address(project)))
    for number in range(60):
        services.comment(project, text=f"More {number}", mentioned=[lead.user], by=by)
    assert cost(lambda: lead.get(address(project))) == few
    assert "Said 0" in open_page(lead, f"{address(project)}?page=2")
    open_page(lead, f"{address(project)}?page=nonsense")


def test_one_follows_and_stops(client_for, project):
    client = client_for("viewer", on=project)
    for _ in range(2):
        open_page(client, f"/projects/{project.number}/follow/", post={}, follow=True)
    assert Follow.objects.get().user == client.user
    assert "Stop following" in open_page(client, f"/projects/{project.number}/")
    open_page(client, f"/projects/{project.number}/unfollow/", post={}, follow=True)
    assert Follow.objects.count() == 0


def noted(client, project, status=200, **said):
    sent = {"on": "1/11/2026", "how": "met", "text": "They lack a second person", **said}
    return open_page(client, f"{address(project)}contact/", status, post=sent, follow=status == 200)


def test_a_coachs_note_is_for_coaches_until_it_is_ticked(client_for, project):
    coach, lead = client_for("coach", on=project), client_for("lead", on=project)
    page = noted(coach, project)
    assert "They lack a second person" in page
    assert "only coaches read this" in page
    assert "They lack" not in open_page(lead, address(project))
    assert "Coaching: we met" not in open_page(
        client_for("viewer", on=project), f"/projects/{project.number}/history/"
    )
    assert "Coaching: we met on 1 November 2026" in open_page(lead, f"/projects/{project.number}/history/")
    noted(coach, project, text="Well begun", for_team="on")
    assert "Well begun" in open_page(lead, address(project))
    for role in ("viewer", "finance"):
        assert "Well begun" not in open_page(client_for(role, on=project), address(project))
    assert "Well begun" not in open_page(client_for("auditor"), address(project))
    assert "They lack" in open_page(client_for("coach", on=project.lead_organisation), address(project))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"how": "", "text": ""}, "Write a note, or say how you were in contact"),
        ({"on": "x"}, "Enter a date"),
        ({"text": "943 476 5919"}, "NHS number"),
        ({"how": "pigeon"}, "How?"),
    ],
)
def test_a_note_is_checked(client_for, project, said, wrong):
    page = noted(client_for("coach", on=project), project, 422, **said)
    assert any(wrong in error for error in page.errors()), page.errors()
    assert CoachingNote.objects.count() == 0


def test_a_note_is_of_what_has_happened(client_for, project):
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = f"{tomorrow.day}/{tomorrow.month}/{tomorrow.year}"
    page = noted(client_for("coach", on=project), project, 422, on=day)
    assert "today or a day that has passed" in page.errors()[0]


def test_only_coaches_note_contacts(client_for, project):
    open_page(client_for("lead", on=project), f"{address(project)}contact/", 403)
    elsewhere = ProjectFactory(visibility="system")
    open_page(client_for("coach", on=elsewhere), f"{address(project)}contact/", 404)


def test_an_administrator_does_not_read_what_coaches_note(client_for, project):
    noted(client_for("coach", on=project), project)
    for admin in (client_for("admin"), client_for("admin", on=project.lead_organisation)):
        assert "They lack" not in open_page(admin, address(project))
