"""A risk by domain, and what is done about it with its expected effect."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.accounts.tests.factories import UserFactory
from quantock.engines import risk as theory
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import mitigating, queries, rules, services
from quantock.raid.models import EntryFact, Relation
from quantock.raid.sending import columns_of, rows_of
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

LATER = date(2026, 6, 1)
SAFETY, MONEY = "Safety of patients, staff and the public", "Money"
NHS = theory.SHIPPED["nhs-5x5"]


def test_what_is_done_brings_a_risk_down_by_its_steps_and_never_below_the_first():
    assert rules.expected((4, 4), [(1, 0), (1, 2)]) == (2, 2)
    assert rules.expected((2, 1), [(4, 3)]) == (1, 1)
    assert rules.effect_in_words(2, 1) == "likelihood by 2, impact by 1"
    assert rules.effect_in_words(0, 0) == ""


def test_the_next_look_is_not_before_the_day_it_was_raised():
    assert rules.review_fault(date(2026, 5, 1), date(2026, 5, 1)) == ""
    assert "raised on 1 May 2026" in rules.review_fault(date(2026, 4, 30), date(2026, 5, 1))


@pytest.mark.parametrize(("rule", "impact"), [("highest", 5), ("average", 4)])
def test_several_domains_make_one_impact_by_the_rule_of_the_matrix(rule, impact):
    scale = theory.matrix_from("Ours", {**NHS.as_data(), "overall": rule})
    assert scale.impact_of({SAFETY: 5, MONEY: 2}) == impact
    assert theory.matrix_from("Ours", scale.as_data()) == scale


@pytest.mark.parametrize("domains", [{}, {"Weather": 3}, {MONEY: 6}])
def test_what_is_no_domain_or_no_step_of_the_matrix_is_refused(domains):
    with pytest.raises(ValueError, match=r"domain|impact goes from 1 to 5"):
        NHS.impact_of(domains)


@pytest.mark.django_db
def test_scores_by_domain_are_kept_with_their_history_and_go_with_another_impact():
    one = EntryFactory(kind="risk", at=(3, 2))
    one = services.score_by_domain(one, likelihood=3, domains={SAFETY: 4, MONEY: 2}, by=None, on=LATER)
    assert (one.score, one.impact, one.inherent_score) == (12, 4, 6)
    assert EntryFact.objects.as_at(ON).get(entry=one).domains == {}
    changes = {each["label"]: (each["was"], each["is"]) for each in queries.history_of(one)[0].changes}
    assert changes[f"Impact on {SAFETY.lower()}"] == ("", "4")
    row = dict(
        zip(
            (each.heading for each in columns_of(("risk",))),
            next(rows_of([queries.Row(one, LATER)], ("risk",))),
            strict=True,
        )
    )
    assert row["Impact by domain"] == f"{SAFETY} 4; {MONEY} 2"
    same = services.score(one, likelihood=2, impact=4, by=None, on=LATER)
    assert same.domains == {SAFETY: 4, MONEY: 2}
    assert services.score(one, likelihood=2, impact=3, by=None, on=LATER).domains == {}


@pytest.mark.django_db
def test_a_file_says_the_score_that_is_expected(client_for, cost):
    project = ProjectFactory(track="full", visibility="system")
    one = EntryFactory(project=project, kind="risk", at=(4, 4))
    EntryFactory(project=project, kind="risk", at=(2, 2))
    said = {"title": "Order early"}
    mitigating.mitigate(one, said, less_likely=2, less_bad=1, by=None, on=ON)
    client = client_for("pmo")
    for address in (f"/projects/{project.number}/log/risks/export/csv/", "/log/risks/export/csv/"):
        [head, *lines] = csv.reader(io.StringIO(client.get(address).getvalue().decode("utf-8-sig")))
        assert sorted(line[head.index("Score expected")] for line in lines) == ["", "6"]


@pytest.mark.django_db
def test_a_risk_is_scored_by_domain_and_actions_say_what_they_should_bring_down(client_for, cost):
    project = ProjectFactory(track="full", visibility="system")
    client, at = client_for("team", on=project), f"/projects/{project.number}/log/"
    one = EntryFactory(project=project, kind="risk", at=(4, 2))
    there = f"{at}{one.pk}/"
    assert open_page(client, f"{there}score/").links()["Score it by domain: safety, quality, money …"]
    empty = client.post(f"{there}score/domains/", {"likelihood": "4"})
    assert empty.status_code == 422
    assert "at least one" in empty.content.decode()
    said = {"likelihood": "4", "domain-0": "4", "domain-6": "1"}
    seen = open_page(client, f"{there}score/domains/").context["form"]["seen"].value()
    assert client.post(f"{there}score/domains/", {**said, "seen": seen}).status_code == 302
    also = {**said, "domain-0": "2", "seen": seen}
    assert "Someone else" in open_page(client, f"{there}score/domains/", 409, post=also).errors()[0]
    services.score(one, likelihood=1, impact=2, which="target_", by=None, on=LATER)
    form = {
        "title": "Buy spare alarms",
        "who": "me",
        "due_on": "1/3/2027",
        "less_likely": "2",
        "less_bad": "1",
    }
    assert client.post(f"{there}what-is-done/", {**form, "less_bad": "7"}).status_code == 422
    assert client.post(f"{there}what-is-done/", form).status_code == 302
    page = open_page(client, there)
    assert "Now 16 extreme → 6 moderate expected when these are done → 2 low aimed at" in page
    assert "That does not reach the aim" in page
    assert any(SAFETY in row[0] and "4 Long-term incapacity" in row[1] for row in page.rows())
    [relation] = Relation.objects.filter(target=one)
    steps = f"{there}what-is-done/{relation.pk}/"
    began = open_page(client, steps).context["form"]["seen"].value()
    assert client.post(steps, {"less_likely": "3", "less_bad": "3", "seen": began}).status_code == 302
    page = open_page(client, steps, 409, post={"less_likely": "1", "less_bad": "3", "seen": began})
    assert "Someone else" in page.errors()[0]
    assert "should bring down likelihood by 3, impact by 3" in open_page(client, f"{at}{relation.source_id}/")
    assert "does not reach" not in open_page(client, there)
    early = client.post(f"{there}change/", {"title": one.title, "state": "open", "due_on": "1/1/2020"})
    assert early.status_code == 422
    assert "cannot be before" in early.content.decode()
    assert cost(lambda: client.get(there)) <= 12 + 8


@pytest.mark.django_db
def test_what_is_done_is_kept_to_the_people_of_its_risk_and_counts_no_more_when_done():
    one = EntryFactory(kind="risk", at=(4, 4))
    person, today = UserFactory(), timezone.localdate()
    services.keep_to(one, [person], restricted=True, by=None)
    made = mitigating.mitigate(
        one, {"title": "Buy"}, less_likely=1, less_bad=0, by=None, on=today - timedelta(days=1)
    )
    assert made.restricted
    assert [each.user for each in made.readers.all()] == [person]
    [relation] = Relation.objects.filter(target=one)
    linked = [queries.Linked(relation, "", made)]
    assert mitigating.treated(one, linked, on=today).then == (3, 4)
    done = services.close(made, "done", by=None, on=today)
    assert mitigating.treated(one, [queries.Linked(relation, "", done)], on=today).then is None
