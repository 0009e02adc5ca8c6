"""What a project counts for on each day of its past, on worked days."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from quantock.projects import dated
from quantock.projects.dated import Span, Told
from quantock.projects.models import Count
from quantock.projects.shares import PAST_TOO
from quantock.projects.tests.factories import ProjectFactory

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))
FACTS = [
    (MAY, JUNE, "paused", "full", "red", 7),
    (MARCH, APRIL, "idea", "quick", "", None),
    (APRIL, MAY, "active", "full", "", 7),
    (JUNE, JUNE, "active", "full", "green", 7),  # said again the same day
    (JUNE, None, "stopped", "full", "red", 7),
]


def stood(told, day):
    """What days that were told come to on one of them."""
    found = {}
    for key, when, count, pence in told:
        if when <= day.isoformat():
            was = found.get(key, (0, 0))
            found[key] = (was[0] + count, was[1] + pence)
    return {key: numbers for key, numbers in found.items() if any(numbers)}


def test_it_counts_while_it_was_live_as_it_stood():
    told = dated.days_of(dated.live_facts(FACTS), [(3, Span(MARCH, date(2026, 5, 9)))], [])
    assert stood(told, date(2026, 3, 31)) == {}
    assert stood(told, APRIL) == {"rated|full|": (1, 0), "step|7": (1, 0), "theme|3|none": (1, 0)}
    assert stood(told, date(2026, 5, 8)) == {
        "rated|full|red": (1, 0),
        "step|7": (1, 0),
        "theme|3|red": (1, 0),
    }
    assert stood(told, date(2026, 5, 9)) == {"rated|full|red": (1, 0), "step|7": (1, 0)}
    assert stood(told, JUNE) == {}
    # Nothing is said of a step that it kept.
    assert [row[:2] for row in told if row[0] == "step|7"] == [
        ["step|7", "2026-04-01"],
        ["step|7", "2026-06-01"],
    ]


def test_what_else_is_told_counts_only_while_it_was_live():
    said = [Told("came|cash", Span(date.min, MAY), count=0, pence=90), Told("gains|cash", Span(JUNE))]
    told = dated.days_of(dated.live_facts(FACTS), [], said)
    assert [row for row in told if row[0] in ("came|cash", "gains|cash")] == [
        ["came|cash", "2026-04-01", 0, 90],
        ["came|cash", "2026-05-01", 0, -90],
    ]


@pytest.mark.parametrize(
    ("days_from_then", "keys"),
    [
        (-366, []),
        (-365, ["within"]),
        (-91, ["within"]),
        (-90, ["due", "provisional", "within"]),
        (0, ["due", "provisional", "within"]),
        (1, ["late"]),
    ],
)
def test_a_milestone_is_due_on_its_day_and_late_the_day_after(days_from_then, keys):
    day = MAY + timedelta(days=days_from_then)
    that_day = Span(day, day + timedelta(days=1))
    told = dated.milestone(Span(date(2020, 1, 1)), MAY, True)
    assert sorted(each.key for each in told if dated.both(each.span, that_day)) == keys


def test_a_milestone_on_the_first_or_last_day_that_there_is_counts_as_any_other():
    assert [each.key for each in dated.milestone(Span(MAY), date.max, False)] == ["late", "due", "within"]
    assert [each.key for each in dated.milestone(Span(MAY), date.min, False)] == ["late"]


def test_quiet_begins_after_one_and_a_half_intervals_and_ends_with_an_update():
    spans = [each.span for each in dated.quiet([JUNE, MARCH + timedelta(days=10)], MARCH, 10)]
    assert spans == [Span(date(2026, 3, 27), JUNE), Span(date(2026, 6, 17))]


def test_who_was_heard_of_before_being_registered_here_is_quiet_between():
    spans = [each.span for each in dated.quiet([MARCH], JUNE, 10)]
    assert spans == [Span(date(2026, 3, 17), JUNE), Span(date(2026, 6, 17))]


def test_an_amount_is_a_number_or_words():
    number, words, neither = (
        [each.key for each in dated.money(Span(MAY), "revenue", "budget", pence, text)]
        for pence, text in ((0, ""), (None, "TBC"), (None, ""))
    )
    assert number == ["money|revenue|budget", "gave|revenue|budget"]
    assert words == ["money|revenue|budget", "text|revenue|budget"]
    assert neither == ["money|revenue|budget"]


@pytest.mark.django_db
def test_where_there_are_projects_past_days_have_to_be_counted_first():
    migration = import_module("quantock.projects.migrations.0021_past_days_from_the_start")
    begun = Count.objects.filter(what=Count.What.COMPLETE, key=PAST_TOO)
    ProjectFactory()
    migration.forget(apps, None)
    assert not Count.objects.filter(what__in=(Count.What.PAST, "2026-06")).exists()
    assert Count.objects.filter(what=Count.What.STANDING).exists()
    migration.begin(apps, None)
    assert not begun.exists()
    Count.objects.all().delete()
    ProjectFactory._meta.model.objects.all().delete()
    migration.begin(apps, None)
    assert begun.count() == 1
