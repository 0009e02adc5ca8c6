"""Verbs on measures: each keeps its result and its event; nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from quantock.audit.models import Event
from quantock.measures import services, summary
from quantock.measures.checks import check
from quantock.measures.kept import Kept
from quantock.measures.models import DataPoint, Rebase, Result
from quantock.measures.rules import Given
from quantock.measures.services.results import judged_of
from quantock.measures.tests.factories import FALLS, MeasureFactory, months
from quantock.projects.services import Refused

pytestmark = pytest.mark.django_db
ANSWERS = dict.fromkeys(("different", "known", "desirable", "lasting"), "Yes")


def test_values_given_again_are_left_alone_and_others_corrected():
    measure = MeasureFactory(values=("1", "2", "3"))
    account = services.record_points(measure, months(("1", "2.5", "3", "4")), by=None, reason="Late cases")
    assert (len(account.created), len(account.changed), account.unchanged) == (1, 1, 2)
    assert [point.value for point in DataPoint.objects.standing()] == [1, Decimal("2.5"), 3, 4]
    assert DataPoint.objects.filter(superseded_at__isnull=False).get().value == 2
    event = Event.objects.latest("pk")
    assert event.says.startswith("Added 1 value and corrected 1")
    assert (event.changes[0]["was"], event.changes[0]["is"]) == ("2", "2.5")
    assert services.record_points(measure, months(("1",)), by=None).batch is None


def test_a_batch_is_taken_back_and_what_it_replaced_stands_again():
    measure = MeasureFactory(values=("1", "2", "3"))
    account = services.record_points(measure, months(("9", "2", "3", "4")), by=None)
    services.correct_point(account.created[0], Given(date(2024, 7, 1), Decimal(5)), by=None, reason="Typing")
    assert services.undo_batch(measure, account.batch, by=None) == (1, 1)
    assert [point.value for point in DataPoint.objects.standing()] == [1, 2, 3, 5]
    assert services.undo_batch(measure, account.batch, by=None) == (0, 2)


def test_the_result_is_kept_with_every_change():
    measure = MeasureFactory(values=FALLS, target=Decimal(5))
    result = Result.objects.get()
    assert (result.variation, result.assurance, result.count) == ("improvement, low", "hit or miss", 27)
    assert (result.latest, result.latest_on, result.since) == (
        Decimal("3.4"),
        date(2026, 6, 1),
        date(2025, 12, 1),
    )
    assert result.seen_on == date(2025, 12, 31)
    services.rebase(measure, starts=date(2025, 12, 1), answers=ANSWERS, by=None)
    result.refresh_from_db()
    assert (result.variation, result.lower) == ("too few values", None)
    services.withdraw_rebase(Rebase.objects.get(), by=None, reason="Too early")
    services.set_target(measure, None, so_from=date(2024, 4, 1), by=None)
    result.refresh_from_db()
    assert (result.variation, result.assurance) == ("improvement, low", "no target")
    assert check() == []


def test_what_is_kept_wrongly_is_named():
    measure = MeasureFactory(values=FALLS)
    Result.objects.update(variation="common cause")
    [wrong] = check()
    assert measure.name in wrong
    assert "common cause" in wrong


def test_limits_are_not_recalculated_without_all_four_answers_nor_twice():
    measure = MeasureFactory(values=FALLS)
    with pytest.raises(Refused, match="What is the reason"):
        services.rebase(measure, starts=date(2025, 12, 1), answers={**ANSWERS, "known": " "}, by=None)
    services.rebase(measure, starts=date(2025, 12, 1), answers=ANSWERS, by=None)
    with pytest.raises(Refused, match="already"):
        services.rebase(measure, starts=date(2025, 12, 1), answers=ANSWERS, by=None)


def test_a_point_stands_once_for_each_period():
    measure = MeasureFactory(values=("1",))
    with pytest.raises(IntegrityError), transaction.atomic():
        DataPoint.objects.create(measure=measure, starts=date(2024, 4, 1), value=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataPoint.objects.create(measure=measure, starts=date(2025, 4, 1), denominator=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rebase.objects.create(measure=measure, starts=date(2024, 4, 1), baseline=3)


def test_the_chart_as_it_stood_is_known():
    measure = MeasureFactory(values=("1", "2"))
    before = DataPoint.objects.latest("recorded_at").recorded_at
    services.record_points(measure, months(("1", "3")), by=None)
    assert [point.value for point in DataPoint.objects.known_at(before)] == [1, 2]


def test_a_definition_has_versions():
    measure = MeasureFactory()
    services.change_definition(measure, {"why": "Falls hurt"}, by=None, on=date(2026, 1, 1))
    services.change_definition(
        measure, {"why": "Falls hurt", "source": "Datix"}, by=None, on=date(2026, 2, 1)
    )
    services.change_definition(measure, {"source": "Datix"}, by=None, on=date(2026, 3, 1))
    assert [each.so_from.month for each in measure.definitions.order_by("so_from")] == [1, 2]
    assert measure.definitions.now().get().why == "Falls hurt"


def test_keeping_results_costs_the_same_however_many(django_assert_num_queries):
    measures = MeasureFactory.create_batch(4, values=FALLS)
    with django_assert_num_queries(20):  # sixteen of them keep what dashboards count
        services.keep_results(measures)


def test_a_command_keeps_every_measure_again(db, capsys):
    measure = MeasureFactory(values=FALLS)
    Result.objects.update(card=[], due_on=None)
    assert check()
    call_command("keep_measures")
    assert "1 measure shows" in capsys.readouterr().out
    assert not check()
    assert Result.objects.get(measure=measure).due_on == date(2026, 8, 14)


NEAR_NOTHING = ("2", "0", "3", "1", "4", "0", "2", "5", "0", "1", "3", "0", "2", "4", "1")


def test_limits_are_shown_within_what_a_value_can_be_and_a_target_judged_by_the_limits_themselves():
    waits = MeasureFactory(values=NEAR_NOTHING, target="0", name="Waits over a day")
    [judged] = judged_of([waits])
    result = Result.objects.get(measure=waits)
    assert (result.lower, result.assurance) == (0.0, "hit or miss")
    assert summary.row_of(waits)[9] == 0.0
    assert Kept(waits, date(2026, 1, 1)).limits.startswith("0 to")
    assert {plot.lower for plot in judged.drawing().plots} == {0.0}
    assert judged.chart.limits_at(0).lower < 0
    cold = MeasureFactory(values=(*NEAR_NOTHING, "-1"), name="Degrees above what is wanted")
    below = Result.objects.get(measure=cold).lower
    assert below < -1
    assert summary.row_of(cold)[9] == below
    assert Kept(cold, date(2026, 1, 1)).limits.startswith("−")


def test_migrate_works_out_again_what_an_earlier_version_kept(db, capsys):
    measure = MeasureFactory(values=FALLS)
    MeasureFactory()
    Result.objects.filter(measure=measure).update(card=[], worked_out_as=0)
    assert check() == [
        "What lists show of 1 measure was worked out by another version: `quantock migrate` works it out again."
    ]
    call_command("migrate", plan=True)
    assert check()
    capsys.readouterr()
    call_command("migrate")
    assert "Worked out again what lists show of 1 measure." in capsys.readouterr().out
    assert not check()
    call_command("migrate")
    assert "Worked out" not in capsys.readouterr().out
