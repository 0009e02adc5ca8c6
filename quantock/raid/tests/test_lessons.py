"""Lessons: used by other projects, found when something similar is registered, searched across projects."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.services import NotNow
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import lessons, services
from quantock.raid.models import Use
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


def lesson(title="Ask the night staff first", *, state="completed", visibility="system", **details):
    details = details or {"situation": "Bed alarms on the ward", "recommendation": "Walk the ward at night"}
    project = ProjectFactory(visibility=visibility, state=state)
    return EntryFactory(kind="lesson", title=title, details=details, project=project)


def here(one, tail=""):
    return f"/projects/{one.project.number}/log/{one.pk}/{tail}"


def test_we_used_this_is_counted_once_a_project_with_who_and_which(client_for):
    one = lesson()
    mine = ProjectFactory(title="Heard at night", visibility="team", state="active")
    client = client_for("lead", on=mine)
    assert "Nobody has said so yet" in open_page(client, here(one))
    client.post(here(one, "used/"), {"project": mine.pk})
    page = open_page(client, here(one))
    assert "Used by 1 project" in page
    assert "Heard at night" in page
    assert str(client.user) in page
    other = open_page(client_for("viewer"), here(one))
    assert "Heard at night" not in other
    assert "A project that you may not see" in other
    assert client.post(here(one, "used/"), {"project": mine.pk}).status_code == 422
    with pytest.raises(NotNow, match="used it already"):
        lessons.use(one, mine, by=client.user, on=ON)
    assert Use.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "nonsense", "99999"])
def test_only_ones_own_project_can_have_used_it(client_for, wrong):
    one = lesson()
    client = client_for("lead", on=ProjectFactory(state="active"))
    assert client.post(here(one, "used/"), {"project": wrong}).status_code == 422
    assert client.post(here(one, "used/"), {"project": ProjectFactory().pk}).status_code == 422
    risk = EntryFactory(kind="risk", project__visibility="system")
    assert client.post(here(risk, "used/"), {"project": wrong}).status_code == 404
    assert "We used this" not in open_page(client_for("viewer"), here(one))


def test_it_is_found_when_something_similar_is_registered(client_for):
    one = lesson()
    lesson("Order early", recommendation="Ask the supplier for alarms in spring")
    lesson("Secret alarms on a ward", visibility="team")
    kept = lesson("Alarms on the ward: who slept")
    services.keep_to(kept, [], restricted=True, by=None)
    client = client_for("member", on=OrganisationFactory())
    body = client.get("/projects/similar/?title=Bed+alarms+on+Cedar+ward").content.decode()
    assert "Ask the night staff first" in body
    assert "completed. Walk the ward at night" in body
    for other in ("Order early", "Secret alarms", "who slept"):
        assert other not in body
    said = {"title": "Bed alarms on Cedar ward", "problem": "Falls"}
    assert one.title in open_page(client, "/projects/register/", 422, post=said)


def test_lessons_of_ended_work_are_searched_by_all_their_words(client_for):
    one = lesson(state="stopped")
    lessons.use(one, ProjectFactory(), by=client_for().user, on=ON)
    lesson("Order early", recommendation="In spring")
    client = client_for("viewer")
    page = open_page(client, "/log/lessons/?q=walk+the+ward")
    assert [row[0].split(",")[0].strip() for row in page.rows()] == ["Ask the night staff first"]
    assert "used by 1 project" in page


def test_decisions_say_how_long_they_waited_for_their_answer(client_for):
    today = timezone.localdate()
    project = ProjectFactory(visibility="system", state="active")
    for days in (10, 20, 60):
        decision = EntryFactory(
            kind="decision", title=f"Asked {days}", on=today - timedelta(days=days), project=project
        )
        services.change_entry(decision, {"details": {"answer": "Lease"}}, by=None, on=today)
        services.close(decision, "made", by=None, on=today)
    withdrawn = EntryFactory(kind="decision", on=today, project=project)
    services.withdraw(withdrawn, by=None, on=today, reason="Twice")
    EntryFactory(kind="decision", title="Waits", on=today - timedelta(days=3), project=project)
    client = client_for("viewer")
    page = open_page(client, "/log/decisions/")
    assert "Half of the 3 answered in the last year waited 20 days or less" in page
    assert len(page.rows()) == 1
    answered = open_page(client, "/log/decisions/?show=answered")
    assert len(answered.rows()) == 3
    assert "answered after 60 days" in answered
    assert "Lease" in answered


def test_pages_cost_the_same_however_many(client_for, cost):
    one = lesson()
    mine = [ProjectFactory(state="active") for _ in range(4)]
    client = client_for("auditor")
    pages = (here(one), "/log/lessons/", "/log/decisions/", "/projects/similar/?title=bed+alarms+ward+night")
    pages = pages[:3]
    few = [cost(lambda page=page: client.get(page)) for page in pages]
    for project in mine:
        lessons.use(one, project, by=client.user, on=ON)
        lesson()
        EntryFactory(kind="decision", project__visibility="system")
    assert [cost(lambda page=page: client.get(page)) for page in pages] == few


def test_what_stopped_work_learned_is_found_and_marked(client_for):
    lesson("Count first", state="stopped")
    lesson("Begin small", state="completed")
    client = client_for("auditor")
    page = open_page(client, "/log/lessons/")
    assert "from stopped work" in page
    assert "from completed work" in page
    for at in ("?work=stopped", f"?work=stopped&as_at={ON:%d/%m/%Y}"):
        page = open_page(client, f"/log/lessons/{at}")
        assert "Begin small" not in page
    assert "Count first" in open_page(client, "/log/lessons/?work=stopped")
    assert "Count first" not in open_page(client, "/log/lessons/?work=live")
    assert "Learned by work" not in open_page(client, "/log/decisions/").markup
