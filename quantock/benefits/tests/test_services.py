"""What changes benefits, and what must never be stored."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from quantock.accounts.tests.factories import UserFactory
from quantock.audit import facts
from quantock.audit.models import Event
from quantock.benefits import services
from quantock.benefits.models import Benefit, BenefitFact, Enabler, MonthFact
from quantock.benefits.places import benefits
from quantock.benefits.tests.factories import ON, BenefitFactory
from quantock.desk.keeping.records import check_records
from quantock.people.services.joining import person_of
from quantock.projects.models import Notice
from quantock.projects.services import Refused, add_milestones, twins
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 1)


def test_they_are_numbered_within_their_project():
    project = ProjectFactory()
    assert [BenefitFactory(project=project).ref for _ in range(2)] == ["B-001", "B-002"]
    assert BenefitFactory().ref == "B-001"


def test_a_month_said_again_leaves_the_earlier_word_and_the_sums_follow():
    one = BenefitFactory(months=((100, 90), (100, None)))
    services.say_months(one, {date(2026, 5, 1): {"reported": 50}}, by=None, on=LATER)
    services.say_months(one, {date(2026, 5, 1): {"reported": 60}}, by=None, on=LATER)
    one.refresh_from_db()
    assert (one.forecast, one.reported, one.compared, one.reported_to) == (200, 150, 200, date(2026, 5, 1))
    rows = MonthFact.objects.filter(benefit=one, month=date(2026, 5, 1)).order_by("pk")
    assert [(row.forecast, row.reported) for row in rows] == [(100, None), (100, 50), (100, 60)]
    assert facts.check(MonthFact) == facts.check(BenefitFact) == []
    before = Event.objects.count()
    services.say_months(one, {date(2026, 5, 1): {"reported": 60}}, by=None, on=LATER)
    assert Event.objects.count() == before


def test_what_is_told_in_words_has_no_months():
    words = BenefitFactory(kind="experience", unit="")
    with pytest.raises(Refused, match="told in words"):
        services.say_months(words, {date(2026, 5, 1): {"reported": 5}}, by=None, on=LATER)


def test_money_is_told_in_events_of_its_own():
    one = BenefitFactory(full_year=100)
    services.change_benefit(one, {"title": "Other", "full_year": 200, "how": "£2"}, by=None, on=LATER)
    told = {
        event.verb: [each["field"] for each in event.changes] for event in Event.objects.order_by("pk")[2:]
    }
    assert told["benefit changed"] == ["title"]
    assert set(told["money benefit changed"]) == {"full_year", "how"}
    falls = BenefitFactory(kind="quality", unit="falls")
    services.change_benefit(falls, {"full_year": 200}, by=None, on=LATER)
    assert Event.objects.latest("pk").verb == "benefit changed"


def test_an_in_year_value_is_of_the_year_in_which_it_is_said():
    one = BenefitFactory()
    services.change_benefit(one, {"in_year": 500}, by=None, on=date(2026, 3, 31))
    one.refresh_from_db()
    assert (one.in_year, one.year) == (500, 2025)
    services.change_benefit(one, {"in_year": None}, by=None, on=LATER)
    one.refresh_from_db()
    assert (one.in_year, one.year) == (None, None)


def test_a_milestone_of_another_project_enables_nothing_here():
    [theirs] = add_milestones(ProjectFactory(), [{"name": "Theirs"}], by=None, on=ON)
    one = BenefitFactory()
    with pytest.raises(Refused, match="another project"):
        services.change_benefit(one, {}, enablers=[theirs], by=None, on=LATER)
    [ours] = add_milestones(one.project, [{"name": "Ours"}], by=None, on=ON)
    services.change_benefit(one, {}, enablers=[ours], by=None, on=LATER)
    assert one.enablers.get().milestone == ours
    services.change_benefit(one, {}, enablers=[], by=None, on=LATER)
    assert not one.enablers.exists()
    assert Event.objects.latest("pk").changes[0]["was"] == "Ours"


def test_whoever_is_given_a_benefit_is_told_and_a_leaver_hands_it_over():
    by, owner, heir = UserFactory(), person_of(UserFactory()), person_of(UserFactory())
    one = BenefitFactory(owner=owner, by=by)
    assert "gave you the benefit B-001" in Notice.objects.get(user=owner.user).says
    assert benefits(owner, heir, by, LATER) == [f"benefit B-001 of {one.project}"]
    one.refresh_from_db()
    assert one.owner == heir


def test_a_merge_carries_them_with_the_next_numbers():
    kept, gone = ProjectFactory(), ProjectFactory()
    BenefitFactory(project=kept)
    moved = BenefitFactory(project=gone, months=((5, 5),))
    twins.merge(kept, gone, twins.Chosen(), last_seen=twins.last_event(kept, gone), by=None, on=LATER)
    moved.refresh_from_db()
    assert (moved.project, moved.ref, moved.reported) == (kept, "B-002", 5)


def test_a_kept_sum_or_column_that_is_wrong_is_found():
    one = BenefitFactory(months=((100, 90),))
    assert not check_records().wrong
    Benefit.objects.filter(pk=one.pk).update(reported=1, title="Else")
    wrong = "\n".join(check_records().wrong)
    assert "reported is kept as 1, its months say 90" in wrong
    assert "title is kept as 'Else'" in wrong


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("benefit_money_in_pounds", {"unit": "hours"}),
        ("benefit_figures_have_a_unit", {"kind": "quality", "unit": "", "full_year": 1}),
        ("benefit_full_year_not_negative", {"full_year": -1}),
        ("benefit_in_year_not_negative", {"in_year": -1, "year": 2026}),
        ("benefit_in_year_not_negative", {"in_year": 1, "year": None}),
        ("benefit_ends_after_it_begins", {"starts": LATER, "ends": ON}),
        ("benefit_numbers_from_one", {"number": 0}),
    ],
)
def test_what_must_never_be_stored_is_refused(name, said):
    one = BenefitFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Benefit.objects.filter(pk=one.pk).update(**said)


def test_a_number_an_enabler_and_the_first_of_a_month_are_once():
    one = BenefitFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Benefit.objects.create(
            project=one.project, number=1, added_on=ON, kind="cash", unit="£", title="Again"
        )
    [gate] = add_milestones(one.project, [{"name": "Gate"}], by=None, on=ON)
    Enabler.objects.create(benefit=one, milestone=gate)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enabler.objects.create(benefit=one, milestone=gate)
    for wrong in ({"month": date(2026, 5, 2)}, {"month": date(2026, 5, 1), "forecast": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MonthFact.objects.create(benefit=one, so_from=ON, **wrong)
