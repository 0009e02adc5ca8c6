"""People who leave: membership, sign-in, what they had, and their name."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from quantock.access import Role, viewer_for
from quantock.accounts.models import Grant, User
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit import log
from quantock.audit.models import Event
from quantock.people.models import Person
from quantock.people.services import leaving
from quantock.people.services.erasing import Replacement, replace_everywhere
from quantock.people.services.joining import become_member, describe
from quantock.people.tests.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
)
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.models import Involvement, Milestone
from quantock.projects.tests.factories import ProjectFactory
from quantock.web import mail
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)


@pytest.fixture
def trust():
    return OrganisationFactory(name="Mendip Trust")


@pytest.fixture
def tom(trust):
    tom = PersonFactory(user__name="Tom Ellis", user__email="tom@mendip.example")
    become_member(tom, trust)
    return tom


def address(person, *more):
    return "/".join(["/administration/people", str(person.pk), *more, ""])


def test_one_leaves_an_organisation_with_its_roles(client_for, trust, tom):
    grant(tom.user, "coach", on=trust)
    elsewhere = OrganisationFactory(name="Brendon Council")
    membership = tom.memberships.get()
    become_member(tom, elsewhere)
    client = client_for("admin", on=trust)
    open_page(client, address(tom))
    open_page(client, address(tom, "leave", str(membership.pk)), post={"x": ""}, follow=True)
    assert set(viewer_for(tom.user).organisations) == {elsewhere.pk}
    assert Event.objects.get(verb="left").says == "Tom Ellis left Mendip Trust"
    open_page(client, address(tom, "leave", str(membership.pk)), 404, post={"x": ""})
    other = tom.memberships.get(until=None)
    open_page(client, address(tom, "leave", str(other.pk)), 403, post={"x": ""})
    open_page(client, address(tom, "deactivate"), 403, post={"x": ""})


def test_whose_sign_in_is_closed_is_out_at_once(client_for, tom):
    theirs = Client()
    tom.user.set_password("a long enough phrase")
    tom.user.save(update_fields=["password"])
    EmailAddress.objects.create(user=tom.user, email=tom.user.email, verified=True, primary=True)
    theirs.post("/accounts/login/", {"login": tom.user.email, "password": "a long enough phrase"})
    assert theirs.get("/me/").status_code == 200
    client = client_for("admin")
    page = open_page(client, address(tom, "deactivate"), post={"x": ""}, follow=True)
    assert "Cannot sign in since" in page
    assert theirs.get("/me/").status_code == 302
    assert not tom.memberships.filter(until=None).exists()
    assert len(open_page(client, "/administration/people/?left=on").rows()) == 1
    open_page(client, address(tom, "reactivate"), post={"x": ""}, follow=True)
    assert theirs.get("/me/").status_code == 302, "a session of before does not come back to life"
    theirs.force_login(User.objects.get(pk=tom.user.pk))
    assert theirs.get("/me/").status_code == 200


def test_an_administrator_is_told_of_roles_that_outlive_a_closed_sign_in(client_for, trust, tom):
    grant(tom.user, Role.VIEWER, on=trust)
    count = Grant.objects.filter(user=tom.user).count()
    client = client_for("admin")
    closed = open_page(client, address(tom, "deactivate"), post={"x": ""}, follow=True)
    assert f"They keep {count} roles, which hold again if you let them sign in again." in closed.document.text
    assert f"They keep {count} roles, which hold again as soon as you let them sign in" in closed
    assert len(closed.rows()) == count, "they stand there to be removed"
    removed = open_page(
        client, next(to for to in closed.links().values() if "/take/" in to), post={"x": ""}, follow=True
    )
    assert len(removed.rows()) == count - 1
    assert not open_page(client, f"/administration/roles/?q={tom.email}").rows(), "none holds today"
    count -= 1
    opened = open_page(client, address(tom, "reactivate"), post={"x": ""}, follow=True)
    assert (
        f"They have their {count} {'role' if count == 1 else 'roles'} of before: remove those"
        in opened.document.text
    )
    Grant.objects.filter(user=tom.user).delete()
    closed = open_page(client, address(tom, "deactivate"), post={"x": ""}, follow=True)
    assert "They hold no role" in closed


def test_the_last_administrator_does_not_leave(client_for):
    client = client_for("admin")
    me = PersonFactory(user=client.user)
    for what, more in (("deactivate", {"x": ""}), ("erase", {"name": me.name})):
        page = open_page(client, address(me, what), post=more, follow=True)
        assert "This is the last administrator" in page
    me.refresh_from_db()
    assert me.erased_at is None
    assert me.user.is_active


def test_what_one_led_goes_to_another(client_for, tom):
    heir = PersonFactory(user__name="Ruth Adeyemi", user__email="ruth@mendip.example")
    project = ProjectFactory()
    services.involve(project, role=Role.LEAD, person=tom, by=None, on=ON)
    [milestone] = services.add_milestones(
        project, [{"name": "Alarms fitted", "forecast": ON}], by=None, on=ON
    )
    Milestone.objects.filter(pk=milestone.pk).update(owner=tom)
    grant(tom.user, "sponsor", on=PortfolioFactory())
    client = client_for("admin")
    open_page(client, address(tom, "hand-over"))
    page = open_page(client, address(tom, "hand-over"), post={"heir": "Ruth Adeyemi"}, follow=True)
    assert "Ruth Adeyemi took over 3 things from Tom Ellis" in page
    assert Involvement.objects.get(until=None).person == heir
    assert Milestone.objects.get().owner == heir
    assert {held.place for held in Grant.objects.filter(user=heir.user)} == {"project", "portfolio"}
    assert {held.place for held in Grant.objects.filter(user=tom.user)} == {"organisation"}


@pytest.mark.parametrize(
    ("heir", "error"),
    [
        ("", 'Answer "To whom"'),
        ("Nobody", "Nobody who can sign in is called"),
        ("tom@mendip.example", "Somebody else has to take over"),
        ("new@mendip.example", "has not said who they are yet"),
    ],
)
def test_who_cannot_take_over(client_for, tom, heir, error):
    UserFactory(email="new@mendip.example", name="")
    page = open_page(client_for("admin"), address(tom, "hand-over"), 422, post={"heir": heir})
    assert error in page.errors()[0]


@pytest.fixture
def kept_mails(settings, tmp_path):
    """Messages as a site without a mail server keeps them."""
    settings.DATA_DIR = tmp_path
    settings.EMAIL_BACKEND = "quantock.web.mail.Outbox"
    return lambda about: mail.send("priya@mendip.example", about, "Read it.")


def test_an_erased_person_is_a_pseudonym_everywhere_and_decisions_stay(client_for, tom, kept_mails):
    project = ProjectFactory()
    services.involve(project, role=Role.LEAD, person=tom, by=tom.user, on=ON)
    services.change_charter(
        project,
        {"problem": "TOM ELLIS says beds come free late; write to tom@mendip.example."},
        by=tom.user,
        on=ON,
    )
    changes = [log.change("lead", "Lead", "Ann Ames", "Tom Ellis")]
    log.record("changed", project, by=tom.user, says="Tom Ellis took the lead", changes=changes)
    services.involve(project, role=Role.COACH, name="Tom Elliston", by=None, on=ON)
    InvitationFactory(email="tom@mendip.example")
    kept_mails(about="Tom Ellis mentioned you")
    kept_mails(about="Your week")
    decisions = Event.objects.count()
    client = client_for("admin")
    page = open_page(client, address(tom, "erase"))
    assert "This cannot be taken back" in page
    wrong = open_page(client, address(tom, "erase"), 422, post={"name": "Tom"})
    assert "That is not the name. It is Tom Ellis" in wrong.errors()[0]
    open_page(client, address(tom, "erase"), post={"name": "tom ellis"}, follow=True)
    pseudonym = f"Former colleague {tom.pk}"
    for text in (
        *Event.objects.values_list("says", flat=True),
        *map(str, Event.objects.values_list("changes")),
    ):
        assert "Tom Ellis" not in text.replace("Tom Elliston", "")
    assert Event.objects.filter(actor__name=pseudonym).count() >= 3
    assert Event.objects.count() > decisions
    assert [each.subject for each in mail.kept()] == ["Your week"]
    assert f"{pseudonym} says beds come free late; write to an erased address." in str(
        list(project.charters.values_list("problem"))
    )
    assert project.involvements.filter(name="Tom Elliston").exists(), "a longer name is somebody else's"
    user = User.objects.get(pk=tom.user.pk)
    assert not user.is_active
    assert not user.has_usable_password()
    assert "tom" not in user.email
    history = open_page(client, f"/projects/{project.number}/history/")
    assert pseudonym in history
    page = open_page(client, address(tom))
    assert "was erased" in page
    open_page(client, address(tom, "reactivate"), post={"x": ""}, follow=True)
    assert Person.objects.get(pk=tom.pk).left_at is not None


def test_a_name_of_before_is_taken_out_too(tom):
    PersonFactory(user__name="Tom Hale")
    for name in ("Tom Hale", "Tom Ellis Hale"):
        describe(user=tom.user, name=name, staff_group="", units={})
    for name in ("Tom Ellis", "Tom Hale", "Tom Ellis Hale"):
        log.record("said", ProjectFactory(), by=None, says=f"{name} took the lead")
    tom.refresh_from_db()
    pseudonym = leaving.erase(person=tom, by=None, on=ON)
    said = set(Event.objects.filter(verb="said").values_list("says", flat=True))
    assert said == {f"{pseudonym} took the lead", "Tom Hale took the lead"}, "one is somebody else's too"
    assert "Tom Ellis" not in str(list(Event.objects.values_list("says", "changes")))


def test_a_name_that_two_people_have_stays_in_texts(tom):
    PersonFactory(user__name="Tom Ellis")
    project = ProjectFactory()
    log.record("changed", project, by=None, says="Tom Ellis took the lead")
    leaving.erase(person=tom, by=None, on=ON)
    assert Event.objects.filter(says="Tom Ellis took the lead").exists()


def test_one_who_never_signed_in_is_erased_too():
    person = PersonFactory(user=None, name="Zoë Ames", email="")
    project = ProjectFactory()
    changes = [log.change("lead", "Lead", "", "Zoë Ames")]
    log.record("changed", project, by=None, says="x", changes=changes)
    leaving.erase(person=person, by=None, on=ON)
    assert Event.objects.get(says="x").changes[0]["is"] == f"Former colleague {person.pk}"


def test_short_or_single_words_are_not_replaced():
    assert not Replacement("May", "x").is_telling
    assert not Replacement("Elizabeth", "x").is_telling
    assert replace_everywhere([Replacement("May", "x")]) == 0


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Éloïse Évrard", "éloïse ÉVRARD"),
        ('Anne "Annie" O\'Neill', 'Anne "Annie" O\'Neill'),
        ("Ωλγα Παπά", "ΩΛΓΑ παπά"),
    ],
)
def test_a_name_with_accents_or_quotes_is_taken_out_in_any_case(name, written):
    changes = [log.change("lead", "Lead", written, f"not {written}")]
    log.record("tried", ProjectFactory(), by=None, says=f"{written} tried", changes=changes)
    assert replace_everywhere([Replacement(name, "A colleague")]) == 2
    event = Event.objects.get(verb="tried")
    assert event.says == "A colleague tried"
    assert (event.changes[0]["was"], event.changes[0]["is"]) == ("A colleague", "not A colleague")


def test_a_name_that_two_people_have_in_another_case_stays_in_texts():
    PersonFactory(user__name="ÉLISE ÉVRARD")
    log.record("changed", ProjectFactory(), by=None, says="Élise Évrard took the lead")
    leaving.erase(person=PersonFactory(user__name="Élise Évrard"), by=None, on=ON)
    assert Event.objects.filter(says="Élise Évrard took the lead").exists()


def test_the_list_of_people_goes_out_as_it_is_narrowed(client_for):
    trust = OrganisationFactory(name="Combe Trust")
    for name in ("Ann Ash", "Ben Beech", "=HYPERLINK(1)"):
        MembershipFactory(person=PersonFactory(user__name=name), organisation=trust)
    client = client_for("pmo", on=trust)
    told = b"".join(client.get("/administration/people/export/?q=Beech").streaming_content).decode(
        "utf-8-sig"
    )
    assert [line.split(",")[0] for line in told.splitlines()] == ["Name", "Ben Beech"]
    assert "Combe Trust" in told
    every = b"".join(client.get("/administration/people/export/").streaming_content).decode("utf-8-sig")
    assert not any(line.lstrip('"').startswith("=") for line in every.splitlines())
    workbook = client.get("/administration/people/export/?file=xlsx")
    assert b"".join(workbook.streaming_content).startswith(b"PK")
