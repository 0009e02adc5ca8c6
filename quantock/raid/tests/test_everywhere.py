"""The registers of all projects."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from quantock.access.viewer import viewer_for
from quantock.people.tests.factories import PersonFactory
from quantock.projects import services as projects
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import everywhere, services
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


def test_the_worst_risks_stand_first_with_where_they_were(client_for):
    today = timezone.localdate()
    worst = EntryFactory(
        kind="risk", title="Late", at=(3, 3), on=today - timedelta(days=60), project__visibility="system"
    )
    EntryFactory(kind="risk", title="Wet", at=(4, 4), on=today, project__visibility="system")
    services.score(worst, likelihood=5, impact=5, by=None, on=today)
    page = open_page(client_for("viewer"), "/log/risks/")
    assert "2 risks open in projects under way, 2 extreme, 0 overdue" in page
    first, second = page.rows()
    assert first[0].startswith("25 extreme ▲ was 9")
    assert "new" in second[0]


def test_decisions_say_how_long_they_wait_and_filters_narrow(client_for):
    today = timezone.localdate()
    project = ProjectFactory(visibility="system")
    EntryFactory(kind="decision", title="Buy or lease?", on=today - timedelta(days=40), project=project)
    EntryFactory(kind="decision", title="One ward or six?", on=today, project__visibility="system")
    client = client_for("viewer")
    page = open_page(client, "/log/decisions/")
    assert "waiting 40 days" in page.rows()[0][-1]
    narrowed = open_page(client, f"/log/decisions/?organisation={project.lead_organisation_id}&q=lease")
    assert [row[0].split(",")[0].strip() for row in narrowed.rows()] == ["Buy or lease?"]
    assert "Nothing is open that passes these filters" in open_page(client, "/log/decisions/?q=nonsense")
    assert open_page(client, "/log/decisions/?organisation=nonsense&overdue=x&page=9999999")


def test_overdue_actions_come_first(client_for):
    today = timezone.localdate()
    EntryFactory(title="Later", due_on=today + timedelta(days=9), project__visibility="system")
    EntryFactory(title="Overdue", due_on=today - timedelta(days=9), project__visibility="system")
    page = open_page(client_for("viewer"), "/log/actions/")
    assert "2 actions open in projects under way, 1 overdue" in page
    assert page.rows()[0][0].startswith("Overdue")
    EntryFactory(title="Some day", due_on=None, project__visibility="system")
    overdue = open_page(client_for("viewer"), "/log/actions/?overdue=on")
    assert "1 action open in projects under way, 1 overdue" in overdue
    assert len(overdue.rows()) == 1


def test_a_register_stands_as_it_did_on_a_past_day_beside_an_earlier_one(client_for):
    today = timezone.localdate()
    day, earlier = (
        f"{each.day}/{each.month}/{each.year}" for each in (today - timedelta(9), today - timedelta(30))
    )
    risk = EntryFactory(
        kind="risk",
        title="Wet",
        at=(4, 4),
        on=today - timedelta(40),
        due_on=today - timedelta(20),
        project__visibility="system",
    )
    services.change_entry(risk, {"title": "Dry", "due_on": today}, by=None, on=today - timedelta(2))
    services.close(risk, "closed", by=None, on=today - timedelta(1))
    client = client_for("viewer")
    assert "Nothing is open" in open_page(client, "/log/risks/")
    page = open_page(
        client,
        f"/log/risks/?as_at={day}&since={earlier}&q=wet&organisation={risk.project.lead_organisation_id}",
    )
    assert "1 risk open in projects under way, 1 extreme, 1 overdue." in page
    assert ": 1, 1 extreme, 0 overdue." in page
    assert page.rows()[0][1].startswith("Wet")
    body = b"".join(client.get(f"/log/risks/export/csv/?as_at={day}").streaming_content).decode()
    assert "Wet" in body
    assert (
        body.splitlines()[0]
        .lstrip("\ufeff")
        .startswith("Project,Title of the project,Lead organisation,Reference")
    )
    assert f"{risk.project.title},{risk.project.lead_organisation.name}" in body
    assert "not known yet" in open_page(client, "/log/risks/?as_at=1/1/2099")
    for tab in ("decisions", "lessons"):
        assert open_page(client, f"/log/{tab}/?as_at={day}&since={earlier}&show=answered").rows() == []
    Project.objects.filter(pk=risk.project_id).update(state="stopped")
    assert "Wet" in open_page(client, f"/log/risks/?as_at={day}")


def test_what_is_not_seen_is_in_no_list_count_filter_or_file(client_for):
    secret = EntryFactory(kind="risk", title="Hidden", at=(5, 5), project__visibility="team")
    kept = EntryFactory(kind="risk", title="A post may go", at=(5, 5), project__visibility="system")
    services.keep_to(kept, [], restricted=True, by=None)
    client = client_for("member", on=ProjectFactory().lead_organisation)
    page = open_page(client, "/log/risks/")
    assert "Nothing is open" in page
    assert secret.project.lead_organisation.name not in page
    body = b"".join(client.get("/log/risks/export/csv/").streaming_content).decode()
    assert "Hidden" not in body
    assert "A post" not in body
    then = f"/log/risks/?as_at={ON.day}/{ON.month}/{ON.year}"
    assert open_page(client, then).rows() == []
    assert len(open_page(client_for("auditor"), then).rows()) == 2


def test_each_sees_their_own_whoever_asked_before(client_for):
    """The text of the query is kept, and shared by all who hold the same roles elsewhere: its keys are not."""
    risks = [
        EntryFactory(kind="risk", title=title, at=(4, 4), project__visibility="organisation")
        for title in ("Wet", "Dry")
    ]
    for query in ("", "?cell=4x4", f"?as_at={ON.day}/{ON.month}/{ON.year}"):
        for risk in [*risks, risks[0]]:
            page = open_page(client_for("member", on=risk.project.lead_organisation), f"/log/risks/{query}")
            found = [row[1].split(",")[0].strip() for row in page.rows()]
            assert found == [risk.title], query


def test_an_unknown_register_does_not_exist(client_for):
    assert client_for("viewer").get("/log/wishes/").status_code == 404


def test_the_list_costs_the_same_however_many(client_for, cost):
    client = client_for("auditor")
    lists = [f"/log/{each.slug}/" for each in REGISTERS.values()]
    lists += [f"/log/risks/?as_at={ON.day}/{ON.month}/{ON.year}", "/log/decisions/?show=answered"]

    def made(count):
        for kind in Kind:
            for _ in range(count):
                scored = {"at": (4, 3)} if kind == Kind.RISK else {}
                one = EntryFactory(kind=kind, owner=PersonFactory(), details={"answer": "Lease"}, **scored)
        one = EntryFactory(kind="decision", owner=PersonFactory())
        services.close(one, "made", by=None, on=timezone.localdate())

    made(2)
    few = [cost(lambda at=at: client.get(at)) for at in lists]
    made(4)
    assert [cost(lambda at=at: client.get(at)) for at in lists] == few
    assert max(few) <= 12


def test_the_matrix_of_all_projects_opens_lists_and_movement_is_a_filter_and_an_order(client_for, cost):
    client, today = client_for("auditor"), timezone.localdate()
    then = today - timedelta(days=60)
    details = {"proximity": "immediate", "corporate": "CRR-17"}
    worse = EntryFactory(kind="risk", title="Worse now", at=(2, 3), on=then, details=details)
    services.score(worse, likelihood=4, impact=3, by=None, on=today)
    EntryFactory(kind="risk", title="Same as ever", at=(4, 4), on=then)
    better = EntryFactory(kind="risk", title="Better now", at=(5, 3), on=then)
    services.score(better, likelihood=2, impact=2, by=None, on=today)
    aimed = EntryFactory(kind="risk", title="Fresh one", at=(4, 3), on=today)
    services.score(aimed, likelihood=1, impact=2, which="target_", by=None, on=today)
    EntryFactory(kind="risk", title="Hidden one", at=(4, 3), on=today, restricted=True)
    keeper = client_for("pmo", on=worse.project.lead_organisation)

    def names(asked):
        return [row[1].split(",")[0].strip() for row in open_page(client, f"/log/risks/?{asked}").rows()]

    page = open_page(client, "/log/risks/")
    assert "cell=4x3" in page.markup
    assert "cell=4x4" in page.markup
    assert sorted(names("cell=4x3")) == ["Fresh one", "Hidden one", "Worse now"]
    assert "2 risks" not in open_page(keeper, "/log/risks/").markup
    assert names("which=target&cell=1x2") == ["Fresh one"]
    assert names("which=before&cell=2x3") == ["Worse now"]
    assert names("moved=worse") == ["Worse now"]
    assert names("moved=better") == ["Better now"]
    assert names("moved=same") == ["Same as ever"]
    assert sorted(names("moved=new")) == ["Fresh one", "Hidden one"]
    assert names("order=movement")[:2] == ["Worse now", "Same as ever"]
    assert names("proximity=immediate") == names("reference=crr-17") == ["Worse now"]
    told = client.get("/log/risks/export/csv/?moved=worse").getvalue().decode()
    assert "Movement" in told
    assert "Worse now" in told
    assert "Fresh one" not in told
    assert cost(lambda: client.get("/log/risks/?which=target&cell=1x2&moved=new")) <= 12
    assert cost(lambda: keeper.get("/log/risks/?cell=4x3&since=1/1/2026&order=movement")) <= 12


def test_by_movement_means_by_what_each_score_was(client_for):
    today = timezone.localdate()
    since = today - timedelta(days=30)
    for place, at in enumerate(((1, 1), (5, 5), (3, 3), (2, 4), (4, 1), None, (3, 2))):
        said = {"at": at} if at else {}
        one = EntryFactory(kind="risk", title=f"Risk {place}", on=today - timedelta(days=90), **said)
        if place % 2:
            services.change_entry(one, {"title": f"Risk {place}, so called"}, by=None, on=today)
        if place in (0, 2, 5):
            services.score(
                one, likelihood=place or 5, impact=3, by=None, on=today - timedelta(days=place + 1)
            )
        if place == 4:  # up after that day, and down again
            services.score(one, likelihood=5, impact=5, by=None, on=since + timedelta(days=1))
            services.score(one, likelihood=3, impact=1, by=None, on=today)
    EntryFactory(kind="risk", title="New", at=(5, 5), on=today)
    viewer = viewer_for(client_for("auditor").user)
    asked = everywhere.Asked.of(Kind.RISK, {}, on=today, since=since, past=False)
    found = everywhere.listed(viewer, asked, order="movement")
    assert len(found) == 8
    # A full page is put together of parts, where what is less than one is ordered as a whole.
    parts = [everywhere.listed(viewer, asked, first=first, most=2, order="movement") for first in range(7)]
    whole = [each.row.entry.pk for each in found]
    assert [[each.row.entry.pk for each in some] for some in parts] == [
        whole[first : first + 2] for first in range(7)
    ]
    assert [each.was for some in parts[::2] for each in some] == [each.was for each in found]
    assert [each.movement for each in found if each.was is not None] == [14, 0, 0, 0, -1, -3]

    def worst_first(one):
        known = one.was is not None
        now = one.row.entry
        return (not known, -one.movement, -(now.score or 0), now.due_on or date.max, now.pk)

    assert found == sorted(found, key=worst_first)


def test_as_many_are_counted_as_are_listed(client_for):
    organisation = ProjectFactory().lead_organisation
    for state in ("active", "stopped"):
        for visibility in ("team", "organisation", "system"):
            for lead in ({}, {"lead_organisation": organisation}):
                project = ProjectFactory(visibility=visibility, state=state, **lead)
                for kind in (Kind.RISK, Kind.LESSON):
                    EntryFactory(kind=kind, project=project)
                    EntryFactory(kind=kind, project=project, restricted=True)
    today, found = timezone.localdate(), []
    for role, on in (("viewer", None), ("member", organisation), ("pmo", organisation), ("auditor", None)):
        viewer = viewer_for(client_for(role, **({"on": on} if on else {})).user)
        for kind in (Kind.RISK, Kind.LESSON):
            asked = everywhere.Asked.of(kind, {}, on=today, since=today, past=False)
            found.append(everywhere.counts(viewer, asked).every)
            assert found[-1] == len(everywhere.listed(viewer, asked, most=100))
    assert found == [2, 4, 3, 6, 4, 8, 12, 24]


def test_among_many_risks_of_a_past_day_the_highest_are_found_from_the_top(client_for):
    today = timezone.localdate()
    day, earlier = today - timedelta(days=20), today - timedelta(days=60)
    for title, at, visibility in (
        ("Low", (1, 2), "system"),
        ("High", (5, 4), "system"),
        ("High too", (4, 5), "system"),
        ("Kept from most", (5, 5), "team"),
        ("Closed by then", (5, 5), "system"),
        ("Not scored", None, "system"),
        ("In a project that had been stopped", (5, 5), "system"),
    ):
        said = {"at": at} if at else {}
        one = EntryFactory(kind="risk", title=title, on=earlier, project__visibility=visibility, **said)
        if title == "Closed by then":
            services.close(one, "closed", by=None, on=earlier + timedelta(days=1))
        if "stopped" in title:
            ends = {"reason": "Done.", "outcome": "met", "sentence": "It worked."}
            projects.end(one.project, state="stopped", by=None, on=earlier + timedelta(days=1), **ends)
    EntryFactory(kind="risk", title="Raised since", at=(5, 5), on=today, project__visibility="system")
    asked = everywhere.Asked.of(Kind.RISK, {"as_at": day}, on=day, since=earlier, past=True)
    for role in ("viewer", "auditor"):
        viewer = viewer_for(client_for(role).user)
        for most in (1, 2, 3, 50):
            told = [
                [
                    (each.row.entry.title, each.was)
                    for each in everywhere.listed(viewer, asked, most=most, count=count)
                ]
                for count in (0, everywhere.MANY)
            ]
            assert told[0] == told[1]
            assert len(told[0]) == min(most, 4 if role == "viewer" else 5)


def test_among_many_with_the_words_that_are_sought_a_page_is_found_from_the_top(client_for):
    today = timezone.localdate()
    for title, project, at in (
        ("Bed alarms fail", "Ash ward", (2, 2)),
        ("Bed of another ward", "Alarms that are heard", (5, 5)),
        ("No bed", "Oak ward", (5, 4)),
        ("Bed alarms are too loud", "Elm ward", (4, 4)),
    ):
        EntryFactory(kind="risk", title=title, at=at, project__title=project, project__visibility="system")
    asked = everywhere.Asked.of(Kind.RISK, {"q": "bed alarms"}, on=today, since=today, past=False)
    for role in ("viewer", "auditor"):
        viewer = viewer_for(client_for(role).user)
        told = [
            [each.row.entry.title for each in everywhere.listed(viewer, asked, count=count)]
            for count in (3, everywhere.MANY_WITH_WORDS)
        ]
        assert told == [["Bed of another ward", "Bed alarms are too loud", "Bed alarms fail"]] * 2
        assert everywhere.counts(viewer, asked).every == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL learns by itself")
def test_sqlite_learns_of_new_indexes_where_there_are_entries():
    EntryFactory(kind="risk", at=(3, 4))
    migration = import_module("quantock.raid.migrations.0032_the_database_learns_of_heights")
    migration.learn(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl = 'raid_entryfact'")
        assert {("entry_fact_counted",), ("entry_fact_by_height",)} <= {*cursor.fetchall()}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="says what SQLite reads")
def test_sqlite_goes_along_an_index_from_the_highest(client_for):
    viewer = viewer_for(client_for("auditor").user)
    for asked, index in (
        (everywhere.Asked.of(Kind.RISK, {}, on=ON, since=ON, past=False), "entry_open_by_height"),
        (
            everywhere.Asked.of(Kind.RISK, {"level": "high"}, on=ON, since=ON, past=False),
            "entry_open_by_height",
        ),
    ):
        order = everywhere._order(everywhere.Entry, Kind.RISK, by_movement=False)
        plan = asked.rows(viewer).order_by(*order).values("pk")[:50].explain()
        assert f"raid_entry USING COVERING INDEX {index}" in plan
        # Of those as high as each other alone the days are put in order.
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="says what SQLite reads")
def test_words_are_looked_for_in_an_index_alone(client_for):
    member, today = client_for("member", on=EntryFactory().project.lead_organisation), timezone.localdate()
    asked = everywhere.Asked.of(Kind.RISK, {"q": "alarms"}, on=today, since=today, past=False)
    sql, values = everywhere._by_field(viewer_for(member.user), asked, "").query.sql_with_params()
    along = sql.replace('FROM "raid_entry"', 'FROM "raid_entry" INDEXED BY entry_open_counted', 1)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {along}", values)
        read = [step for *_, step in cursor.fetchall()]
    assert any("raid_entry USING COVERING INDEX entry_open_counted" in step for step in read), read


@pytest.mark.parametrize(
    ("kind", "index"), [("risk", "entry_open_by_height"), ("decision", "entry_open_by_raised")]
)
def test_postgresql_goes_along_an_index_to_the_first_page(kind, index, client_for):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no last of its own")
    viewer = viewer_for(client_for("auditor").user)
    asked = everywhere.Asked.of(Kind(kind), {}, on=ON, since=ON, past=False)
    order = everywhere._order(everywhere.Entry, Kind(kind), by_movement=False)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
    plan = asked.rows(viewer).order_by(*order).values("pk")[:50].explain()
    assert f"using {index}" in plan
    assert "Sort" not in plan
