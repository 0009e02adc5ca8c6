"""Side paths: money of a project that is seen without the right to its money is in no sum, list, file or history."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from quantock.projects import services
from tests.access import walk
from tests.access.unseen import BEGAN, TODAY, Around, differences, told, walked

pytestmark = pytest.mark.django_db
WORDS = ("8,765,432", "8765432", "8.8m", "£9m", "876543200", "Withheld by the treasury")
# Each sees the project; none may see its money.
WITHOUT = ("stranger", "viewer", "partner", "board", "everywhere")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


def give_money(project):
    for span in ("in-year", "full-year", "whole-life"):
        for basis in ("budget", "forecast", "actual"):
            what = {"nature": "capital", "span": span, "basis": basis}
            services.change_money(project, what, {"pence": 876543200, "text": ""}, by=None, on=BEGAN)
            later = {"pence": 876543200 + 100, "text": ""}
            services.change_money(project, what, later, by=None, on=date(2026, 10, 1))
    what = {"nature": "revenue", "span": "in-year", "basis": "budget"}
    services.change_money(project, what, {"pence": None, "text": WORDS[-1]}, by=None, on=BEGAN)


@pytest.mark.parametrize("who", WITHOUT)
def test_no_page_says_another_thing_because_of_money_that_is_not_seen(who):
    around = Around()
    client = Client()
    client.force_login(around.user(who))
    narrowed = walk.lists(around) if who == "board" else walk.plain_lists(around)
    addresses = [*narrowed, *walk.pages_of(around.neighbour)]
    before = walked(client, addresses)
    give_money(around.neighbour)
    after = walked(client, addresses)
    assert not (found := differences(before, after)), "\n".join(found)
    assert not (found := told(after, WORDS)), "\n".join(found)


def test_a_colleague_who_may_see_money_is_told():
    around = Around()
    client = Client()
    client.force_login(around.user("colleague"))
    give_money(around.neighbour)
    found = "\n".join(told(walked(client, walk.pages_of(around.neighbour)), WORDS))
    for page in ("money", "history", "past", "earlier"):
        assert f"/{page}/" in found
