"""Side paths: money of a project that is seen without the right to its money is in no sum, list, file or history."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from quantock.audit.models import Event
from quantock.benefits import services as gaining
from quantock.exchange.tests.factories import REGISTER
from quantock.exchange.tests.jobs import brought_in
from quantock.projects import services
from quantock.projects.models import Project
from tests.access import walk
from tests.access.unseen import BEGAN, TODAY, Around, told, walked, words_in

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
WORDS = ("8,765,432", "8765432", "8.8m", "£9m", "876543200", "Withheld by the treasury")
# Each sees the project; none may see its money.
WITHOUT = ("stranger", "viewer", "partner", "board", "everywhere")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


def give_to(project):
    for span in ("in-year", "full-year", "whole-life"):
        for basis in ("budget", "forecast", "actual"):
            what = {"nature": "capital", "span": span, "basis": basis}
            services.change_money(project, what, {"pence": 876543200, "text": ""}, by=None, on=BEGAN)
            later = {"pence": 876543200 + 100, "text": ""}
            services.change_money(project, what, later, by=None, on=date(2026, 10, 1))
    benefit = project.benefits.get()
    said = {"full_year": 876543200, "in_year": 876543200, "no_figure": WORDS[-1], "how": WORDS[-1]}
    gaining.change_benefit(benefit, said, by=None, on=BEGAN)
    months = {date(2026, 6, 1): {"forecast": 876543200, "reported": 876543200, "note": WORDS[-1]}}
    gaining.say_months(benefit, months, by=None, on=BEGAN)
    what = {"nature": "revenue", "span": "in-year", "basis": "budget"}
    services.change_money(project, what, {"pence": None, "text": WORDS[-1]}, by=None, on=BEGAN)


def test_a_colleague_who_may_see_money_is_told():
    around = Around()
    client = Client()
    client.force_login(around.user("colleague"))
    give_to(around.neighbour)
    found = "\n".join(told(walked(client, walk.pages_of(around.neighbour)), WORDS))
    for page in ("money", "history", "past", "earlier"):
        assert f"/{page}/" in found


def test_what_an_import_said_of_money_is_told_to_those_who_may_see_it():
    around = Around()
    for cost, on in (("1.5", BEGAN), ("8.765432", date(2026, 10, 1))):
        brought_in(around.home, REGISTER.replace("1.5", cost), as_at=on)
    project = Project.objects.get(title="Falls on Ash ward")
    Project.objects.filter(pk=project.pk).update(visibility="system", lead_organisation=around.home)
    batch = Event.objects.filter(project_id=project.pk, verb="imported").latest("pk").batch_id
    pages = (f"/projects/{project.number}/history/", f"/changes/{batch}/")
    for who, is_told in (("stranger", False), ("colleague", True)):
        client = Client()
        client.force_login(around.user(who))
        for address, (status, text) in walked(client, pages).items():
            assert status == 200, address
            assert bool(words_in(text, ("8.765432",))) is is_told, (who, address)
