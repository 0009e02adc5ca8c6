"""The demonstration system: whole, believable, sound, and the same every time."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import override_settings

from quantock.access import viewer_for
from quantock.accounts.models import Grant, User
from quantock.audit.models import Event
from quantock.desk import demonstration
from quantock.desk.demonstration.days import Calendar
from quantock.desk.demonstration.lessons import OF_MERGERS, is_of_a_merger, lesson_of
from quantock.desk.demonstration.story import tell
from quantock.desk.demonstration.words import subjects
from quantock.desk.demonstration.works import MERGER, works
from quantock.desk.demonstration.worries import strangers, worries
from quantock.desk.keeping.records import check_records
from quantock.desk.models import SavedView
from quantock.desk.services import demonstration_people
from quantock.engines.documents.fitting import pages_of
from quantock.engines.text import find_nhs_numbers
from quantock.measures import queries
from quantock.measures.models import Measure, MeasureSet
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Milestone, Project, StatusUpdate
from quantock.raid.models import Entry, Escalation
from quantock.web.forms import CleanText
from tests.pages import open_page

BASE = date(2026, 11, 25)


def stories(day=BASE):
    return [tell(work, Calendar(day), list(range(6))) for work in works()]


def test_about_220_projects_across_every_state_track_and_visibility():
    assert 200 <= len(works()) <= 240
    assert {work.track for work in works()} == {"quick", "standard", "full"}
    assert {work.visibility for work in works()} == {"team", "organisation", "system", "public"}
    assert {"idea", "paused", "stopped", "done", "quiet", "red", "slipping", "mending"} <= {
        work.story for work in works()
    }
    assert len({work.organisation for work in works()}) >= 12
    assert sum(bool(work.parent) for work in works()) == 100


def test_nothing_happens_after_the_base_day():
    for story in stories():
        days = [fact.day for fact in story.facts] + [update.as_at for update in story.updates]
        days += [fact.day for point in story.points for fact in point.facts]
        assert max([story.registered, *days]) <= BASE, story.work.title
        assert all(point.facts[-1].values.get("actual", BASE) <= BASE for point in story.points)


def test_no_team_says_the_same_twice_running():
    for story in stories():
        for one, other in zip(story.updates, story.updates[1:], strict=False):
            assert one.texts["done"] != other.texts["done"], (story.work.title, one.texts["done"])


def test_the_same_rows_make_the_same_story():
    assert [story.updates for story in stories()] == [story.updates for story in stories()]


@pytest.mark.parametrize("days", [0, 40, 100, 180, 260, 330])
def test_the_capability_has_ten_milestones_from_april_seven_of_them_provisional(days):
    base = BASE + timedelta(days=days)
    capability = stories(base)[0]
    said = []
    for point in capability.points:
        values = {}
        for fact in point.facts:
            values |= fact.values
        said.append(values)
    assert len(said) == 10
    assert sum(values["provisional"] for values in said) == 7
    first, last = said[0]["forecast"], said[-1]["forecast"]
    assert first.month == 4
    assert (last.year - first.year) * 12 + last.month - first.month == 15
    assert [values["forecast"] for values in said] == sorted(values["forecast"] for values in said)


def test_every_subject_has_enough_to_say():
    for key, subject in subjects().items():
        if key == "any":
            continue
        for kind in ("early", "middle", "late", "next", "worry", "better", "ask", "decide", "milestone"):
            assert subject.said.get(kind), f"{key}: {kind}"
        assert len(worries(f"A project about {key}", key)) >= 8
    assert {work.subject for work in works()} <= subjects().keys()
    assert not strangers()


def test_no_text_is_refused_by_our_own_forms():
    """No valid NHS number, no blank left open, nothing that cleaning would change."""
    clean = CleanText(label="Text", required=False)
    for story in stories():
        for update in story.updates:
            for text in update.texts.values():
                assert "{" not in text
                assert not list(find_nhs_numbers(text))
                assert clean.clean(text) == text


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_it_is_made_once_and_its_records_are_sound(loaded):
    assert loaded == len(works())
    assert demonstration.load() == 0
    found = check_records()
    assert not found.wrong
    assert found.projects == loaded + 2, "and what stands for the two places that keep a log"
    programme = Project.objects.get(title=MERGER)
    assert Project.objects.filter(top=programme).count() == 100
    assert Organisation.objects.count() >= 12
    states = Counter(Project.objects.values_list("state", flat=True))
    assert {"idea", "active", "paused", "stopped", "completed"} == set(states)
    assert min(states.values()) >= 6
    assert Milestone.objects.filter(rebaselined__gt=0).exists()
    # The stories that the tour leads to.
    unit = Entry.objects.filter(project__title="New day surgery unit")
    assert unit.get(kind="change").moves.filter(moved_on__isnull=False, milestone__rebaselined__gt=0).exists()
    issue = unit.get(kind="issue", comes_from__relation="became")
    assert " may " not in issue.title, "it says what happened"
    risk = unit.get(kind="risk", state="happened")
    says = list(
        Event.objects.filter(kind="entry", record_id=risk.pk).order_by("pk").values_list("says", flat=True)
    )
    assert says[0].startswith("Added the risk")
    assert says[1].startswith(f"Scored the risk {risk}: {risk.inherent_score}, "), "the first time in words"
    looks = [each for each in says[1:] if each.startswith(f"Scored the risk {risk}: ")]
    assert looks == says[1:-1], "and so each time that it was looked at"
    assert says[-1] == f"It happened: the risk {risk}"
    tom = viewer_for(User.objects.get(name="Tom Ellis"))
    decided = Entry.objects.visible_to(tom).filter(kind="decision", state="made")
    assert decided.count() > 2, "how decisions were taken is there to be read"
    for one in decided:
        assert one.details["answer"]
        assert one.details["decided_by"]
        assert one.details["reason"]
        assert one.closed_on > one.raised_on
    answered = Escalation.objects.filter(answered_on__isnull=False, asked_portfolio__organisation=None)
    assert [each for each in answered if each.shown["linked"]]
    assert not StatusUpdate.objects.filter(published_at__isnull=True, stage="published").exists()
    first = Event.objects.order_by("pk").values_list("at", flat=True)
    assert list(first) == sorted(first)


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_the_six_people_others_know_are_there_and_priya_leads_two(loaded):
    names = {person.name for _, people in demonstration_people() for person in people}
    assert {
        "Priya Nair",
        "Tom Ellis",
        "Ruth Adeyemi",
        "Mark Selwood",
        "Helen Marsh",
        "Asif Khan",
    } <= names
    priya = User.objects.get(email="priya@demonstration.example")
    led = Grant.objects.filter(user=priya, role="lead", place="project").values("place_id")
    titles = set(Project.objects.filter(pk__in=led).values_list("title", flat=True))
    assert titles == {"Falls on Ash ward", "E-rostering on the wards for older people"}
    assert Project.objects.get(number=1).title == "Shared quality improvement capability"


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_one_press_signs_in_whoever_is_offered(loaded, client):
    open_page(client, "/demonstration/", 404)
    with override_settings(DEMONSTRATION=True):
        open_page(client, "/demonstration/")
        page = open_page(
            client, "/demonstration/", post={"email": "priya@demonstration.example"}, follow=True
        )
    assert "Falls on Ash ward" in page


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_saved_views_find_something(loaded, client):
    for view in SavedView.objects.all():
        client.force_login(view.by)
        page = open_page(client, f"/{view.page}/?{view.query}")
        assert view.page == "dashboard" or page.rows(), view.name


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_who_looked_at_her_addresses_may_still_turn_a_second_step_on(loaded, client):
    with override_settings(DEMONSTRATION=True):
        client.post("/demonstration/", {"email": "priya@demonstration.example"})
        assert "Unverified" not in open_page(client, "/accounts/email/")
        assert client.get("/accounts/2fa/totp/activate/", follow=True).status_code == 200
        assert "Confirm your e-mail address first" not in open_page(
            client, "/accounts/2fa/totp/activate/", follow=True
        )


def test_what_was_stopped_did_not_come_to_its_end_and_says_what_was_learned():
    stopped = [story for story in stories() if story.work.story == "stopped"]
    for story in stopped:
        steps = [fact.values["step"] for fact in story.facts if "step" in fact.values]
        assert max(steps, default=0) < 5, story.work.title
        assert story.planned_end > story.ended
        assert story.work.ending[2] in story.updates[-1].texts["next"]
    assert len(stopped) >= 6


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_a_lesson_is_what_its_own_project_learned():
    for work in (each.work for each in stories() if each.ended):
        title, details = lesson_of(work, 0).values()
        if is_of_a_merger(work):
            assert title == OF_MERGERS[0][0]
        else:
            assert (f"{title}.", details["worked"]) == (work.ending[2], work.ending[1])


def test_nobody_holds_two_parts_as_lead_and_programme_manager(loaded):
    his = Grant.objects.filter(user__email="mohammed@demonstration.example", place="project")
    led = set(his.filter(role="lead").values_list("place_id", flat=True))
    assert led.isdisjoint(his.filter(role="programme manager").values_list("place_id", flat=True))
    assert led


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_its_measures_show_what_the_charts_can_do(loaded):
    shows = {each.name: each for each in Measure.objects.select_related("result")}
    whole = {name: queries.whole(one) for name, one in shows.items()}
    hands = whole["Moments for clean hands that were kept"]
    assert sorted(hands.charts) == ["Ash ward", "Beech ward", "Cedar ward", "Maple ward"]
    assert {each.chart.variation for each in hands.charts.values()} >= {"improvement, high", "common cause"}
    assert whole["Falls with serious harm"].judged.chart.kind == "t"
    assert shows["Falls with serious harm"].result.variation == "improvement, high"
    four = whole["People seen, treated and on their way within four hours"].judged.chart
    assert four.kind == "pp"
    assert whole["Tests asked for again within a week"].judged.chart.latest.mixed
    ash = Measure.objects.get(project__title="Falls on Ash ward", name__startswith="Falls per")
    assert ash.befores_and_afters.get().shows == "better"
    assert ash.definitions.count() == 2
    assert "somebody slowed down" in ash.definitions.now().get().numerator
    judged = Counter(one.result.assurance for one in shows.values())
    assert judged["consistently passing"]
    assert judged["hit or miss"] >= 6  # not everything is red
    board = MeasureSet.objects.get(name="Board performance report")
    assert board.entries.count() == 14
    assert len({entry.domain for entry in board.entries.all()}) == 4


@pytest.mark.django_db
@pytest.mark.walk  # on PostgreSQL the smoke journey makes it
def test_the_boards_report_of_all_of_it_holds_on_two_pages(loaded, client):
    client.force_login(User.objects.get(email="tom@demonstration.example"))
    for asked in ("", f"?portfolio={Portfolio.objects.order_by('pk')[0].pk}"):
        assert pages_of(client.get(f"/board-report/pdf/{asked}").content) == 2
