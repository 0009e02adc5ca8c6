"""The pages of a log."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.services.joining import person_of
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.models import Entry
from quantock.raid.places import entries
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
LONG = "x" * 299
NHS_NUMBER = "943 476 5919"


@pytest.fixture
def project():
    return ProjectFactory(track="full", visibility="system")


@pytest.fixture
def quick():
    return ProjectFactory(track="quick", visibility="system")


def at(project, rest=""):
    return f"/projects/{project.number}/log/{rest}"


def test_it_works_on_the_quick_track_as_one_list(client_for, quick):
    client = client_for("team", on=quick)
    assert "Nothing is open" in open_page(client, at(quick))
    today = timezone.localdate()
    EntryFactory(project=quick, title="Order alarms", due_on=today - timedelta(days=3))
    EntryFactory(project=quick, kind="risk", title="They come late", at=(3, 5), on=today)
    EntryFactory(project=quick, kind="issue", title="Two do not ring")
    page = open_page(client, at(quick))
    assert "3 entries open, 1 extreme, 1 overdue" in page
    assert "3 days overdue" in page.rows()[0][2]
    assert any("They come late" in row[0] and "15 extreme" in row[0] for row in page.rows())


def test_a_full_project_has_a_tab_for_each_register(client_for, project):
    links = open_page(client_for("viewer"), at(project)).links()
    assert [name for name in links if name.split()[0] in ("Actions", "Risks", "Lessons", "Changes")][1:]
    for tab in (
        "actions",
        "risks",
        "issues",
        "assumptions",
        "dependencies",
        "decisions",
        "changes",
        "lessons",
    ):
        EntryFactory(project=project, kind=tab.removesuffix("s") if tab != "dependencies" else "dependency")
        assert "1 " in open_page(client_for("viewer"), at(project, f"{tab}/")).text


def test_an_unknown_register_does_not_exist(client_for, project):
    assert client_for("viewer").get(at(project, "wishes/")).status_code == 404


def test_an_action_is_added_in_one_line(client_for, project):
    client = client_for("team", on=project)
    said = {"title": "Ring the maker", "who": "me", "due_on": "12/1/2027"}
    page = open_page(client, at(project, "actions/add/"), post=said, follow=True)
    assert "A-001 is kept" in page
    one = Entry.objects.get()
    assert (one.owner.user, one.due_on) == (client.user, date(2027, 1, 12))


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"title": ""}, "Answer"),
        ({"title": "x" * 301}, "at most 300"),
        ({"title": "Ring", "due_on": "31/2/2027"}, "February"),
        ({"title": f"Ring about {NHS_NUMBER}"}, "NHS number"),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(client_for, project, said, error):
    page = open_page(client_for("team", on=project), at(project, "actions/add/"), 422, post=said)
    assert any(error in each for each in page.errors())
    assert not Entry.objects.exists()


def test_an_action_is_done_with_one_press_and_a_second_press_is_told(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project)
    page = open_page(client, at(project, f"{one.pk}/done/"), post={}, follow=True)
    assert f"Done: {one.title}" in page
    assert "was closed already" in open_page(client, at(project, f"{one.pk}/done/"), post={}, follow=True)


def test_an_assumption_is_found_true_with_one_press(client_for, project):
    client, one = client_for("team", on=project), EntryFactory(project=project, kind="assumption")
    assert open_page(client, at(project, "assumptions/")).rows()[0][-1].startswith("Found true")
    page = open_page(client, at(project, f"{one.pk}/done/"), post={"back": "entry"}, follow=True)
    assert f"Found true: {one.title}" in page


def test_two_who_answer_a_decision_at_once_are_told_and_the_seconds_words_stay(client_for, project):
    one = EntryFactory(project=project, kind="decision", title="Buy or lease?")
    first, second = client_for("lead", on=project), client_for("team", on=project)
    said = {"state": "made", "answer": "Buy", "decided_by": "The board", "reason": "It is cheaper"}
    open_page(first, at(project, f"{one.pk}/close/"), post=said, follow=True)
    page = open_page(second, at(project, f"{one.pk}/close/"), 422, post=said | {"answer": "Lease six"})
    assert "D-001 was closed already" in " ".join(page.errors())
    assert page.context["form"]["answer"].value() == "Lease six"
    one.refresh_from_db()
    assert one.details["answer"] == "Buy"
    # Whoever comes later by a line of an e-mail is told at once.
    page = open_page(second, at(project, f"{one.pk}/close/"), follow=True)
    assert "D-001 was closed already" in page


def test_its_owner_may_close_it_who_is_not_of_the_team(client_for, project):
    client = client_for("viewer")
    one = EntryFactory(project=project, owner=person_of(client.user))
    assert client.post(at(project, f"{one.pk}/done/")).status_code == 302
    other = EntryFactory(project=project)
    assert client.post(at(project, f"{other.pk}/done/")).status_code == 403


def test_a_risk_is_a_sentence_an_owner_and_one_press(client_for, quick):
    client = client_for("team", on=quick)
    page = open_page(client, at(quick, "risks/add/"))
    assert "Almost certain" in page
    said = {"title": "The alarms come late", "who": "Sister Jones", "at": "4x5"}
    open_page(client, at(quick, "risks/add/"), post=said, follow=True)
    one = Entry.objects.get()
    assert (one.score, one.level, one.owner_text) == (20, "extreme", "Sister Jones")


@pytest.mark.parametrize("wrong", ["6x1", "0x3", "5x9", "nonsense", "enter", "99999x1"])
def test_a_field_outside_the_matrix_is_refused(client_for, project, wrong):
    client = client_for("team", on=project)
    page = open_page(client, at(project, "risks/add/"), 422, post={"title": "Late", "at": wrong})
    assert "Press a field of the matrix" in page.errors()[0]
    one = EntryFactory(project=project, kind="risk")
    page = open_page(client, at(project, f"{one.pk}/score/"), 422, post={"at": wrong})
    assert "Nothing was saved" in page.errors()[0]


def test_the_matrix_is_a_picture_whose_fields_open_their_lists(client_for, project):
    EntryFactory(project=project, kind="risk", title="Moved", at=(5, 5))
    services.score(Entry.objects.get(), likelihood=2, impact=5, by=None, on=date(2026, 6, 1))
    EntryFactory(project=project, kind="risk", title="Stays", at=(1, 1))
    client = client_for("viewer")
    page = open_page(client, at(project, "risks/"))
    assert "1 came down since they were first scored, none went up" in page
    assert "cell=2x5" in page.markup
    assert next(row[1] for row in page.rows()).startswith("Moved")
    within = open_page(client, at(project, "risks/?cell=1x1"))
    assert [row[1].split()[0] for row in within.rows()] == ["Stays"]
    before = open_page(client, at(project, "risks/?which=before"))
    assert "Where they stood before anything was done." in before
    assert "which=before&amp;cell=5x5" in before.markup
    assert [
        row[1].split()[0] for row in open_page(client, at(project, "risks/?which=before&cell=5x5")).rows()
    ] == ["Moved"]


def test_a_score_is_given_before_now_and_aimed_at(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, kind="risk", at=(4, 4))
    for which, pressed in (("before", "5x5"), ("target", "1x4"), ("now", "3x4")):
        client.post(at(project, f"{one.pk}/score/?which={which}"), {"at": pressed, "reason": "Alarms fitted"})
    one.refresh_from_db()
    assert (one.inherent_score, one.score, one.target_score) == (25, 12, 4)
    assert "Alarms fitted" in open_page(client, at(project, f"{one.pk}/"))


@pytest.mark.parametrize("which", ["now", "target"])
def test_two_people_who_score_a_risk_are_shown_both(client_for, project, which):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, kind="risk", at=(4, 4))
    services.score(one, likelihood=2, impact=2, by=None, on=timezone.localdate(), which="target_")
    there = at(project, f"{one.pk}/score/?which={which}")
    stood = open_page(client, there).context["form"]["stood"].value()
    assert client.post(there, {"at": "1x4", "stood": stood}).status_code == 302
    page = open_page(client, there, 409, post={"at": "3x4", "stood": stood, "reason": "Alarms fitted"})
    assert "Rare and major: 4" in page.errors()[0]
    assert "you pressed Possible and major: 12" in page.errors()[0]
    form = page.context["form"]
    assert form["reason"].value() == "Alarms fitted"
    assert client.post(there, {"at": "3x4", "stood": form["stood"].value()}).status_code == 302
    one.refresh_from_db()
    assert {"now": one.score, "target": one.target_score}[which] == 12


def test_two_people_who_press_the_same_field_agree(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, kind="risk", at=(4, 4))
    for _ in range(2):
        answer = client.post(at(project, f"{one.pk}/score/"), {"at": "1x4", "stood": "4x4"})
        assert answer.status_code == 302


def test_looked_at_again_moves_the_next_look(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, kind="risk", at=(4, 4))
    client.post(at(project, f"{one.pk}/reviewed/"))
    one.refresh_from_db()
    assert one.due_on == timezone.localdate() + timedelta(days=14)


def test_as_it_stood_on_a_day(client_for, project):
    one = EntryFactory(project=project, title="Order six", on=date(2026, 5, 1))
    services.change_entry(one, {"title": "Order twelve"}, by=None, on=date(2026, 6, 1))
    services.close(one, "done", by=None, on=date(2026, 7, 1))
    client = client_for("viewer")
    assert "Order six" in open_page(client, at(project, "actions/?as_at=20/5/2026"))
    assert "Order twelve" in open_page(client, at(project, "actions/?as_at=20/6/2026"))
    assert "Nothing is open" in open_page(client, at(project, "actions/"))
    assert "Order twelve" in open_page(client, at(project, "actions/?show=closed"))


def test_two_editors_neither_overwrites_the_other(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, title="Order six")
    page = open_page(client, at(project, f"{one.pk}/change/"))
    seen = page.context["form"].initial["seen"]
    services.change_entry(one, {"title": "Order twelve"}, by=None, on=timezone.localdate())
    said = {"title": "Order nine", "state": "open", "who": "", "seen": seen}
    again = open_page(client, at(project, f"{one.pk}/change/"), 409, post=said)
    assert again.context["form"].clashes["title"].theirs == "Order twelve"
    assert again.errors() == ["What is to be done? Someone else changed this while you were typing"]
    one.refresh_from_db()
    assert one.title == "Order twelve"


def test_the_register_asks_its_own_fields_by_track(client_for, project, quick):
    full = open_page(
        client_for("team", on=project),
        at(project, f"{EntryFactory(project=project, kind='risk').pk}/change/"),
    )
    assert "Board Assurance Framework reference" in full
    few = open_page(
        client_for("team", on=quick), at(quick, f"{EntryFactory(project=quick, kind='risk').pk}/change/")
    )
    assert "Board Assurance Framework" not in few


def test_what_is_answered_stands_on_its_page(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, kind="dependency", title="The network")
    said = {
        "title": one.title,
        "state": "agreed",
        "who": "",
        "due_on": "24/12/2026",
        "promised": "29/12/2026",
    }
    page = open_page(client, at(project, f"{one.pk}/change/"), post={**said, "direction": "get"}, follow=True)
    assert "Promised 1 working day later than needed" in page
    assert "We need it" in page


def test_a_risk_becomes_an_issue_with_one_press(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, kind="risk")
    page = open_page(client, at(project, f"{one.pk}/becomes/issue/"), post={}, follow=True)
    assert "R-001 became an issue: I-001" in page
    assert "Came from" in page
    assert client.post(at(project, f"{one.pk}/becomes/lesson/")).status_code == 404


def test_what_may_happen_is_called_as_what_did(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project, kind="risk", title="Winter may take the room")
    assert "It will be called “It happened: Winter may take the room”" in open_page(
        client, at(project, f"{one.pk}/")
    )
    url = at(project, f"{one.pk}/becomes/issue/")
    page = open_page(client, url, 422, post={"title": "Seen by 943 476 5919"})
    assert page.errors()
    one.refresh_from_db()
    assert one.is_open, "nothing was changed"
    page = open_page(client, url, post={"title": "Winter took the room"}, follow=True)
    assert "Winter took the room" in page
    assert "Came from" in page
    assert project.entries.get(kind="issue").title == "Winter took the room"


def test_entries_are_linked_and_a_circle_is_told(client_for, project):
    client = client_for("team", on=project)
    one, two = EntryFactory(project=project), EntryFactory(project=project)
    open_page(
        client, at(project, f"{one.pk}/link/"), post={"relation": "blocks", "other": two.pk}, follow=True
    )
    page = open_page(
        client, at(project, f"{two.pk}/link/"), 422, post={"relation": "blocks", "other": one.pk}
    )
    assert "both ways make a circle" in page.errors()[0]


def test_an_entry_is_linked_with_one_of_another_project_by_its_reference(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project)
    there = EntryFactory(project=ProjectFactory(visibility="system"), kind="risk", title="No alarms")
    hidden = EntryFactory(project=ProjectFactory(visibility="team"), kind="risk")
    here = at(project, f"{one.pk}/link/")
    for wrong, says in (
        (f"R-001 of {hidden.project.ref}", "no such entry that you may see"),
        ("soon", "write its reference and its project's, such as R-003 of P-0042"),
        ("", "Choose the other entry"),
    ):
        page = open_page(client, here, 422, post={"relation": "relates", "elsewhere": wrong})
        assert says in page.errors()[0]
    said = {"relation": "answers", "elsewhere": f"r-1 of {there.project.ref}"}
    other = EntryFactory(project=project)
    page = open_page(client, here, 422, post=said | {"other": other.pk})
    assert "not both" in page.errors()[0]
    page = open_page(client, here, post=said, follow=True)
    assert "Linked with R-001" in page
    assert "No alarms" in page


def test_a_link_is_shown_to_whoever_sees_both(client_for, project):
    secret = EntryFactory(project=ProjectFactory(visibility="team"), title="Hidden")
    one = EntryFactory(project=project)
    services.relate(one, secret, "relates", by=None)
    assert "Hidden" not in open_page(
        client_for("member", on=ProjectFactory().lead_organisation), at(project, f"{one.pk}/")
    )


def test_an_entry_kept_to_named_people_is_404_to_others_and_in_no_count(client_for, project):
    one = EntryFactory(project=project, kind="risk", title="A post may go", at=(5, 5))
    named, other = UserFactory(), client_for("team", on=project)
    grant(named, "team", on=project)
    form = {"restricted": "on", "people": [named.pk]}
    lead = client_for("lead", on=project)
    page = open_page(lead, at(project, f"{one.pk}/who-sees-it/"), post=form, follow=True)
    assert "R-001 is kept to named people, you among them" in page
    assert other.get(at(project, f"{one.pk}/")).status_code == 404
    page = open_page(other, at(project, "risks/"))
    assert "A post may go" not in page
    assert "Nothing is open" in page
    assert b"A post" not in b"".join(other.get(at(project, "risks/export/csv/")).streaming_content)
    assert "A post" not in open_page(other, f"/projects/{project.number}/history/")


def test_something_is_said_and_taken_back(client_for, project):
    client = client_for("team", on=project)
    one = EntryFactory(project=project)
    assert "On their way" in open_page(
        client, at(project, f"{one.pk}/say/"), post={"text": "On their way"}, follow=True
    )
    said = one.remarks.get()
    assert "On their way" in open_page(client, at(project, f"{one.pk}/say/{said.pk}/take-back/"))
    assert one.remarks.get().text, "asked about once more, nothing is gone yet"
    page = open_page(client, at(project, f"{one.pk}/say/{said.pk}/take-back/"), post={}, follow=True)
    assert "Taken back on" in page
    assert open_page(client, at(project, f"{one.pk}/say/"), 422, post={"text": ""}).errors()


def test_long_names_and_a_reader_without_rights(client_for, project):
    one = EntryFactory(project=project, title=LONG, owner_text=LONG[:200], kind="issue")
    client = client_for("viewer")
    assert "Change it" not in open_page(client, at(project, f"{one.pk}/"))
    assert "Add an issue" not in open_page(client, at(project, "issues/")).links()


def test_the_export_is_what_the_list_shows(client_for, project):
    EntryFactory(project=project, kind="risk", title="=1+1", at=(3, 4))
    body = b"".join(client_for("viewer").get(at(project, "risks/export/csv/")).streaming_content).decode()
    assert "R-001" in body
    assert "12" in body
    assert ",=1+1" not in body
    assert client_for("viewer").get(at(project, "risks/export/xlsx/")).status_code == 200


def test_the_list_costs_the_same_however_many(client_for, project, cost):
    client = client_for("team", on=project)
    for kind in ("risk", "action"):
        EntryFactory.create_batch(3, project=project, kind=kind, **({"at": (3, 3)} if kind == "risk" else {}))
    few = [cost(lambda tab=tab: client.get(at(project, f"{tab}/"))) for tab in ("risks", "actions")]
    for kind in ("risk", "action"):
        EntryFactory.create_batch(
            20, project=project, kind=kind, **({"at": (4, 3)} if kind == "risk" else {})
        )
    assert [cost(lambda tab=tab: client.get(at(project, f"{tab}/"))) for tab in ("risks", "actions")] == few
    assert max(few) <= 12


def test_a_long_register_has_pages_and_says_how_many_there_are(client_for, project):
    EntryFactory.create_batch(103, project=project, kind="risk", at=(3, 3))
    page = open_page(client_for("viewer"), at(project, "risks/"))
    assert "103 risks open" in page
    assert len(page.rows()) == 100
    assert len(open_page(client_for("viewer"), at(project, "risks/?page=2")).rows()) == 3


def test_one_entry_costs_the_same_however_much_hangs_on_it(client_for, project, cost):
    client, one = client_for("team", on=project), EntryFactory(project=project, kind="risk", at=(3, 3))

    def hang(count):
        for each in EntryFactory.create_batch(count, project=project):
            services.relate(each, one, "answers", by=None)
            services.say(one, text="Done", by=client.user)

    hang(2)
    few = cost(lambda: client.get(at(project, f"{one.pk}/")))
    hang(8)
    assert cost(lambda: client.get(at(project, f"{one.pk}/"))) == few <= 12
    services.keep_to(one, [client.user], restricted=True, by=None)
    assert cost(lambda: client.get(at(project, f"{one.pk}/"))) <= 12


def test_the_overview_tells_the_worst_risk_and_what_is_due(client_for, project, cost):
    client = client_for("viewer")
    url = f"/projects/{project.number}/"
    assert "Nothing is open" in open_page(client, url)
    few = cost(lambda: client.get(url))
    EntryFactory(project=project, kind="risk", title="The alarms come late", at=(5, 4))
    EntryFactory.create_batch(6, project=project, due_on=date(2026, 6, 1))
    page = open_page(client, url)
    assert "Open: 6 actions, 6 of them overdue; 1 risk, 1 of them extreme." in page
    assert any(name.startswith("The alarms come late") for name in page.links())
    assert "Add a risk" not in page.links()
    assert cost(lambda: client.get(url)) == few
    assert "Add a risk" in open_page(client_for("team", on=project), url).links()


def test_a_leaver_hands_over_what_is_open(project):
    leaver, heir = person_of(UserFactory()), person_of(UserFactory())
    one = EntryFactory(project=project, owner=leaver)
    done = services.close(EntryFactory(project=project, owner=leaver), "done", by=None, on=date(2026, 6, 1))
    assert entries(leaver, heir, None, date(2026, 6, 2)) == [f"action A-001 of {project}"]
    one.refresh_from_db()
    done.refresh_from_db()
    assert (one.owner, done.owner) == (heir, leaver)
