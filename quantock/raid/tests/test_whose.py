"""Mine, of the projects I work on, and what other projects say of this one."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.people.tests.factories import PersonFactory
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import depending, services
from quantock.raid.models import Entry
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


def titles(page):
    return {row[0].split(",")[0].strip() for row in page.rows()}


def test_the_lists_of_all_projects_show_what_is_mine_and_what_is_of_my_projects(client_for):
    project = ProjectFactory(visibility="system")
    client = client_for("lead", on=project)
    me = PersonFactory(user=client.user)
    EntryFactory(title="Mine", owner=me, project__visibility="system", on=date(2026, 1, 5))
    EntryFactory(title="Of my project", project=project, on=date(2026, 1, 5))
    EntryFactory(title="Of others", project__visibility="system", on=date(2026, 1, 5))
    assert titles(open_page(client, "/log/actions/")) == {"Mine", "Of my project", "Of others"}
    assert titles(open_page(client, "/log/actions/?whose=mine")) == {"Mine"}
    assert titles(open_page(client, "/log/actions/?whose=projects")) == {"Of my project"}
    # Done with one press, and back to the list.
    page = open_page(client, "/log/actions/?whose=mine")
    assert page.rows()[0][-1].startswith("Done")
    mine = Entry.objects.get(title="Mine")
    there = f"/projects/{mine.project.number}/log/{mine.pk}/done/"
    page = open_page(client, there, post={"back": "mine"}, follow=True)
    assert "Done: Mine" in page
    assert not titles(page)
    services.reopen(mine, by=None, on=timezone.localdate())
    # On a past day, and by whoever works on nothing, as well.
    then = timezone.localdate() - timedelta(days=1)
    assert titles(open_page(client, f"/log/actions/?whose=mine&as_at={then:%d/%m/%Y}")) == {"Mine"}
    assert titles(open_page(client, f"/log/actions/?whose=projects&as_at={then:%d/%m/%Y}")) == {
        "Of my project"
    }
    assert "Nothing is open that passes" in open_page(client_for("viewer"), "/log/actions/?whose=projects")


def test_all_words_are_sought_wherever_they_stand(client_for):
    EntryFactory(title="The network may not carry it", project__visibility="system")
    EntryFactory(title="The network is new", project__visibility="system")
    client = client_for("viewer")
    assert titles(open_page(client, "/log/actions/?q=carry+network")) == {"The network may not carry it"}
    assert len(open_page(client, "/log/actions/?q=network").rows()) == 2
    assert "Nothing is open that passes" in open_page(client, "/log/actions/?q=network+lease")


def test_a_projects_dependencies_tell_which_others_name_it(client_for):
    ours, theirs = (ProjectFactory(track="full", visibility="system") for _ in range(2))
    entry = EntryFactory(
        project=theirs,
        kind="dependency",
        title="Reference data",
        due_on=date(2027, 1, 4),
        details={"promised": "2027-01-06"},
    )
    depending.name_other(entry, ours, by=None, on=date(2026, 12, 1))
    client, there = client_for("lead", on=ours), f"/projects/{ours.number}/log/dependencies/"
    page = open_page(client, there)
    assert "1 dependency of other projects names this one" in page
    assert "2 working days late" in page
    assert "Waits for this project" in page
    assert "needs it from this project" in page
    entry.restricted = True
    entry.save(update_fields=["restricted"])
    assert "Reference data" not in open_page(client, there)
