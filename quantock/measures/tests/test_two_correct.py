"""Two people at the same value: the second sees hers beside what stands now, and chooses."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from quantock.measures import services
from quantock.measures.models import DataPoint
from quantock.measures.rules import Given
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.projects.services import Stale
from quantock.projects.tests.factories import ProjectFactory


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward")


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


@pytest.fixture
def point(project):
    return MeasureFactory(project=project, values=FALLS[:4]).points.first()


def at(route, point):
    return reverse(
        f"measures:{route}",
        kwargs={
            "number": point.measure.project.number,
            "measure_id": point.measure_id,
            **({"point": point.pk} if route.startswith("value") else {}),
        },
    )


def seen(response):
    return re.search(r'name="seen"[^>]* value="(\d+)"', response.text).group(1)


def somebody_else_says(point, value):
    given = Given(point.starts, Decimal(value), stratum=point.stratum, part=point.part)
    return services.correct_point(point, given, by=None, reason="Theirs")


def standing(point):
    return DataPoint.objects.standing().filter(measure=point.measure, starts=point.starts).first()


def test_the_second_sees_hers_beside_theirs_and_may_put_hers(client, point):
    url = at("value-correct", point)
    form = {"value": "5.9", "reason": "Counted twice", "seen": seen(client.get(url))}
    theirs = somebody_else_says(point, 7)
    told = client.post(url, form)
    assert told.status_code == 409
    assert "Someone else changed this while you were typing" in told.text
    for said in ("5.9", "Counted twice", ">7<", ">6.1<"):  # hers, why, theirs, and what both began from
        assert said in told.text
    assert standing(point) == theirs
    # Pressing again, having seen theirs, puts hers in its place.
    assert client.post(url, {**form, "seen": seen(told)}).status_code == 302
    assert str(standing(point).value.normalize()) == "5.9"
    theirs.refresh_from_db()
    assert theirs.reason == "Counted twice"


def test_a_third_who_comes_between_is_seen_too(client, point):
    url = at("value-correct", point)
    form = {"value": "5.9", "reason": "Counted twice", "seen": seen(client.get(url))}
    first = somebody_else_says(point, 7)
    again = {**form, "seen": seen(client.post(url, form))}
    somebody_else_says(first, 8)
    told = client.post(url, again)
    assert told.status_code == 409
    assert ">8<" in told.text


def test_who_corrects_what_was_taken_out_is_told_and_may_enter_it_anew(client, point):
    url = at("value-correct", point)
    form = {"value": "5.9", "reason": "Counted twice", "seen": seen(client.get(url))}
    services.remove_point(point, by=None, reason="Never counted")
    told = client.post(url, form)
    assert told.status_code == 409
    assert "No value: it was taken out" in told.text
    assert standing(point) is None
    assert client.post(url, {**form, "seen": seen(told)}).status_code == 302
    assert str(standing(point).value.normalize()) == "5.9"


def test_both_saying_the_same_is_no_conflict(client, point):
    url = at("value-correct", point)
    form = {"value": "7", "reason": "Counted twice", "seen": seen(client.get(url))}
    theirs = somebody_else_says(point, 7)
    assert client.post(url, form).status_code == 302
    assert standing(point) == theirs


def test_an_old_address_leads_to_the_value_that_stands(client, point):
    url = at("value-correct", point)
    theirs = somebody_else_says(point, 7)
    assert client.get(url).headers["Location"] == at("value-correct", theirs)
    services.remove_point(theirs, by=None, reason="Never counted")
    assert client.get(url).headers["Location"] == at("measure", point)


def test_a_form_that_says_nothing_sensible_of_what_it_showed_is_refused(client, point):
    url = at("value-correct", point)
    told = client.post(url, {"value": "5.9", "reason": "Counted twice", "seen": "x"})
    assert told.status_code == 422
    assert standing(point) == point


def test_the_service_never_replaces_what_was_not_seen(point):
    somebody_else_says(point, 7)
    with pytest.raises(Stale):
        somebody_else_says(point, 8)


def test_who_takes_out_what_was_corrected_sees_both_and_may_still_take_it_out(client, point):
    url = at("value-remove", point)
    form = {"reason": "Never counted", "seen": seen(client.get(url))}
    theirs = somebody_else_says(point, 7)
    told = client.post(url, form)
    assert told.status_code == 409
    for said in ("No value: taken out", "Never counted", ">7<", ">6.1<"):
        assert said in told.text
    assert standing(point) == theirs
    assert client.post(url, {**form, "seen": seen(told)}).status_code == 302
    assert standing(point) is None
    theirs.refresh_from_db()
    assert theirs.reason == "Never counted"


def test_two_who_take_out_one_value_agree(client, point):
    url = at("value-remove", point)
    form = {"reason": "Never counted", "seen": seen(client.get(url))}
    services.remove_point(point, by=None, reason="Theirs")
    assert client.post(url, form).status_code == 302
    point.refresh_from_db()
    assert point.reason == "Theirs"


def test_an_old_address_for_taking_out_leads_to_the_value_that_stands(client, point):
    url = at("value-remove", point)
    theirs = somebody_else_says(point, 7)
    assert client.get(url).headers["Location"] == at("value-remove", theirs)
