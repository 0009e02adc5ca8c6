"""Under which name the work of a closed organisation is shown, kept with it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.people import called
from quantock.people.models import Organisation
from quantock.people.services import organisations
from quantock.people.tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def say(one):
    return Organisation.objects.values_list("called", flat=True).get(pk=one.pk)


def close(one, *successors, on=date(2023, 4, 1)):
    organisations.close_organisation(
        organisation=one, on=on, successors=successors, people_move=False, by=None
    )


def rename(one, name):
    organisations.change_organisation(organisation=one, said={"name": name}, by=None, on=timezone.localdate())


def test_an_open_one_is_called_by_its_name_and_a_closed_one_behind_whoever_took_over():
    mill, vale, coast, board = (
        OrganisationFactory(name=name) for name in ("Mill Lane", "Vale", "Coast", "Board")
    )
    assert (mill.called, say(vale)) == ("Mill Lane", "Vale")
    close(mill, vale, coast)
    assert (say(mill), say(vale)) == ("Coast and Vale (was Mill Lane)", "Vale")
    close(vale, board)
    assert say(mill) == "Board and Coast (was Mill Lane)"
    close(mill)
    assert say(mill) == "Mill Lane", "nobody took over"
    close(mill, coast)
    close(mill, on=None)
    assert say(mill) == "Mill Lane", "it is open after all"


def test_new_names_of_both_are_followed():
    mill, vale = OrganisationFactory(name="Mill Lane"), OrganisationFactory(name="Vale")
    close(mill, vale)
    rename(vale, "Vale and Coast")
    rename(mill, "Mill Lane Surgery")
    assert say(mill) == "Vale and Coast (was Mill Lane Surgery)"


def test_a_closing_said_ahead_counts_from_its_day_on():
    today = timezone.localdate()
    mill, vale = OrganisationFactory(name="Mill Lane"), OrganisationFactory(name="Vale")
    close(mill, vale, on=today + timedelta(days=1))
    assert say(mill) == "Mill Lane"
    assert list(called.check(today)) == []
    [said] = called.check(today + timedelta(days=1))
    assert "Mill Lane: its work is not shown under “Vale”" in said
    assert called.keep_called(today + timedelta(days=1)) == 1
    assert say(mill) == "Vale (was Mill Lane)"
    assert called.keep_called(today + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("says", "name", "stands"),
    [
        ("Vale", "Vale", True),
        ("Vale (was Mill Lane)", "Vale", True),
        ("Coast and Vale (was Mill Lane)", "Vale", True),
        ("Coast and Vale (was Mill Lane)", "Coast", True),
        ("Coast and Vale (was Mill Lane)", "Mill Lane", False),
        ("Upper Vale (was Mill Lane)", "Vale", False),
        ("Coast and Vale", "Vale", False),
    ],
)
def test_what_stands_under_a_name(says, name, stands):
    assert called.stands_under(says, name) is stands
