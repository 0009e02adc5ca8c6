"""Milestones move, are reached and re-baselined; people get a part and the right that goes with it."""

from datetime import date

import pytest

from quantock.access import Role
from quantock.accounts.models import Grant
from quantock.accounts.tests.factories import UserFactory
from quantock.people.models import Person
from quantock.people.tests.factories import PersonFactory
from quantock.projects import services
from quantock.projects.forms.milestones import milestone_in
from quantock.projects.models import MilestoneFact, MoneyFact
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
MAY, JUNE, DUE = date(2026, 5, 1), date(2026, 6, 1), date(2027, 1, 15)


@pytest.fixture
def milestone():
    rows = [{"name": "Alarms fitted", "forecast": DUE}]
    return services.add_milestones(ProjectFactory(), rows, by=None, on=MAY)[0]


def test_a_first_forecast_is_the_baseline_unless_provisional(milestone):
    assert milestone.baseline == DUE
    rows = [{"name": "Maybe", "forecast": DUE, "provisional": True}]
    [other] = services.add_milestones(milestone.project, rows, by=None, on=MAY)
    assert other.baseline is None


def test_an_earlier_forecast_can_be_read(milestone):
    later = date(2027, 2, 1)
    services.forecast_milestone(milestone, forecast=later, provisional=False, by=None, on=JUNE)
    assert MilestoneFact.objects.as_at(MAY).get().forecast == DUE
    assert MilestoneFact.objects.now().get().forecast == later


def test_rebaselining_needs_a_reason_and_is_counted(milestone):
    with pytest.raises(ValueError, match="reason"):
        services.rebaseline(milestone, baseline=JUNE, reason="", by=None, on=JUNE)
    moved = services.rebaseline(milestone, baseline=date(2027, 3, 1), reason="New kit", by=None, on=JUNE)
    assert moved.rebaselined == 1


def send(client, url, said, status=200):
    """A form as a browser sends it: with what it showed."""
    seen = open_page(client, url).context["form"].initial["seen"]
    return open_page(client, url, status, post={**said, "seen": seen}, follow=True)


@pytest.mark.parametrize(
    ("part", "said", "theirs", "column"),
    [
        ("forecast", {"forecast": "15/3/2027", "reason": "Mine"}, "forecast_milestone", "forecast"),
        ("baseline", {"baseline": "15/3/2027", "reason": "Mine"}, "rebaseline", "baseline"),
        ("reached", {"actual": "1/10/2026", "evidence": "Mine"}, "reach_milestone", "actual"),
    ],
)
def test_two_who_date_one_milestone_see_both(client_for, milestone, part, said, theirs, column):
    project = milestone.project
    lead, url = (
        client_for("lead", on=project),
        f"/projects/{project.number}/milestones/{milestone.pk}/{part}/",
    )
    seen = open_page(lead, url).context["form"].initial["seen"]
    day = date(2026, 9, 1) if column == "actual" else date(2027, 2, 1)
    more = {"forecast": {"provisional": False}, "baseline": {"reason": "Theirs"}}.get(column, {})
    getattr(services, theirs)(milestone, **{column: day}, **more, by=None, on=JUNE)
    told = lead.post(url, {**said, "seen": seen})
    assert told.status_code == 409
    assert "Mine" in told.text
    milestone.refresh_from_db()
    assert getattr(milestone, column) == day, "nothing of the second is saved yet"
    again = {**said, "seen": told.context_data["form"].data["seen"]}
    assert lead.post(url, again).status_code == 302
    milestone.refresh_from_db()
    assert getattr(milestone, column) != day


def test_what_the_second_left_alone_stays_as_the_first_said_it(client_for, milestone):
    project = milestone.project
    lead, url = (
        client_for("lead", on=project),
        f"/projects/{project.number}/milestones/{milestone.pk}/forecast/",
    )
    seen = open_page(lead, url).context["form"].initial["seen"]
    services.forecast_milestone(milestone, forecast=DUE, provisional=True, by=None, on=JUNE)
    assert lead.post(url, {"forecast": "15/3/2027", "seen": seen}).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.forecast, milestone.provisional) == (date(2027, 3, 15), True)


def test_the_pages_of_milestones(client_for, milestone):
    project = milestone.project
    lead, at = client_for("lead", on=project), f"/projects/{project.number}/milestones/"
    open_page(
        lead, f"{at}add/", post={"name": "Staff trained", "forecast": "1/2/2027", "kind": "gate"}, follow=True
    )
    page = send(lead, f"{at}{milestone.pk}/forecast/", {"forecast": "15/3/2027"})
    assert "later than its baseline" in page
    page = send(lead, f"{at}{milestone.pk}/reached/", {"actual": "1/1/2190"}, 422)
    assert "cannot have been reached in the future" in page.errors()[0]
    assert "Complete" in send(lead, f"{at}{milestone.pk}/reached/", {"actual": "1/10/2026"})
    page = open_page(lead, f"{at}{milestone.pk}/remove/", post={"reason": "Merged"}, follow=True)
    assert "Alarms fitted" not in page


def test_a_stopped_project_says_what_it_did_not_reach(client_for, milestone):
    project = milestone.project
    said = {"state": "stopped", "reason": "No money", "outcome": "not met", "sentence": "Nothing came"}
    services.end(project, **said, lesson="Ask first", by=None, on=JUNE)
    client = client_for("lead", on=project)
    page = open_page(client, f"/projects/{project.number}/milestones/")
    assert "1 milestone: 0 reached, 1 not reached when it was stopped" in page
    assert "the project was stopped before" in page
    for at in ("", "milestones/"):
        page = open_page(client, f"/projects/{project.number}/{at}")
        assert "Not reached" in page
        assert "not reviewed" not in page
        assert "Not known" not in page


def test_another_projects_milestone_does_not_exist_here(client_for, milestone):
    mine = ProjectFactory()
    lead = client_for("lead", on=mine)
    open_page(lead, f"/projects/{mine.number}/milestones/{milestone.pk}/forecast/", 404)


def test_a_part_and_its_right_begin_and_end_together():
    project, user = ProjectFactory(), UserFactory()
    person = Person.objects.create(user=user, name="Tom Ellis", email=user.email)
    part = services.involve(project, role=Role.COACH, person=person, by=None, on=MAY)
    assert services.involve(project, role=Role.COACH, person=person, by=None, on=MAY) == part
    assert Grant.objects.get(user=user).role == "coach"
    services.end_involvement(part, by=None, on=JUNE)
    assert not Grant.objects.filter(user=user).exists()


def test_a_name_stays_text_until_that_person_joins():
    project, user = ProjectFactory(), UserFactory()
    part = services.involve(project, role=Role.SPONSOR, name="Dr A. Shah", by=None, on=MAY)
    person = Person.objects.create(user=user, name="Amina Shah")
    services.claim_name(part, person, by=None, on=JUNE)
    assert Grant.objects.get(user=user).role == "sponsor"


def test_the_page_of_people(client_for):
    project = ProjectFactory()
    lead, at = client_for("lead", on=project), f"/projects/{project.number}/people/"
    page = open_page(lead, f"{at}add/", 422, post={"role": "coach", "who": "nobody@trust.example"})
    assert "has joined yet" in page.errors()[0]
    page = open_page(lead, f"{at}add/", post={"role": "coach", "who": "Ruth Adeyemi"}, follow=True)
    assert "has not joined yet" in page
    part = project.involvements.get(name="Ruth Adeyemi")
    assert "Ruth Adeyemi" not in [
        row[0] for row in open_page(lead, f"{at}{part.pk}/end/", post={}, follow=True).rows()
    ]
    assert "taken away already" in open_page(lead, f"{at}{part.pk}/end/", post={}, follow=True)
    assert "taken away already" in open_page(lead, f"{at}partners/7/end/", post={}, follow=True)


def test_money_is_a_right_of_its_own(client_for):
    project = ProjectFactory(visibility="system")
    MoneyFact.objects.create(
        project=project, so_from=MAY, span="whole-life", basis="budget", pence=150_000_000_00
    )
    assert "£150,000,000" in open_page(client_for("lead", on=project), f"/projects/{project.number}/money/")
    coach = client_for("coach", on=project)
    open_page(coach, f"/projects/{project.number}/money/", 403)
    assert "/money/" not in open_page(coach, f"/projects/{project.number}/").markup


@pytest.mark.parametrize(
    ("line", "name", "day", "provisional"),
    [
        ("Night staff trained\t15/1/2027", "Night staff trained", date(2027, 1, 15), False),
        ("Trained, tested; 15 January 2027", "Trained, tested", date(2027, 1, 15), False),
        (
            "Alarms fitted, all of them, 1.2.2027 (provisional)",
            "Alarms fitted, all of them",
            date(2027, 2, 1),
            True,
        ),
        ("Go live 3 March 2027?", "Go live", date(2027, 3, 3), True),
        ("Go live 3/3/2027", "Go live", date(2027, 3, 3), False),
    ],
)
def test_a_line_holds_a_name_and_a_date(line, name, day, provisional):
    assert milestone_in(line) == {"name": name, "forecast": day, "provisional": provisional}


def test_several_are_pasted_looked_at_and_added(client_for):
    project = ProjectFactory()
    lead, at = client_for("lead", on=project), f"/projects/{project.number}/milestones/"
    page = open_page(lead, f"{at}paste/", 422, post={"lines": "Go live, 3/3/2027\nSomething\n4/4/2027"})
    first, second = page.errors()
    assert "“Something”: write a date" in first
    assert "“4/4/2027”: write" in second
    assert "Nothing was added" in page.errors()[0]
    many = "\n".join(["Go live, 3/3/2027"] * 101)
    assert "at most 100" in open_page(lead, f"{at}paste/", 422, post={"lines": many}).errors()[0]
    said = {"lines": "Go live, 3/3/2027\nReview, 4/4/2027 provisional"}
    page = open_page(lead, f"{at}paste/", post=said)
    assert page.rows() == [["Go live", "3 Mar 2027"], ["Review", "4 Apr 2027 (provisional)"]]
    assert not project.milestones.exists()
    page = open_page(lead, f"{at}paste/", post={**said, "sure": "yes"}, follow=True)
    assert "Added 2 milestones" in page
    assert page.markup.count("<svg") >= 2
    baselines = dict(project.milestones.values_list("name", "baseline"))
    assert baselines == {"Go live": date(2027, 3, 3), "Review": None}


def test_what_has_no_day_is_not_drawn(client_for):
    project = ProjectFactory()
    services.add_milestones(project, [{"name": "Some day"}], by=None, on=MAY)
    page = open_page(client_for("auditor"), f"/projects/{project.number}/milestones/")
    assert page.context["picture"] is None


def test_kind_owner_and_evidence_are_changed_later_and_told(client_for):
    project = ProjectFactory()
    [one] = services.add_milestones(project, [{"name": "Alarms", "owner_text": "Ann"}], by=None, on=MAY)
    lead = client_for("lead", on=project)
    owner = PersonFactory(user__name="Tom Ellis", user__email="tom@trust.example")
    at = f"/projects/{project.number}/milestones/{one.pk}/change/"
    form = open_page(lead, at).context["form"]
    seen = form.initial["seen"]
    said = {"name": "Alarms fitted", "kind": "gate", "owner": "TOM@trust.example", "evidence": "Signed off"}
    page = open_page(lead, at, 422, post={**said, "owner": "nobody@trust.example", "seen": seen})
    assert "Nobody with this e-mail address has joined yet" in page.errors()[0]
    page = open_page(lead, at, post={**said, "seen": seen}, follow=True)
    for words in ("Alarms fitted", "Gate · Tom Ellis", "Known by: Signed off"):
        assert words in page
    one.refresh_from_db()
    assert (one.owner, one.owner_text) == (owner, "")
    history = open_page(lead, f"/projects/{project.number}/history/?section=milestones").rows()[0][1]
    assert "Changed evidence, kind, name and owner of the milestone “Alarms”" in history
    for words in ("was Key", "is Gate", "was Ann", "is Tom Ellis"):
        assert words in history
    page = open_page(lead, at, 409, post={**said, "name": "Alarms bought", "seen": seen})
    assert "Someone else changed this while you were typing" in page.text
    seen = open_page(lead, at).context["form"].initial["seen"]
    open_page(lead, at, post={**said, "owner": "Sister Jones", "seen": seen}, follow=True)
    one.refresh_from_db()
    assert (one.owner, one.owner_text) == (None, "Sister Jones")
    open_page(lead, at.replace(str(one.pk), "999999"), 404)
