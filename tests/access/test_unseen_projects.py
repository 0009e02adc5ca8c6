"""Side paths: a project that somebody may not see is in no list, count, search, file, history or letter of theirs."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quantock.access import viewer_for
from quantock.desk.queries.weekly import letter_for
from quantock.projects import services
from quantock.projects.models import Project
from tests.access import test_unseen_money as money
from tests.access import test_unseen_portfolios as portfolios
from tests.access import walk
from tests.access.unseen import (
    OUTSIDERS,
    TODAY,
    WORDS,
    Around,
    differences,
    make_secret,
    refused_to,
    told,
    walked,
    words_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
# Each of these reaches much, and each by another way; the others open every page as it comes.
ASK_EVERYTHING = ("partner", "board")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_walk_leaves_no_route_out():
    assert walk.left_out() == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_page_says_another_thing_because_of_what_is_not_seen(who):
    """Every page is opened before and after there is a project, money and a portfolio that somebody may not see."""
    around = Around()
    user = around.user(who)
    client = client_of(user)
    narrowed = walk.lists(around) if who in ASK_EVERYTHING else walk.plain_lists(around)
    before = walked(client, [*narrowed, *walk.pages_of(around.neighbour)])
    words = list(WORDS)
    if who in money.WITHOUT:
        money.give_to(around.neighbour)
        words += money.WORDS
    hidden = portfolios.hide(around) if who in portfolios.WITHOUT else None
    secret = make_secret(around, known_to=user)
    after = walked(client, before)
    assert not (found := differences(before, after)), "\n".join(found)
    assert not (found := told(after, (*words, secret.ref))), "\n".join(found)
    own = walked(client, walk.pages_of(secret))
    assert not (found := refused_to(own)), "\n".join(found)
    assert not (found := told(own, WORDS)), "\n".join(found)
    if hidden is not None:
        assert not (found := answers_to_a_guess(client, hidden.pk, portfolios.asked_of)), "\n".join(found)


def test_nobody_who_has_not_signed_in_is_told_anything():
    around = Around()
    client = Client()
    secret = make_secret(around, known_to=around.user("former"))
    found = walked(client, [*walk.lists(around), *walk.pages_of(secret)])
    assert not (lines := told(found, WORDS)), "\n".join(lines)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_weekly_letter_says_nothing_of_it(who):
    around = Around()
    user = around.user(who)
    secret = make_secret(around, known_to=user)
    letter = letter_for(viewer_for(user), timezone.now())
    lines = " ".join(f"{line.says} {line.about} {line.path}" for _, part in letter.parts() for line in part)
    assert words_in(lines, (*WORDS, secret.ref)) == []
    assert reverse("projects:overview", args=[secret.number]) not in lines


@pytest.mark.parametrize("who", ["sibling"])
def test_a_programme_that_is_not_seen_is_not_named_by_what_is_part_of_it(who):
    around = Around()
    user = around.user(who)
    client = client_of(user)
    secret = make_secret(around, known_to=user)
    Project.objects.filter(pk=secret.pk).update(number=4321)
    secret.refresh_from_db()
    services.place_in_programme(around.neighbour, secret, by=None)
    services.place_in_programme(around.other, around.neighbour, by=None)
    addresses = [*walk.plain_lists(around), *walk.pages_of(around.neighbour), *walk.pages_of(around.other)]
    found = walked(client, addresses)
    assert not (lines := told(found, (*WORDS, secret.ref))), "\n".join(lines)
    assert not (lines := answers_to_a_guess(client, secret.number, walk.asked_of)), "\n".join(lines)


def answers_to_a_guess(client, number, questions):
    """A line for each question about a number that is answered otherwise than about a number that is nowhere."""
    lines = []
    for asked, nowhere in zip(questions(number), questions(walk.NOWHERE), strict=True):
        (status, text), (expected, plain) = (walked(client, [each])[each] for each in (asked, nowhere))
        heard = {asked: (status, walk.without_number(text, number))}
        lines += differences({asked: (expected, walk.without_number(plain, walk.NOWHERE))}, heard)
    return lines


@pytest.mark.parametrize("who", ["partner", "former"])
def test_the_old_reference_of_a_merged_project_leads_nobody_to_what_they_may_not_see(who):
    around = Around()
    user = around.user(who)
    client = client_of(user)
    secret = make_secret(around, known_to=user)
    gone = around.other
    last = services.twins.last_event(secret, gone)
    services.merge(secret, gone, services.twins.Chosen(), last_seen=last, by=None, on=TODAY)
    found = walked(client, [*walk.pages_of(gone), *walk.plain_lists(around)])
    lines = told(found, (*WORDS, secret.ref))
    assert not lines, "\n".join(lines)
    assert client.get(reverse("projects:overview", args=[gone.number])).status_code == 404
