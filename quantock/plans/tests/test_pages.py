"""The pages of a plan."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from quantock.people.services.joining import person_of
from quantock.people.tests.factories import PersonFactory
from quantock.plans import services
from quantock.plans.forms import BringForm
from quantock.plans.models import Incoming, Task, Template, Waits
from quantock.plans.tests.factories import TaskFactory
from quantock.projects.models import Involvement, Milestone
from quantock.projects.news import news_of
from quantock.projects.services import add_milestones
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
NHS_NUMBER = "943 476 5919"


@pytest.fixture
def project():
    return ProjectFactory(track="full", visibility="system")


@pytest.fixture
def team(client_for, project):
    return client_for("team", on=project)


def at(project, rest=""):
    return f"/projects/{project.number}/plan/{rest}"


def names(project):
    rows = Task.objects.filter(project=project).standing().order_by("place")
    return [(row.level, str(row)) for row in rows]


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def uk(day):
    return f"{day.day}/{day.month}/{day.year}"


def test_it_works(team, project):
    assert "A plan says what is to be done" in open_page(team, at(project))
    services.add_tasks(
        project,
        [
            {"name": "Build", "level": 1},
            {"name": "Fit", "level": 2, "start": today(-9), "finish": today(-3), "percent": 40},
            {"name": "Train", "level": 2, "start": today(1), "finish": today(9), "percent": 0},
            {"name": "Order", "level": 2, "finish": today(-20), "percent": 100},
        ],
        by=None,
        on=today(),
    )
    add_milestones(project, [{"name": "Go live", "forecast": today(30)}], by=None, on=today())
    page = open_page(team, at(project))
    assert "1 of 4 tasks done, 1 late" in page
    assert "Next to be finished: Train" in page
    rows = page.rows()
    assert [row[1].split(",")[0].strip() for row in rows] == ["Build", "Fit", "Train", "Order", "◆ Go live"]
    assert "3 days late" in rows[1][5]
    assert "40% done" in rows[1][5]


def test_without_a_task_actions_and_milestones_are_the_plan(team, project):
    EntryFactory(project=project, title="Ring the maker", due_on=today(3))
    EntryFactory(project=project, title="Kept to few", due_on=today(1), restricted=True)
    add_milestones(project, [{"name": "Go live", "forecast": today(30)}], by=None, on=today())
    page = open_page(team, at(project))
    assert "the actions and milestones of the project are its plan" in page
    assert [row[1].split(",")[0].strip() for row in page.rows()] == ["Ring the maker", "◆ Go live"]


def test_it_costs_the_same_however_many_tasks(client_for, cost, project):
    client = client_for("team", on=project)
    for rest in ("", "on-a-page/", "export/csv/"):
        TaskFactory(project=project, finish=today(3))
        TaskFactory(project=project, finish=today(3), milestone=True)
        few = cost(lambda rest=rest: client.get(at(project, rest)))
        services.add_tasks(
            project,
            [{"name": f"Task {each}", "finish": today(each)} for each in range(30)],
            by=None,
            on=today(),
        )
        assert cost(lambda rest=rest: client.get(at(project, rest))) == few
        assert few <= 12


@pytest.mark.parametrize(
    ("show", "wanted"), [("open", 2), ("late", 1), ("month", 1), ("milestones", 1), ("mine", 0)]
)
def test_some_of_it(team, project, show, wanted):
    TaskFactory(project=project, name="Fit", finish=today(-3))
    TaskFactory(project=project, name="Order", finish=today(-3), percent=100)
    TaskFactory(project=project, name="Go live", finish=today(20), milestone=True)
    assert len(open_page(team, at(project, f"?show={show}")).rows()) == wanted
    assert len(open_page(team, at(project, "?show=nonsense")).rows()) == 3


def test_one_line_adds_a_task(team, project):
    answer = team.post(
        at(project, "add/"), {"name": "Fit the alarms", "who": "Ann Lee", "finish": uk(today(9))}
    )
    assert answer.status_code == 302
    task = Task.objects.get()
    assert (task.name, task.owner_text, task.finish) == ("Fit the alarms", "Ann Lee", today(9))


def test_a_task_within_another_and_a_milestone(team, project):
    build = TaskFactory(project=project, name="Build")
    TaskFactory(project=project, name="Close")
    team.post(at(project, "add/"), {"name": "Fit", "within": build.pk})
    team.post(at(project, "add/"), {"name": "Go live", "finish": uk(today(9)), "is_milestone": "on"})
    assert names(project) == [(1, "Build"), (2, "Fit"), (1, "Close"), (1, "Go live")]
    assert Milestone.objects.get().forecast == today(9)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": ""}, "What is to be done"),
        ({"name": "Fit", "start": "10/1/2027", "finish": "9/1/2027"}, "on or after 10 January 2027"),
        ({"name": "Fit", "finish": "31/2/2027"}, "February"),
        ({"name": "Fit", "within": "999"}, "choose from the list"),
        ({"name": "Go live", "is_milestone": "on"}, "by which the milestone is expected"),
        ({"name": f"Ring {NHS_NUMBER}"}, "NHS number"),
        ({"name": "x" * 301}, "at most 300"),
    ],
)
def test_what_is_refused_in_a_new_task(team, project, said, error):
    page = open_page(team, at(project, "add/"), 422, post=said)
    assert error.casefold() in " ".join(page.errors()).casefold()
    assert not Task.objects.exists()


def test_a_task_is_changed_and_done(team, project):
    task = TaskFactory(project=project, name="Fit", finish=today(9))
    page = open_page(team, at(project, f"tasks/{task.pk}/"))
    assert "To come" in page
    form = open_page(team, at(project, f"tasks/{task.pk}/change/")).context["form"]
    said = {"name": "Fit them", "percent": "60", "finish": uk(today(9)), "seen": form.initial["seen"]}
    assert team.post(at(project, f"tasks/{task.pk}/change/"), said).status_code == 302
    task.refresh_from_db()
    assert (task.name, task.percent, task.finish) == ("Fit them", 60, today(9))
    team.post(at(project, f"tasks/{task.pk}/done/"))
    task.refresh_from_db()
    assert task.done_on == today()
    again = team.post(at(project, f"tasks/{task.pk}/done/"), follow=True)
    assert "was marked as done already" in again.content.decode()


def test_two_who_change_one_task_are_told(team, project):
    task = TaskFactory(project=project, name="Fit", finish=today(9))
    seen = open_page(team, at(project, f"tasks/{task.pk}/change/")).context["form"].initial["seen"]
    services.change_task(task, {"name": "Fit all"}, by=None, on=today())
    said = {"name": "Fit some", "percent": "0", "finish": uk(today(9)), "seen": seen}
    page = open_page(team, at(project, f"tasks/{task.pk}/change/"), 409, post=said)
    assert "Someone else changed this" in " ".join(page.errors())
    assert "Fit all" in page
    assert Task.objects.get().name == "Fit all"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"percent": "101"}, "0 to 100"),
        ({"percent": "much"}, "whole number"),
        ({"finish": "1/1/2020"}, "on or after"),
    ],
)
def test_what_is_refused_in_a_change(team, project, said, error):
    task = TaskFactory(project=project, name="Fit", start=date(2027, 1, 4), finish=date(2027, 1, 15))
    form = open_page(team, at(project, f"tasks/{task.pk}/change/")).context["form"]
    whole = {
        "name": "Fit",
        "start": "4/1/2027",
        "finish": "15/1/2027",
        "percent": "0",
        "seen": form.initial["seen"],
    }
    page = open_page(team, at(project, f"tasks/{task.pk}/change/"), 422, post={**whole, **said})
    assert error in " ".join(page.errors())


def test_its_owner_may_do_it_without_a_part_in_planning(client_for, project):
    client = client_for("viewer")
    task = TaskFactory(project=project, owner=person_of(client.user))
    other = TaskFactory(project=project)
    assert client.post(at(project, f"tasks/{task.pk}/done/")).status_code == 302
    assert client.post(at(project, f"tasks/{other.pk}/done/")).status_code == 403


def test_moving_and_taking_out(team, project):
    build, fit = TaskFactory(project=project, name="Build"), TaskFactory(project=project, name="Fit")
    assert len(open_page(team, at(project, "?order=yes")).rows()) == 2
    team.post(at(project, f"tasks/{fit.pk}/move/in/"))
    assert names(project) == [(1, "Build"), (2, "Fit")]
    answer = team.post(at(project, f"tasks/{fit.pk}/move/in/"), follow=True)
    assert "It cannot go further in" in answer.content.decode()
    assert team.post(at(project, f"tasks/{fit.pk}/move/sideways/")).status_code == 404
    page = open_page(team, at(project, f"tasks/{build.pk}/remove/"))
    assert "1 task within it goes with it" in page
    team.post(at(project, f"tasks/{build.pk}/remove/"))
    assert names(project) == []
    assert team.get(at(project, f"tasks/{fit.pk}/")).status_code == 404


def test_a_task_of_another_project_does_not_exist_here(team, project):
    other = TaskFactory(project=ProjectFactory(visibility="system"))
    assert team.get(at(project, f"tasks/{other.pk}/")).status_code == 404


def bring(client, project, **said):
    answer = client.post(at(project, "bring/"), said)
    assert answer.status_code == 302, answer.context_data["form"].errors
    return Incoming.objects.latest("pk")


def test_a_file_comes_in_is_looked_at_kept_and_undone(team, project):
    data = f"Task,Due,Who,RAG\nBuild,,,\nFit,{uk(today(9))},Ann Lee,Green\n".encode()
    incoming = bring(team, project, file=SimpleUploadedFile("plan.csv", data))
    page = open_page(team, at(project, f"bring/{incoming.pk}/"))
    assert "2 tasks read, all of them new" in page
    assert "RAG (1)" in page
    assert not Task.objects.exists()
    team.post(at(project, f"bring/{incoming.pk}/"), {})
    assert names(project) == [(1, "Build"), (2, "Fit")]
    assert "plan.csv was brought in on" in open_page(team, at(project))
    assert team.get(at(project, f"bring/{incoming.pk}/")).status_code == 404
    team.post(at(project, f"bring/{incoming.pk}/undo/"))
    assert names(project) == []


def test_a_paste_again_says_what_is_missing(team, project):
    one = bring(team, project, text="Fit\nTrain")
    team.post(at(project, f"bring/{one.pk}/"), {})
    two = bring(team, project, text="Fit\nClose")
    page = open_page(team, at(project, f"bring/{two.pk}/"))
    assert "1 new, 0 changed, 1 as they are" in page
    assert "Take out the one task of this plan that the file does not hold" in page
    team.post(at(project, f"bring/{two.pk}/"), {"without_missing": "on"})
    assert names(project) == [(1, "Fit"), (1, "Close")]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, "Choose a file, or paste cells"),
        ({"text": f"Fit\nRing {NHS_NUMBER}"}, "NHS number"),
        (
            {"file": SimpleUploadedFile("plan.mpp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))},
            "Microsoft",
        ),
        ({"file": SimpleUploadedFile("plan.xml", b"<Project>")}, "cannot be read"),
        ({"file": SimpleUploadedFile("plan.csv", f"Task,Note\nFit,{NHS_NUMBER}\n".encode())}, "NHS number"),
        ({"file": SimpleUploadedFile("plan.csv", b"")}, "empty"),
        ({"text": "Fit", "file": SimpleUploadedFile("plan.csv", b"Fit\n")}, "not both"),
    ],
)
def test_what_is_refused_of_a_file(team, project, said, error):
    for each in said.values():
        if hasattr(each, "seek"):
            each.seek(0)
    page = open_page(team, at(project, "bring/"), 422, post=said)
    assert error in " ".join(page.errors())
    assert "Nothing was saved" in page or not said
    assert not Incoming.objects.exists()


def test_a_file_past_the_most(project):
    big = SimpleUploadedFile("plan.xml", b"")
    big.size = 60_000_000
    form = BringForm({}, {"file": big})
    assert not form.is_valid()
    assert "60 MB; at most 50 MB" in str(form.errors)


def test_ten_thousand_pasted_rows_are_answered(team, project):
    text = "\n".join(f"Task number {each}" for each in range(10_000))
    page = open_page(team, at(project, "bring/"), 422, post={"text": text})
    assert "holds 10,000 tasks; a plan here holds at most 5,000" in " ".join(page.errors())
    assert "Task number 9999" in page.markup
    assert not Task.objects.exists()


@pytest.mark.parametrize("file", ["xlsx", "csv", "xml"])
def test_files_of_it_come_back_as_they_went(team, project, file):
    services.add_tasks(
        project,
        [
            {"name": "=Build", "level": 1},
            {
                "name": "Fit",
                "level": 2,
                "start": date(2027, 1, 4),
                "finish": date(2027, 1, 15),
                "percent": 40,
                "owner_text": "Ann Lee, Bo Ray",
            },
            {"name": "Go live", "level": 2, "finish": date(2027, 1, 20), "milestone": True},
        ],
        by=None,
        on=today(),
    )
    answer = team.get(at(project, f"export/{file}/"))
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    incoming = bring(team, project, file=SimpleUploadedFile(f"plan.{file}", data))
    page = open_page(team, at(project, f"bring/{incoming.pk}/"))
    assert [row.word for row in page.context["rows"]] == ["As it is"] * 3


def test_it_starts_from_a_plan_and_is_saved_to_start_from(team, project):
    assert "A new system goes live" in open_page(team, at(project, "start/"))
    assert "week 1" in open_page(team, at(project, "start/digital/"))
    team.post(at(project, "start/digital/"), {"start": "4/1/2027"})
    assert len(names(project)) == 22
    assert Milestone.objects.filter(name="Go live").get().forecast == date(2027, 5, 28)
    open_page(team, at(project, "start/save/"))
    assert team.post(at(project, "start/save/"), {"name": "Ours", "about": "For wards"}).status_code == 302
    page = open_page(team, at(project, "start/save/"), 422, post={"name": "Ours"})
    assert "a plan called “Ours” already" in page
    template = Template.objects.get()
    assert "Ours" in open_page(team, at(project, "start/"))
    team.post(at(project, f"start/ours/{template.pk}/"), {"start": "5/1/2027"})
    assert len(names(project)) == 44
    team.post(at(project, f"start/ours/{template.pk}/remove/"))
    assert team.get(at(project, f"start/ours/{template.pk}/")).status_code == 404


def test_a_plan_without_days_cannot_be_started_from(team, project):
    TaskFactory(project=project)
    page = open_page(team, at(project, "start/save/"), 422, post={"name": "Ours"})
    assert "No task of this plan has a day" in page


def test_a_template_of_another_organisation_does_not_exist(team, project):
    other = Template.objects.create(organisation=ProjectFactory().lead_organisation, name="Theirs", rows=[])
    assert team.get(at(project, f"start/ours/{other.pk}/")).status_code == 404
    assert team.get(at(project, "start/nothing/")).status_code == 404


def test_on_a_page(team, project):
    assert "Nothing is planned yet" in open_page(team, at(project, "on-a-page/"))
    TaskFactory(project=project, name="Go live", finish=today(20), milestone=True)
    assert "Go live" in open_page(team, at(project, "on-a-page/"))
    assert "For A4 paper" in open_page(team, at(project, "on-a-page/?paper=a3"))


def test_a_change_that_cannot_stand_is_not_half_kept(team, project, monkeypatch):
    build, fit = TaskFactory(project=project, name="Build"), TaskFactory(project=project, name="Fit")
    form = open_page(team, at(project, f"tasks/{fit.pk}/change/")).context["form"]
    monkeypatch.setattr(services, "DEEPEST", 1)
    said = {"name": "Fit all", "percent": "0", "within": build.pk, "seen": form.initial["seen"]}
    page = open_page(team, at(project, f"tasks/{fit.pk}/change/"), 422, post=said)
    assert "this would be deeper. Nothing was saved" in page
    assert names(project) == [(1, "Build"), (1, "Fit")]


def test_lags_and_circles_are_said_as_planners_write_them(team, project):
    one, two, three = TaskFactory.create_batch(3, project=project)
    Waits.objects.create(task=two, on=one, kind="FF", lag=50, lag_format=19)
    Waits.objects.create(task=three, on=one, kind="FS", lag=14_400, lag_format=8)
    Waits.objects.create(task=one, on=two, kind="FS")
    page = open_page(team, f"/projects/{project.number}/plan/")
    assert "After 1FF+50%" in page.text
    assert "After 1FS+1ed" in page.text
    assert page.text.count("Waits in a circle with") == 2


def test_what_the_picture_leaves_out_is_said(team, project):
    TaskFactory.create_batch(60, project=project, finish=date(2026, 6, 1))
    assert "15 more rows stand in the list below" in open_page(team, f"/projects/{project.number}/plan/").text


def test_who_has_left_is_not_taken_and_a_paste_points_it_out(team, project):
    gone = PersonFactory(name="Ivo Marsh", left_at=timezone.now())
    Involvement.objects.create(project=project, person=gone, role="team")
    plan = f"/projects/{project.number}/plan/"
    said = {"name": "Fit alarms", "who": "Ivo Marsh", "start": "", "finish": "", "within": ""}
    page = open_page(team, f"{plan}add/", 422, post=said)
    assert "Ivo Marsh has left. Name somebody who owns it now. Nothing was saved." in " ".join(page.errors())
    one = TaskFactory(project=project)
    page = open_page(team, f"{plan}tasks/{one.pk}/change/", 422, post={**said, "percent": "0"})
    assert "Ivo Marsh has left" in " ".join(page.errors())
    page = open_page(team, f"{plan}bring/", post={"text": "Task\tWho\nFit alarms\tIvo Marsh"}, follow=True)
    assert "Ivo Marsh has left: name somebody who owns it now" in page.text


def test_many_late_tasks_leave_the_top_risks_of_a_new_update_in_sight(project):
    TaskFactory.create_batch(60, project=project, finish=today(-40))
    EntryFactory(project=project, kind="risk", title="They come late", at=(5, 5))
    why = news_of(project, None, on=today())["why"].splitlines()
    assert len(why) == 9
    assert "Risk: They come late, score 25 (extreme)" in why
    assert why[-1] == "and 53 more"
