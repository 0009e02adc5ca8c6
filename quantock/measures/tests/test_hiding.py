"""Small numbers are shown nowhere: not in the picture, the table, the averages, lists or files."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from quantock.audit.models import Event
from quantock.measures import services
from quantock.measures.checks import check
from quantock.measures.hiding import SECOND, UNTOLD, first_says, is_small, shown
from quantock.measures.models import DataPoint, Measure, Result
from quantock.measures.rules import Given
from quantock.measures.tests.factories import MeasureFactory
from tests.pages import open_page

COUNTS = ("12", "3", "15", "11", "0", "14", "13", "12", "16", "11", "12", "15", "13", "14")


def point(group, value, numerator=None, denominator=None):
    def number(one):
        return None if one is None else Decimal(one)

    return DataPoint(
        stratum=group,
        starts=date(2026, 1, 1),
        value=number(value),
        numerator=number(numerator),
        denominator=number(denominator),
    )


def left(unit, below=5, **groups):
    """What is shown of one period: by group its value, or why there is none."""
    found = shown({name.replace("all", ""): [one] for name, one in groups.items()}, unit, below)
    return {name or "all": some[0].answer or str(some[0].value) for name, some in found.items()}


@pytest.mark.parametrize(
    ("unit", "one", "small"),
    [
        ("count", point("", 4), True),
        ("count", point("", 5), False),
        ("count", point("", 0), False),
        ("percentage", point("", 30, 3, 10), True),
        ("percentage", point("", 90, 90, 93), True),
        ("percentage", point("", 0, 0, 4), True),
        ("percentage", point("", 50, 50, 100), False),
        ("rate", point("", 3, 3, 1000), True),
        ("time", point("", 3), False),
    ],
)
def test_what_is_small(unit, one, small):
    assert is_small(one, unit, 5) is small


def test_a_second_is_left_out_where_the_first_could_be_found_by_subtraction():
    got = left("count", all=point("", 30), Ash=point("Ash", 3), Elm=point("Elm", 9), Oak=point("Oak", 18))
    assert got == {"all": "30", "Ash": first_says(5), "Elm": SECOND, "Oak": "18"}


def test_two_small_ones_whose_sum_is_small_take_a_third_with_them():
    got = left("count", all=point("", 22), Ash=point("Ash", 1), Elm=point("Elm", 1), Oak=point("Oak", 20))
    assert got["Oak"] == SECOND


def test_the_whole_is_left_out_where_its_only_group_is():
    assert left("count", all=point("", 30), Ash=point("Ash", 3)) == {"all": SECOND, "Ash": first_says(5)}


def test_without_a_whole_there_is_nothing_to_subtract_from():
    assert left("count", Ash=point("Ash", 3), Elm=point("Elm", 9)) == {"Ash": first_says(5), "Elm": "9"}


@pytest.fixture
def measure(db):
    return MeasureFactory(name="People restrained", unit="count", small_numbers=True, values=COUNTS)


def addresses(measure):
    here = f"/projects/{measure.project.number}/measures/{measure.pk}/"
    return [here, *(f"{here}{name}" for name in ("chart.svg", "chart.json", "values.csv", "history/"))]


def test_it_is_nowhere_on_pages_and_in_files(client_for, measure):
    client = client_for("auditor")
    page = open_page(client, addresses(measure)[0])
    assert "Fewer than 5: not shown" in page
    assert ["May 2024", "Fewer than 5: not shown"] in [row[:2] for row in page.rows()]
    for address in addresses(measure)[1:4]:
        got = client.get(address).content.decode()
        assert [one for one in (">3<", '"value": 3.0', ",3,") if one in got] == [], address
    result = Result.objects.get(measure=measure)
    assert [value for value, _ in result.spark][1] is None
    kept = [Decimal(one) for one in COUNTS if one != "3"]
    assert result.centre == pytest.approx(float(sum(kept)) / len(kept))
    assert not check()


def test_a_correction_tells_no_small_number(client_for, measure):
    services.record_points(measure, [Given(date(2024, 5, 1), Decimal(2))], by=None, reason="Counted again")
    services.record_points(measure, [Given(date(2025, 6, 1), Decimal(4))], by=None)
    page = open_page(client_for("auditor"), addresses(measure)[-1])
    assert "a value that is not shown" in page
    assert "3 → is 2" not in page
    assert "Values that no longer count" not in page


def test_the_threshold_is_the_organisations(client_for, measure):
    organisation = measure.project.lead_organisation
    admin = client_for("admin", on=organisation)
    here = f"/measures/small-numbers/{organisation.pk}/"
    assert "shown from 5, and 0" in open_page(admin, f"/organisations/{organisation.pk}/")
    assert open_page(admin, here, 422, post={"below": "1"}).errors()
    open_page(admin, here, post={"below": "12"}, follow=True)
    assert "Fewer than 12: not shown" in open_page(admin, addresses(measure)[0])
    assert [value for value, _ in Result.objects.get().spark][3] is None
    assert not check()


def test_other_measures_show_all(client_for, db):
    other = MeasureFactory(unit="count", values=COUNTS)
    assert "not shown" not in open_page(client_for("auditor"), addresses(other)[0])


def test_the_figures_behind_a_hidden_share_are_in_no_file(client_for, db):
    measure = MeasureFactory(unit="percentage", small_numbers=True)
    pairs = [(7, 40), (3, 41), (9, 42)]
    given = [
        Given(date(2025, month, 1), numerator=Decimal(top), denominator=Decimal(bottom), stratum=ward)
        for month, (top, bottom) in enumerate(pairs, start=1)
        for ward in ("Ash", "Elm")
    ]
    services.record_points(measure, given, by=None)
    got = client_for("auditor").get(addresses(measure)[3]).content.decode()
    lines = got.splitlines()
    assert len(lines) == 7
    assert ",7,40" in got
    assert [line for line in lines if "41" in line.split(",") or "3" in line.split(",")] == []


def test_what_the_log_told_before_it_was_marked_is_told_no_more(client_for, db):
    # Given a measure of which the log tells a value, a correction and one taken out
    one = MeasureFactory(name="Deaths for ward: 7", unit="count", values=("12", "3"))
    services.record_points(one, [Given(date(2026, 7, 1), Decimal(4))], by=None, how="in the grid")
    first, _second, third = one.points.order_by("starts")
    services.correct_point(
        first, Given(first.starts, Decimal(2)), by=None, reason="Counted twice", seen=first.pk
    )
    services.remove_point(third, by=None, reason="Another ward", seen=third.pk)
    events = Event.objects.filter(kind="measure", record_id=one.pk)
    assert events.get(verb="point removed").says.endswith("July 2026: 4")
    # When it is marked
    services.change_measure(one, {"small_numbers": True}, by=None)
    # Then the log keeps who and why, and no value
    assert events.get(verb="point removed").says.endswith("July 2026: a value that is not shown")
    said = " ".join(event.says for event in events.filter(verb="points recorded"))
    assert "July 2026: a value that is not shown, in the grid" in said
    changes = [change for event in events.filter(verb="points recorded") for change in event.changes]
    assert [(change["was"], change["is"]) for change in changes] == [(UNTOLD, UNTOLD)]
    page = open_page(client_for("auditor"), f"/projects/{one.project.number}/measures/{one.pk}/history/")
    assert "Counted twice" in page.text
    assert "Counts people who could be recognised: was no → is yes" in page.text
    assert "Deaths for ward: 7" in page.text


def test_what_was_told_of_one_marked_by_an_earlier_version_is_withheld_by_the_migration(db):
    one = MeasureFactory(name="Deaths", unit="count", values=("12", "3"))
    other = MeasureFactory(name="Waits", unit="count", values=("12", "3"))
    for each in (one, other):
        services.record_points(each, [Given(date(2026, 7, 1), Decimal(4))], by=None, how="in the grid")
    Measure.objects.filter(pk=one.pk).update(small_numbers=True)
    step = import_module("quantock.measures.migrations.0016_small_numbers_are_not_told_by_the_log")
    step.withhold(apps, None)
    for each, told in ((one, False), (other, True)):
        said = " ".join(event.says for event in Event.objects.filter(kind="measure", record_id=each.pk))
        assert ("July 2026: 4" in said) is told
