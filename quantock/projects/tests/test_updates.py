"""Status updates: opened full, published by who may, never edited after that."""

from datetime import date

import pytest
from django.utils import timezone

from quantock.projects import services
from quantock.projects.models import Project, ProjectFact, RatingFact, Stage
from quantock.projects.news import news_of
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def published(project, on=MAY, **said):
    update = services.open_update(project, by=None, on=on)
    services.save_update(update, said, by=None)
    return services.publish_update(update, by=None)


def test_the_next_one_opens_filled_and_says_what_is_carried_over():
    project = ProjectFactory(track="standard")
    published(project, course="on course", done="Alarms fitted", next="Train the night staff")
    update = services.open_update(project, by=None, on=JUNE)
    assert (update.done, update.carried) == ("Alarms fitted", ["done", "next"])
    update = services.save_update(update, {"done": "Staff trained"}, by=None)
    assert update.carried == ["next"]
    assert services.open_update(project, by=None, on=JUNE) == update


def test_what_the_track_does_not_ask_for_is_not_carried_over_unseen():
    project = ProjectFactory(track="full")
    published(
        project, confidence="green", forward_look="improving", why="All goes well", done="Alarms fitted"
    )
    project.track = "quick"
    update = services.open_update(project, by=None, on=JUNE, news={"why": "Slipped: Six wards live"})
    assert (update.done, update.why, update.confidence, update.forward_look) == ("Alarms fitted", "", "", "")
    assert (update.carried, update.told) == (["done"], [])


def test_it_opens_with_what_the_milestones_say_since_the_last_one():
    project = ProjectFactory(track="full")
    rows = [
        {"name": "Alarms fitted", "forecast": date(2026, 5, 20)},
        {"name": "Night staff trained", "forecast": date(2026, 6, 20), "provisional": True},
        {"name": "Six wards live", "forecast": date(2026, 6, 10)},
    ]
    fitted, _, live = services.add_milestones(project, rows, by=None, on=date(2026, 4, 1))
    published(project, confidence="green", why="All goes well", done="Alarms ordered", next="Fit the alarms")
    services.reach_milestone(fitted, actual=date(2026, 5, 19), by=None, on=date(2026, 5, 19))
    services.forecast_milestone(
        live, forecast=date(2026, 9, 1), provisional=False, by=None, on=date(2026, 5, 25)
    )
    news = news_of(project, services.last_published(project), on=JUNE)
    update = services.open_update(project, by=None, on=JUNE, news=news)
    assert update.done == "Reached: Alarms fitted, 19 May 2026"
    assert update.next == "Night staff trained, provisionally 20 June 2026"
    assert update.why == "Slipped: Six wards live, from 10 June 2026 to 1 September 2026 (83 days)"
    assert (update.told, update.carried) == (["done", "next", "why"], [])
    update = services.save_update(update, {"done": "The alarms are fitted"}, by=None)
    assert update.told == ["next", "why"]


def test_what_was_asked_last_time_and_is_not_decided_is_asked_again():
    project = ProjectFactory(track="full")
    published(
        project, confidence="green", decisions="Whether to go live in May\nOne rota? (by 1 June)\nMore beds"
    )
    news = {"decisions": "One rota? (by 9 June)", "done": "Decided: More beds Yes"}
    update = services.open_update(project, by=None, on=JUNE, news=news)
    assert update.decisions == "One rota? (by 9 June)\nWhether to go live in May"


def test_the_page_says_what_came_from_the_record_and_what_was_said_last_time(client_for):
    project = ProjectFactory(track="full")
    published(project, confidence="green", why="All goes well", done="Alarms ordered")
    rows = [{"name": f"Ward {each}", "forecast": timezone.localdate()} for each in range(11)]
    services.add_milestones(project, rows, by=None, on=MAY)
    for one in project.milestones.all():
        services.reach_milestone(one, actual=timezone.localdate(), by=None, on=timezone.localdate())
    client = client_for("lead", on=project)
    client.post(f"/projects/{project.number}/updates/begin/")
    page = open_page(client, f"/projects/{project.number}/updates/open/")
    assert "Last time it said: Alarms ordered" in page.text
    assert "and 3 more" in page.text


def test_a_small_project_is_told_no_reasons_for_a_rating():
    project = ProjectFactory(track="quick")
    rows = [{"name": "Alarms fitted", "forecast": date(2026, 6, 20)}]
    [one] = services.add_milestones(project, rows, by=None, on=MAY)
    published(project, course="on course")
    services.forecast_milestone(one, forecast=date(2026, 9, 1), provisional=False, by=None, on=JUNE)
    assert news_of(project, services.last_published(project), on=JUNE) == {}


def test_publishing_supersedes_the_one_before_and_is_final():
    project = ProjectFactory(track="standard")
    first = published(project, course="on course")
    second = published(project, on=JUNE, course="help wanted")
    first.refresh_from_db()
    project.refresh_from_db()
    assert (first.stage, second.stage) == (Stage.SUPERSEDED, Stage.PUBLISHED)
    assert (project.last_update_on, project.course) == (JUNE, "help wanted")
    with pytest.raises(services.NotNow):
        services.save_update(second, {"done": "Later"}, by=None)
    with pytest.raises(services.NotNow):
        services.publish_update(second, by=None)


def test_on_the_full_track_the_rating_becomes_a_fact_and_the_headline():
    project = ProjectFactory(track="full")
    services.rate(project, rater="office", confidence="red", by=None, on=MAY)
    assert Project.objects.get().confidence == "red"
    published(project, on=JUNE, confidence="amber")
    now = Project.objects.get()
    assert (now.confidence, now.confidence_rater) == ("amber", "sponsor")
    assert RatingFact.objects.now().count() == 2
    assert ProjectFact.objects.as_at(MAY).get().confidence == "red"


def test_the_quick_track_never_shows_a_confidence(client_for):
    project = ProjectFactory(track="quick", visibility="system")
    services.change_record(project, {"confidence": "red"}, by=None, on=MAY)
    assert "tag-red" not in open_page(client_for("auditor"), f"/projects/{project.number}/").markup
    open_page(client_for("pmo", on=project.lead_organisation), f"/projects/{project.number}/rate/", 404)


def lead_of(project, client_for):
    return client_for("lead", on=project)


def test_a_team_writes_and_publishes_in_two_presses(client_for):
    project = ProjectFactory(track="standard")
    lead, at = lead_of(project, client_for), f"/projects/{project.number}/updates/"
    page = open_page(lead, f"{at}begin/", post={}, follow=True)
    said = {"course": "on course", "done": "Alarms fitted", "seen": page.context["form"].initial["seen"]}
    page = open_page(lead, f"{at}open/", post=said, follow=True)
    assert "Alarms fitted" in page
    assert "Published" in open_page(lead, f"{at}publish/", post={}, follow=True)
    assert "On course" in open_page(lead, f"/projects/{project.number}/")


def test_an_update_that_says_nothing_is_not_published(client_for):
    project = ProjectFactory(track="standard")
    lead, at = lead_of(project, client_for), f"/projects/{project.number}/updates/"
    lead.post(f"{at}begin/")
    page = open_page(lead, f"{at}publish/", post={}, follow=True)
    assert "Say how it is going" in page.markup
    assert project.updates.get().stage == Stage.DRAFT


def test_on_the_full_track_the_sponsor_publishes_or_sends_back(client_for):
    project = ProjectFactory(track="full")
    lead, at = lead_of(project, client_for), f"/projects/{project.number}/updates/"
    sponsor = client_for("sponsor", on=project)
    page = open_page(lead, f"{at}begin/", post={}, follow=True)
    said = {"confidence": "amber", "why": "Late kit", "seen": page.context["form"].initial["seen"]}
    open_page(lead, f"{at}open/", post=said, follow=True)
    open_page(lead, f"{at}publish/", 403, post={})
    open_page(lead, f"{at}submit/", post={}, follow=True)
    open_page(sponsor, f"{at}send-back/", 422, post={"reason": ""})
    open_page(sponsor, f"{at}send-back/", post={"reason": "Say what kit"}, follow=True)
    assert project.updates.get().stage == Stage.DRAFT
    open_page(lead, f"{at}submit/", post={}, follow=True)
    assert "Amber" in open_page(sponsor, f"{at}publish/", post={}, follow=True)


def test_two_people_writing_one_update_lose_nothing(client_for):
    project = ProjectFactory(track="standard")
    one, other = lead_of(project, client_for), client_for("team", on=project)
    at = f"/projects/{project.number}/updates/"
    page = open_page(one, f"{at}begin/", post={}, follow=True)
    seen = page.context["form"].initial["seen"]
    said = {"course": "on course", "done": "Theirs", "seen": seen}
    open_page(other, f"{at}open/", post=said, follow=True)
    page = open_page(one, f"{at}open/", 409, post={**said, "done": "Mine", "next": "More"})
    assert "Theirs" in page
    assert "Mine" in page.markup
    again = {"course": "on course", "done": "Both", "next": "More", "seen": page.context["form"].data["seen"]}
    open_page(one, f"{at}open/", post=again, follow=True)
    update = project.updates.get()
    assert (update.done, update.next) == ("Both", "More")


def test_a_viewer_reads_what_was_published_and_no_draft(client_for):
    project = ProjectFactory(visibility="system", track="standard")
    published(project, course="on course", done="Public words")
    draft = services.open_update(project, by=None, on=JUNE)
    services.save_update(draft, {"done": "Not yet for anybody"}, by=None)
    page = open_page(client_for("auditor"), f"/projects/{project.number}/updates/")
    assert "Public words" in page
    assert "Not yet for anybody" not in page.markup


def test_the_office_rates_beside_the_sponsor(client_for):
    project = ProjectFactory(track="full")
    office = client_for("pmo", on=project.lead_organisation)
    said = {"rater": "office", "confidence": "red", "why": "No plan"}
    open_page(office, f"/projects/{project.number}/rate/", post=said, follow=True)
    page = open_page(office, f"/projects/{project.number}/")
    assert "Red" in page
    assert f"/warnings/?q={project.ref}" in page.links().values()
    lead = open_page(client_for("lead", on=project), f"/projects/{project.number}/")
    assert "What the record says" not in lead.text


def test_who_types_while_another_publishes_goes_on_in_the_next_one(client_for):
    project = ProjectFactory(track="standard", visibility="system")
    lead = client_for("lead", on=project)
    update = services.open_update(project, by=None, on=JUNE)
    at = f"/projects/{project.number}/updates/open/"
    form = open_page(lead, at).context["form"]
    sent = {"course": "on course", "done": "Typed meanwhile", "next": "", "seen": form.initial["seen"]}
    services.save_update(update, {"course": "help wanted", "done": "Said before"}, by=None)
    services.publish_update(update, by=None)
    page = open_page(lead, at, 409, post=sent)
    assert "The update was published while you were typing. What you typed is in a new one." in page
    assert "Said before" in page
    sent["seen"] = page.context["form"].data["seen"]
    assert "Typed meanwhile" in open_page(lead, at, post=sent, follow=True)
    assert project.updates.get(stage=Stage.PUBLISHED).done == "Said before"
    assert project.updates.get(stage=Stage.DRAFT).done == "Typed meanwhile"
    Project.objects.filter(pk=project.pk).update(state="completed")
    project.updates.filter(stage=Stage.DRAFT).delete()
    assert "No update is open." in open_page(lead, at, post=sent, follow=True)
