"""The weekly e-mail: once a week, when there is something to say, and not to whoever wants none."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from quantock.access import Role
from quantock.benefits.tests.factories import BenefitFactory
from quantock.desk.models import WeeklyMail
from quantock.desk.services import weekly
from quantock.people.models import Person
from quantock.people.services.telling import stopping_address
from quantock.people.tests.factories import PersonFactory
from quantock.plans.tests.factories import TaskFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.models import Project
from quantock.projects.tests.factories import NoticeFactory, ProjectFactory
from quantock.raid import depending, escalating
from quantock.raid.services import add_entries
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
TODAY = MONDAY.date()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def priya():
    """She leads a project that is due an update, with a milestone in this week."""
    person = PersonFactory(user__name="Priya Nair", user__email="priya@trust.example")
    charter = {"problem": "Falls", "aim": "Half & less"}
    project = ProjectFactory(title="Falls & <trips>", charter=charter, on=date(2026, 9, 1))
    services.involve(project, role=Role.LEAD, person=person, by=None, on=date(2026, 9, 1))
    services.involve(project, role=Role.TEAM, name="Tom Ellis", by=None, on=date(2026, 9, 1))
    rows = [
        {"name": "Alarms", "forecast": date(2026, 11, 5)},
        {"name": "Far off", "forecast": date(2027, 1, 1)},
    ]
    services.add_milestones(project, rows, by=None, on=date(2026, 9, 1))
    person.project = project
    return person


def run():
    return weekly.send_weekly_mail(timezone.now())


def test_each_line_says_what_is_due_and_opens_one_short_form(priya):
    NoticeFactory(
        user=priya.user,
        project=priya.project,
        says="Tom mentioned you",
        url="/projects/1/discussion/#comment-1",
    )
    assert (run().sent, len(mail.outbox)) == (1, 1)
    [letter] = mail.outbox
    number = priya.project.number
    assert letter.to == ["priya@trust.example"]
    assert "Write the first update: there is none after 62 days" in letter.body
    assert f"http://testserver/projects/{number}/next/" in letter.body
    assert "“Alarms” is expected on 5 November 2026" in letter.body
    assert "“Far off” is expected" not in letter.body
    assert "Tom mentioned you\nhttp://testserver/projects/1/discussion/#comment-1" in letter.body
    assert "more notice" not in letter.body
    assert "Falls & <trips>" in letter.body
    assert re.match(r"\d+ are due, 1 waits for you and 1 project that you follow changed\.\n", letter.body)
    assert "Added the milestone" in letter.body
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    assert f'<a href="http://testserver/projects/{number}/next/">' in html
    assert "Falls &amp; &lt;trips&gt;" in html
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http://testserver/mail/stop/")


def test_nobody_gets_two_in_a_week_and_the_next_week_another(priya, clock):
    assert run().sent == 1
    clock.shift(timedelta(days=6, hours=15))
    assert run() == weekly.Sent()
    clock.shift(timedelta(hours=2))
    assert run().sent == 1
    assert {each.week for each in WeeklyMail.objects.all()} == {TODAY, date(2026, 11, 9)}


def test_whoever_has_nothing_to_be_told_is_not_written_to():
    PersonFactory()
    assert run() == weekly.Sent(nothing=1)
    assert mail.outbox == []


def test_whoever_wants_none_and_whoever_has_left_get_none(priya):
    Person.objects.filter(pk=priya.pk).update(mail="never")
    assert run() == weekly.Sent()
    Person.objects.filter(pk=priya.pk).update(mail="weekly")
    priya.user.is_active = False
    priya.user.save()
    assert run() == weekly.Sent()


def test_what_could_not_be_sent_is_told_and_sent_by_the_next_run(priya, monkeypatch, capsys):
    def refuse(*args, **options):
        raise OSError("the mail server is away")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(CommandError, match="1 could not be sent"):
            call_command("send_weekly_mail")
    call_command("send_weekly_mail")
    assert "1 got the weekly e-mail; 0 had nothing to be told." in capsys.readouterr().out
    assert len(mail.outbox) == 1


def test_a_dry_run_sends_and_keeps_nothing(priya, capsys):
    call_command("send_weekly_mail", dry_run=True)
    assert "1 would get the weekly e-mail" in capsys.readouterr().out
    assert (mail.outbox, WeeklyMail.objects.count()) == ([], 0)


def test_what_one_may_no_longer_see_is_not_told(priya):
    stranger = PersonFactory()
    services.follow(priya.project, by=stranger.user)
    services.change_record(priya.project, {"category": "Urgent"}, by=None, on=TODAY)
    run()
    assert [letter.to for letter in mail.outbox] == [["priya@trust.example"]]


def test_the_link_stops_it_by_a_press_without_signing_in(client, priya):
    link = stopping_address(priya.user)
    open_page(client, link)
    assert Person.objects.get(pk=priya.pk).mail == "weekly"
    assert "You get no more weekly e-mail" in open_page(client, link, post={})
    assert Person.objects.get(pk=priya.pk).mail == "never"
    open_page(client, link.replace("/stop/", "/stop/x"), 404)
    open_page(client, link.replace("/stop/", "/stop/x"), 404, post={})


def test_one_chooses_on_ones_own_page(client_for):
    client = client_for()
    assert "Once a week" in open_page(client, "/me/")
    open_page(client, "/me/mail/")
    assert "Never" in open_page(client, "/me/mail/", post={"mail": "never"}, follow=True)
    open_page(client, "/me/mail/", 422, post={"mail": "hourly"})


def test_what_is_mine_in_a_log_opens_the_form_that_ends_it(priya):
    rows = [
        {"kind": "action", "title": "Ring the maker", "owner": priya, "due_on": date(2026, 10, 30)},
        {"kind": "action", "title": "Far off", "owner": priya, "due_on": date(2027, 3, 1)},
        {"kind": "action", "title": "Not hers", "owner_text": "Tom", "due_on": date(2026, 10, 30)},
    ]
    add_entries(priya.project, rows, by=None, on=date(2026, 10, 1))
    run()
    [letter] = mail.outbox
    assert "“Ring the maker” (A-001, 3 days overdue): say that it is done" in letter.body
    assert "http://testserver/log/done/" in letter.body
    due = letter.body.split("WHAT CHANGED")[0]
    assert "Far off" not in due
    assert "Not hers" not in due


def test_a_letter_costs_the_same_for_3_projects_and_for_15(priya, django_assert_num_queries):
    from quantock.access import viewer_for
    from quantock.desk.queries.weekly import letter_for

    def cost():
        viewer = viewer_for(priya.user)
        with django_assert_num_queries(9):
            letter_for(viewer, timezone.now())

    cost()
    for _ in range(12):
        services.involve(ProjectFactory(), role=Role.LEAD, person=priya, by=None, on=TODAY)
    cost()


def test_tasks_of_plans_that_are_mine_and_due_stand_in_it(priya):
    from quantock.access import viewer_for
    from quantock.desk.queries.weekly import letter_for

    project = ProjectFactory(visibility="system", title="Bed alarms")
    TaskFactory(project=project, name="Train the night staff", owner=priya, finish=TODAY)
    TaskFactory(project=project, name="Later", owner=priya, finish=TODAY + timedelta(days=40))
    said = " ".join(line.says for line in letter_for(viewer_for(priya.user), timezone.now()).due)
    assert "“Train the night staff” (task, due on 2 November 2026)" in said
    assert "Later" not in said


def test_what_waits_for_my_word_stands_in_it_each_with_its_form(priya):
    from quantock.access import viewer_for
    from quantock.desk.queries.weekly import letter_for

    theirs = EntryFactory(kind="risk", title="Alarms come late", project__title="Bed alarms")
    to_answer = asked_of(theirs, priya.user, by_when=TODAY + timedelta(days=3))
    mine = EntryFactory(kind="decision", title="Buy or lease?", project=priya.project)
    sent = asked_of(mine, PortfolioFactory(), by=priya.user, by_when=TODAY - timedelta(days=2))
    tie = EntryFactory(kind="dependency", title="The network", project__state="active")
    Project.objects.filter(pk=priya.project.pk).update(state="active")
    priya.project.refresh_from_db()
    sides = depending.name_other(tie, priya.project, by=None, on=TODAY)
    benefit = BenefitFactory(
        project=priya.project, title="Fewer falls", owner=priya, months=((100, 50), (100, None))
    )
    letter = letter_for(viewer_for(priya.user), timezone.now())
    waiting = {line.path: line.says for line in letter.waiting}
    assert "asks: We need help (answer wanted by 5 November 2026)" in waiting[f"/log/asked/{to_answer.pk}/"]
    assert "no answer came by 31 October 2026" in waiting[f"/log/asked/{sent.pk}/"]
    assert "Confirm “The network”" in waiting[f"/log/between/{sides.pk}/"]
    due = {line.path: line.says for line in letter.due}
    there = f"/projects/{priya.project.number}/benefits/{benefit.pk}/months/?year=2026&month=2026-05"
    assert due[there] == "Say what came in May 2026: Fewer falls"


def asked_of(entry, target, *, by=None, by_when):
    shown = escalating.prepared_for(
        entry, target, why="We need help", by_when=by_when, linked=(), by=by, on=TODAY - timedelta(days=9)
    )
    return escalating.ask(shown)
