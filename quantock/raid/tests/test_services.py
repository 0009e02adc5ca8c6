"""What changes a log."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from quantock.access import viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit import facts
from quantock.audit.models import Event
from quantock.people.services.joining import person_of
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.models import Notice
from quantock.projects.services import NotNow, Refused, twins
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import queries, services
from quantock.raid.models import Entry, EntryFact, Matrix, Relation
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 1)


def test_each_kind_is_numbered_within_its_project():
    project = ProjectFactory()
    rows = [{"kind": kind, "title": "One"} for kind in ("risk", "risk", "action")]
    made = services.add_entries(project, rows, by=None, on=ON)
    [again] = services.add_entries(project, [{"kind": "risk", "title": "Third"}], by=None, on=ON)
    assert [each.ref for each in (*made, again)] == ["R-001", "R-002", "A-001", "R-003"]
    assert EntryFactory(kind="risk").ref == "R-001"


def test_what_was_so_stays_so_as_at_its_day():
    one = EntryFactory(title="Order six alarms", due_on=date(2026, 7, 1))
    services.change_entry(one, {"title": "Order twelve alarms"}, by=None, on=LATER)
    then, now = (EntryFact.objects.as_at(day).get(entry=one) for day in (date(2026, 5, 20), LATER))
    assert (then.title, then.due_on) == ("Order six alarms", date(2026, 7, 1))
    assert (now.title, now.due_on) == ("Order twelve alarms", date(2026, 7, 1))
    assert facts.check(EntryFact) == []


def test_the_first_score_is_the_inherent_one_and_later_ones_leave_it():
    risk = EntryFactory(kind="risk", at=(4, 4))
    services.score(risk, likelihood=2, impact=4, by=None, on=LATER)
    risk.refresh_from_db()
    assert (risk.score, risk.level, risk.inherent_score) == (8, "high", 16)
    assert [each.score for each in queries.hanging_on(risk).scores] == [16, 8]
    assert risk.due_on == date(2026, 7, 1)


def test_only_the_impact_moves_and_the_score_follows():
    risk = EntryFactory(kind="risk", at=(4, 4))
    assert services.score(risk, likelihood=4, impact=5, by=None, on=LATER).score == 20


def test_a_score_worse_after_mitigation_is_flagged_not_refused():
    risk = EntryFactory(kind="risk", at=(2, 3))
    assert not risk.is_worse_after
    assert services.score(risk, likelihood=4, impact=4, by=None, on=LATER).is_worse_after


def test_a_target_worse_than_before_is_flagged_not_blocked(client_for):
    risk = EntryFactory(kind="risk", at=(3, 3), project__visibility="system", project__track="full")
    aim = services.score(risk, likelihood=3, impact=3, by=None, on=LATER, which="target_")
    assert not aim.aims_worse
    assert services.score(aim, likelihood=5, impact=5, by=None, on=LATER, which="target_").aims_worse
    here = f"/projects/{risk.project.number}/log/"
    auditor = client_for("auditor")
    assert "The score aimed at is worse than where it stood before" in open_page(auditor, f"{here}{risk.pk}/")
    assert "aims at worse than before" in open_page(auditor, f"{here}risks/")


def test_a_score_outside_the_matrix_is_refused_and_nothing_is_kept():
    risk = EntryFactory(kind="risk")
    with pytest.raises(ValueError, match="likelihood goes from 1 to 5"):
        services.score(risk, likelihood=6, impact=1, by=None, on=LATER)
    risk.refresh_from_db()
    assert risk.score is None


def test_a_risk_stays_on_the_version_it_was_scored_with():
    home = OrganisationFactory()
    risk = EntryFactory(kind="risk", at=(3, 3), project=ProjectFactory(lead_organisation=home))
    four = Matrix.objects.get(code="4x4")
    Matrix.objects.create(organisation=home, code="ours", name="Ours", data=four.data, from_on=ON)
    again = services.score(risk, likelihood=5, impact=3, by=None, on=LATER)
    assert again.matrix.code == "nhs-5x5"
    new = EntryFactory(kind="risk", at=(4, 4), project=risk.project)
    assert (new.matrix.name, new.level) == ("Ours", "extreme")


def test_its_history_says_days_money_and_choices_in_words_and_counts_many_changes():
    one = EntryFactory(kind="dependency", title="Bed alarms")
    said = {"details": {"promised": "2027-01-05", "direction": "get"}}
    services.change_entry(one, said, by=None, on=LATER)
    event = Event.objects.filter(verb="log changed").last()
    assert event.says == "Changed which way and promised for of the dependency DP-001 Bed alarms"
    assert [change["is"] for change in event.changes] == ["We need it", "5 January 2027"]
    risk = EntryFactory(kind="risk", title="Late")
    said = {"details": {"exposure": 4200050, "cause": "A", "event": "B", "effect": "C"}}
    services.change_entry(risk, said, by=None, on=LATER)
    event = Event.objects.filter(verb="log changed").last()
    assert event.says == "Changed 4 answers of the risk R-001 Late"
    assert event.changes[-1]["is"] == "£42,000.50"


def test_closing_says_when_and_a_second_to_close_is_told():
    one = EntryFactory()
    closed = services.close(one, "done", by=None, on=LATER)
    assert (closed.closed_on, closed.stands) == (LATER, "Done")
    with pytest.raises(NotNow, match="A-001 was closed already, as “Done”, on 1 June 2026"):
        services.close(one, "cancelled", by=None, on=LATER)
    assert services.reopen(closed, by=None, on=LATER).closed_on is None


def test_a_risk_that_happens_becomes_an_issue_and_the_link_is_kept():
    risk = EntryFactory(kind="risk", title="The alarms come late", owner_text="Sister Jones")
    issue = services.turn_into(risk, "issue", by=None, on=LATER)
    risk.refresh_from_db()
    assert (risk.stands, risk.closed_on) == ("It happened", LATER)
    assert (issue.kind, issue.title, issue.owner_text) == ("issue", "The alarms come late", "Sister Jones")
    assert Relation.objects.get(relation="became").target == issue


@pytest.mark.parametrize("into", ["risk", "issue"])
def test_an_assumption_found_false_becomes_a_risk_or_an_issue(into):
    one = EntryFactory(kind="assumption")
    assert services.turn_into(one, into, by=None, on=LATER).kind == into
    one.refresh_from_db()
    assert one.stands == "Found false"


def test_a_lesson_becomes_nothing():
    with pytest.raises(Refused, match="A lesson cannot become an issue"):
        services.turn_into(EntryFactory(kind="lesson"), "issue", by=None, on=LATER)


def test_links_in_a_circle_and_with_oneself_are_refused():
    project = ProjectFactory()
    one, two, three = (EntryFactory(project=project) for _ in range(3))
    services.relate(one, two, "blocks", by=None)
    services.relate(two, three, "blocks", by=None)
    with pytest.raises(Refused, match="make a circle"):
        services.relate(three, one, "blocks", by=None)
    with pytest.raises(Refused, match="with itself"):
        services.relate(one, one, "relates", by=None)
    assert Relation.objects.count() == 2


def test_whoever_is_given_something_is_told_and_hears_what_is_said():
    giver, owner = UserFactory(), UserFactory()
    one = EntryFactory(owner=person_of(owner), by=giver)
    assert "gave you the action A-001" in Notice.objects.get(user=owner).says
    services.say(one, text="They are on their way", by=giver)
    assert Notice.objects.filter(user=owner).count() == 2
    assert not Event.objects.filter(says__icontains="on their way").exists()


def test_what_is_kept_to_named_people_exists_for_nobody_else():
    project = ProjectFactory(visibility="system")
    named, other = UserFactory(), UserFactory()
    for each in (named, other):
        grant(each, "team", on=project)
    one = EntryFactory(project=project, kind="risk", title="A post may go")
    services.keep_to(one, [named], restricted=True, by=None)
    seen = {each: Entry.objects.visible_to(viewer_for(each)).count() for each in (named, other)}
    assert seen == {named: 1, other: 0}
    from quantock.projects.queries.history import history_of

    assert any("A post may go" in event.says for event in history_of(project, viewer_for(named)))
    assert not any("R-001" in event.says for event in history_of(project, viewer_for(other)))
    services.keep_to(one, [], restricted=False, by=None)
    assert Entry.objects.visible_to(viewer_for(other)).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"likelihood": 3},
        {"likelihood": 3, "impact": 3, "score": 9, "level": "high"},
        {"inherent_impact": 2},
        {"target_likelihood": 2},
        {"number": 0},
    ],
)
def test_half_a_score_and_a_number_of_nought_are_never_stored(wrong):
    one = EntryFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=one.pk).update(**wrong)


def test_one_number_is_given_once():
    one = EntryFactory()
    two = EntryFactory(project=one.project)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=two.pk).update(number=one.number)


def test_the_logs_of_two_projects_that_are_one_follow_each_other():
    kept, gone = ProjectFactory(), ProjectFactory()
    for project, title in ((kept, "Ours"), (gone, "Theirs")):
        services.add_entries(project, [{"kind": "risk", "title": title}], by=None, on=ON)
    twins.merge(kept, gone, twins.Chosen(), last_seen=twins.last_event(kept, gone), by=None, on=LATER)
    rows = kept.entries.order_by("number").values_list("number", "title")
    assert list(rows) == [(1, "Ours"), (2, "Theirs")]


def test_the_first_score_is_one_line_of_the_history_in_words():
    one = EntryFactory(kind="risk", title="Late", on=ON)
    one = services.score(one, likelihood=3, impact=4, by=None, on=ON)
    services.score(one, likelihood=2, impact=4, by=None, on=LATER)
    first, again = Event.objects.filter(kind="entry", record_id=one.pk, verb="log changed").order_by("pk")
    assert (first.says, first.changes) == (f"Scored the risk {one}: 12, high (possible and major)", [])
    assert again.says == f"Scored the risk {one}: 8 now"
    assert "likelihood" in {each["field"] for each in again.changes}
