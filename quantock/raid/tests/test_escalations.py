"""Asking somebody higher: what they see is what was shown, who sees it, its answer, its way back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from quantock.access import MACHINE, viewer_for
from quantock.accounts.models import Grant
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.models import Notice
from quantock.projects.services import NotNow, Refused
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import asked, escalating, services
from quantock.raid.models import Escalation
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + timedelta(days=number)


def typed(day):
    return f"{day.day}/{day.month}/{day.year}"


def sent(entry=None, to=None, *, linked=(), by=None, by_when=None, why="We need a second supplier"):
    """What was asked of somebody, as the page does it."""
    entry = entry or EntryFactory(
        kind="risk", title="Alarms come late", at=(4, 4), project__visibility="team"
    )
    shown = escalating.prepared_for(
        entry,
        to or PortfolioFactory(),
        why=why,
        by_when=by_when or days(7),
        linked=linked,
        by=by,
        on=timezone.localdate(),
    )
    return escalating.ask(shown)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def risk():
    details = {"mitigation": "A second date is agreed", "exposure": 4200000}
    return EntryFactory(
        kind="risk",
        title="Alarms come late",
        at=(4, 4),
        details=details,
        project__visibility="team",
        project__track="full",
    )


def test_it_is_shown_first_and_sent_as_it_was_shown(client_for, risk):
    board = PortfolioFactory(name="Board of the system", organisation=None)
    action = EntryFactory(project=risk.project, title="Ring the maker")
    services.relate(action, risk, "answers", by=None)
    client = client_for("lead", on=risk.project)
    here = f"/projects/{risk.project.number}/log/{risk.pk}/"
    assert "Ask somebody higher" in open_page(client, here)
    said = {"to": f"portfolio-{board.pk}", "why": "Who pays?", "by_when": typed(days(9))}
    page = open_page(client, f"{here}ask-higher/", post=said)
    assert "What Board of the system will see" in page
    assert "A second date is agreed" in page
    assert "42,000" not in page
    assert "Ring the maker" not in str(page.text).split("What Board of the system will see")[1]
    assert not Escalation.objects.exists()
    seal = page.context["seal"]
    client.post(f"{here}ask-higher/", {**said, "seen": seal})
    made = Escalation.objects.get()
    assert made.shown["linked"] == []
    assert "Board of the system, asked on" in open_page(client, here)
    assert "Who pays?" in open_page(client, here)
    theirs = open_page(client_for("sponsor", on=board), f"/log/asked/{made.pk}/")
    for words in ("Alarms come late", "A second date is agreed", "Who pays?", "16", "Nothing was released"):
        assert words in theirs
    assert "Ring the maker" not in theirs
    assert "Open R-001" not in theirs


def test_what_has_changed_since_it_was_shown_is_shown_again(client_for, risk):
    board = PortfolioFactory(organisation=None)
    client = client_for("lead", on=risk.project)
    here = f"/projects/{risk.project.number}/log/{risk.pk}/ask-higher/"
    said = {"to": f"portfolio-{board.pk}", "why": "Who pays?", "by_when": typed(days(9))}
    seal = open_page(client, here, post=said).context["seal"]
    services.score(risk, likelihood=5, impact=5, by=None, on=timezone.localdate())
    page = open_page(client, here, post={**said, "seen": seal})
    assert "not the same as what you saw before" in page
    assert not Escalation.objects.exists()


def test_linked_entries_stay_behind_unless_released_and_never_those_kept_to_people(client_for, risk):
    action = EntryFactory(project=risk.project, title="Ring the maker")
    kept = EntryFactory(project=risk.project, title="Who is to go")
    for each in (action, kept):
        services.relate(each, risk, "answers", by=None)
    services.keep_to(kept, [], restricted=True, by=None)
    board = PortfolioFactory()
    one = sent(risk, board, linked=[action, kept])
    sponsor = client_for("sponsor", on=board)
    page = open_page(sponsor, f"/log/asked/{one.pk}/")
    assert "Ring the maker" in page
    assert "Who is to go" not in page
    services.keep_to(action, [], restricted=True, by=None)
    assert "Ring the maker" not in open_page(sponsor, f"/log/asked/{one.pk}/")


def test_an_entry_kept_to_named_people_goes_to_a_person_only_and_leaves_a_place_when_it_is_kept(
    client_for, risk
):
    board = PortfolioFactory()
    services.keep_to(risk, [], restricted=True, by=None)
    risk.refresh_from_db()
    with pytest.raises(Refused, match="kept to named people"):
        sent(risk, board)
    person = UserFactory()
    one = sent(risk, person)
    assert Escalation.objects.visible_to(viewer_for(person)).get() == one
    other = sent(to=board)
    sponsor = client_for("sponsor", on=board)
    assert sponsor.get(f"/log/asked/{other.pk}/").status_code == 200
    services.keep_to(other.entry, [], restricted=True, by=None)
    assert sponsor.get(f"/log/asked/{other.pk}/").status_code == 404
    assert "Nothing waits" in open_page(sponsor, "/log/asked/")
    assert "You are asked" not in open_page(sponsor, "/")


def test_the_answer_comes_back_to_the_entry_its_history_and_its_people(client_for, risk):
    lead = UserFactory(name="Lena Lead")
    grant(lead, "lead", on=risk.project)
    board = PortfolioFactory(name="The board", organisation=None)
    one = sent(risk, board, by=lead)
    sponsor = client_for("sponsor", on=board)
    assert "You are asked: Alarms come late" in open_page(sponsor, "/")
    open_page(sponsor, f"/log/asked/{one.pk}/", 422, post={"text": " "})
    sponsor.post(f"/log/asked/{one.pk}/", {"text": "Yes: buy them elsewhere"})
    mine = signed_in(lead)
    page = open_page(mine, f"/projects/{risk.project.number}/log/{risk.pk}/")
    assert "Yes: buy them elsewhere" in page
    assert "answered what was asked about R-001" in page
    assert Notice.objects.get(user=lead).says.endswith("answered what was asked about R-001")
    assert "You are asked" not in open_page(sponsor, "/")
    assert "after less than a day" in open_page(sponsor, f"/log/asked/{one.pk}/")


def test_two_who_answer_the_second_sees_the_first(client_for):
    board = PortfolioFactory()
    one = sent(to=board)
    escalating.answer(one, text="Yes", by=UserFactory(name="First One"), on=ON)
    page = open_page(client_for("sponsor", on=board), f"/log/asked/{one.pk}/", 422, post={"text": "No"})
    assert "First One answered it already" in page.errors()[0]
    one.refresh_from_db()
    assert one.answer == "Yes"


def test_the_sender_takes_it_back_and_the_other_side_sees_it_no_more(client_for, risk):
    board = PortfolioFactory()
    one = sent(risk, board)
    sponsor, lead = client_for("sponsor", on=board), client_for("lead", on=risk.project)
    assert sponsor.post(f"/log/asked/{one.pk}/take-back/").status_code == 403
    page = open_page(lead, f"/log/asked/{one.pk}/take-back/")
    assert "will not be asked any more" in page, "what follows is said before it is done"
    assert open_page(lead, f"/log/asked/{one.pk}/take-back/", 422, post={"reason": ""}).errors()
    one.refresh_from_db()
    assert one.is_open
    lead.post(f"/log/asked/{one.pk}/take-back/", {"reason": "The supplier came"})
    assert sponsor.get(f"/log/asked/{one.pk}/").status_code == 404
    assert "Taken back on" in open_page(lead, f"/log/asked/{one.pk}/")
    assert "Taken back on" in open_page(client_for("auditor"), f"/log/asked/{one.pk}/")
    with pytest.raises(NotNow, match="taken back"):
        escalating.answer(one, text="Yes", by=UserFactory(), on=ON)
    assert sent(risk, board).is_open
    assert lead.get(f"/log/asked/{one.pk}/take-back/").status_code == 302, "nothing is left to take back"


def test_what_was_answered_is_not_taken_back(client_for, risk):
    one = sent(risk)
    escalating.answer(one, text="Yes", by=UserFactory(), on=ON)
    page = client_for("lead", on=risk.project).post(f"/log/asked/{one.pk}/take-back/", follow=True)
    assert "It was answered on" in page.content.decode()


def test_closing_the_entry_takes_back_what_is_asked(risk):
    one = sent(risk)
    services.close(risk, "closed", by=None, on=ON)
    one.refresh_from_db()
    assert one.taken_back_on == ON


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"to": ""}, "Choose a place, or name a person"),
        ({"person": "nobody@home.example"}, "not both"),
        ({"to": "", "person": "nobody@home.example"}, "Nobody who has joined"),
        ({"to": "portfolio-99999"}, "Choose from the list"),
        ({"by_when": "1/1/2020"}, "That day has passed"),
        ({"by_when": "soon"}, "Enter a date"),
        ({"why": ""}, "Answer"),
        ({"why": "For 943 476 5919"}, "NHS number"),
        ({"release": "99999"}, ""),
    ],
)
def test_what_is_no_question_is_said_and_nothing_is_sent(client_for, risk, wrong, says):
    board = PortfolioFactory(organisation=None)
    services.relate(EntryFactory(project=risk.project), risk, "answers", by=None)
    said = {"to": f"portfolio-{board.pk}", "why": "Who pays?", "by_when": typed(days(9))} | wrong
    here = f"/projects/{risk.project.number}/log/{risk.pk}/ask-higher/"
    page = open_page(client_for("lead", on=risk.project), here, 422, post=said)
    assert says in page
    assert not Escalation.objects.exists()


def test_refused_of_oneself_twice_when_closed_and_for_kinds_that_nobody_is_asked_about(client_for, risk):
    with pytest.raises(Refused, match="itself"):
        sent(risk, risk.project)
    board = PortfolioFactory()
    sent(risk, board)
    with pytest.raises(NotNow, match="have not answered yet"):
        sent(risk, board)
    with pytest.raises(Refused, match="an action"):
        sent(EntryFactory(), board)
    services.close(risk, "closed", by=None, on=ON)
    with pytest.raises(NotNow, match="closed"):
        sent(risk, board)
    lesson = EntryFactory(kind="lesson", project=risk.project)
    here = f"/projects/{risk.project.number}/log/{lesson.pk}/ask-higher/"
    assert client_for("lead", on=risk.project).get(here).status_code == 404


def test_refused_when_it_is_sent_is_said_on_the_page(client_for, risk):
    board = PortfolioFactory(organisation=None)
    client = client_for("lead", on=risk.project)
    here = f"/projects/{risk.project.number}/log/{risk.pk}/ask-higher/"
    said = {"to": f"portfolio-{board.pk}", "why": "Who pays?", "by_when": typed(days(9))}
    seal = open_page(client, here, post=said).context["seal"]
    sent(risk, board)
    assert "have not answered yet" in open_page(client, here, 422, post={**said, "seen": seal}).errors()[0]
    again = open_page(client, here, 422, post=said)
    assert "have not answered yet" in again.errors()[0]
    assert again.context["shown"] is None, "what cannot be sent is not shown as if it could"


def test_a_person_asked_by_name_sees_it_on_home_and_nobody_else(client_for, risk):
    person = UserFactory()
    one = sent(risk, person, by_when=timezone.localdate() - timedelta(days=2))
    client = signed_in(person)
    assert "2 days overdue" in open_page(client, "/")
    assert open_page(client, f"/log/asked/{one.pk}/")
    assert client_for("pmo", on=OrganisationFactory()).get(f"/log/asked/{one.pk}/").status_code == 404
    client.post(f"/log/asked/{one.pk}/", {"text": "I will"})
    assert Escalation.objects.get().answered_by == person


def test_an_organisation_is_asked_those_with_a_role_see_it_members_do_not(client_for, risk):
    council = OrganisationFactory(name="The council")
    one = sent(risk, council)
    here = f"/log/asked/{one.pk}/"
    assert client_for("member", on=council).get(here).status_code == 404
    viewer_there = client_for("viewer", on=council)
    assert "Those who answer for The council can" in open_page(viewer_there, here)
    assert viewer_there.post(here, {"text": "Yes"}).status_code == 403
    assert client_for("pmo", on=council).post(here, {"text": "Yes"}).status_code == 302


def test_a_programme_is_asked_and_named_only_to_those_who_see_it(client_for):
    programme = ProjectFactory(title="Winter plan", visibility="team")
    risk = EntryFactory(kind="risk", at=(3, 3), project__visibility="system")
    one = sent(risk, programme)
    here = f"/log/asked/{one.pk}/"
    assert "Winter plan" not in open_page(client_for("viewer"), here)
    assert "Winter plan" not in open_page(client_for("viewer"), "/log/asked/")
    lead = client_for("lead", on=programme)
    assert "Winter plan" in open_page(lead, here)
    assert f"programme-{programme.pk}" in client_for("lead", on=programme).get("/log/asked/").content.decode()
    assert lead.post(here, {"text": "Yes"}).status_code == 302


def test_the_register_lists_overdue_first_narrows_and_goes_out(client_for):
    board = PortfolioFactory(name="The board", organisation=None)
    sent(to=board)
    sent(to=board, by_when=timezone.localdate() - timedelta(days=3))
    other = sent(why="Who pays?")
    escalating.answer(other, text="We do", by=UserFactory(), on=timezone.localdate())
    client = client_for("auditor")
    page = open_page(client, "/log/asked/")
    assert "2 wait for an answer, 1 overdue" in page
    assert "3 days overdue" in page.rows()[0][3]
    assert len(open_page(client, "/log/asked/?overdue=on").rows()) == 1
    assert len(open_page(client, f"/log/asked/?show=all&to=portfolio-{board.pk}").rows()) == 2
    assert len(open_page(client, "/log/asked/?show=answered&q=pays").rows()) == 1
    assert "Nothing waits for an answer that passes" in open_page(client, "/log/asked/?side=sent")
    assert "Nothing waits" in open_page(client, "/log/asked/?show=taken+back")
    assert open_page(client, "/log/asked/?to=nonsense&show=nonsense&page=99999999")
    body = b"".join(client.get("/log/asked/export/csv/?show=all").streaming_content).decode()
    assert "We do" in body


def test_the_register_stands_as_it_did_on_a_past_day(client_for):
    one = sent()
    Escalation.objects.update(asked_on=days(-20), by_when=days(-10))
    escalating.answer(one, text="Yes", by=UserFactory(), on=days(-2))
    client = client_for("auditor")
    assert "Nothing waits" in open_page(client, "/log/asked/")
    page = open_page(client, f"/log/asked/?as_at={typed(days(-5))}&since={typed(days(-12))}")
    assert "1 waits for an answer, 1 overdue." in page
    assert ": 1 waiting, 0 overdue." in page
    assert page.rows()[0][-1] == "Waiting 15 days"
    body = b"".join(client.get(f"/log/asked/export/csv/?as_at={typed(days(-5))}").streaming_content).decode()
    assert "Yes" not in body
    assert open_page(client, f"/log/asked/?as_at={typed(days(-30))}&show=all").rows() == []


def test_home_counts_both_sides_with_the_list_behind(client_for, risk):
    board = PortfolioFactory(organisation=None)
    sent(risk, board)
    sent(to=board, by_when=timezone.localdate() - timedelta(days=1))
    sponsor = client_for("sponsor", on=board)
    assert "2 wait for your answer , 1 overdue" in open_page(sponsor, "/")
    assert len(open_page(sponsor, "/log/asked/?side=answer").rows()) == 2
    lead = client_for("lead", on=risk.project)
    assert "You wait for 1 answer from higher up" in open_page(lead, "/")
    assert len(open_page(lead, "/log/asked/?side=sent").rows()) == 1


def test_what_a_place_is_asked_where_nobody_answers_waits_on_the_home_of_the_systems_office(client_for):
    council = OrganisationFactory(name="Combe Borough Council")
    sent(to=council)
    office, system = client_for("pmo", on=council), client_for("admin")
    assert "You are asked: Alarms come late" in open_page(office, "/")
    assert "You are asked" not in open_page(system, "/")
    Grant.objects.filter(place="organisation", place_id=council.pk).delete()
    assert "You are asked: Alarms come late" in open_page(system, "/")
    assert len(open_page(system, "/log/asked/?side=answer").rows()) == 1


def test_pages_cost_the_same_however_many(client_for, cost):
    board = PortfolioFactory(organisation=None)
    client = client_for("sponsor", on=board)

    def measured(here):
        return cost(lambda: client.get(here))

    entry = EntryFactory(kind="risk", at=(3, 3), project__visibility="system")
    one = sent(entry, board)
    sent(to=board)
    entry_page = f"/projects/{entry.project.number}/log/{entry.pk}/"
    pages = ("/", "/log/asked/", f"/log/asked/{one.pk}/", entry_page)
    few = [measured(page) for page in pages]
    for _ in range(9):
        sent(to=board)
        sent(entry, PortfolioFactory())
    assert [measured(page) for page in pages] == few
    assert max(few[:3]) <= 12


def test_the_tables_refuse_what_makes_no_sense(risk):
    one = sent(risk)
    for wrong in ({"answered_on": ON}, {"answer": "Yes"}, {"asked_user": UserFactory().pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Escalation.objects.filter(pk=one.pk).update(**wrong)
    both = {"answered_on": ON, "answer": "Yes", "taken_back_on": ON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.filter(pk=one.pk).update(**both)


def test_nobody_signed_in_waits_for_nothing():
    assert asked.waiting_for(MACHINE, on=ON) == asked.Waiting()
