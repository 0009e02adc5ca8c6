"""Walks the URL table: every page of ours, for every persona, by every method."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from quantock.access.page import is_ours, routes
from tests.access import matrix
from tests.access.personas import WHO, Standing, World
from tests.keeping import taken_back_after

pytestmark = pytest.mark.django_db

# DESIGN section 7: of any page, whatever the rows.
MOST_QUERIES = 12

# A form sent with nothing filled in; the page's own token is always there.
FORM: dict[str, Any] = {"data": b"sent=", "content_type": "application/x-www-form-urlencoded"}


def our_routes() -> list[str]:
    return sorted({name for name, _, view in routes() if is_ours(view)})


def check(expected: tuple[int, ...], given: tuple[int, ...]) -> None:
    together = zip(WHO, expected, given, strict=True)
    wrong = [f"{who} got {got}, not {wanted}" for who, wanted, got in together if got != wanted]
    assert not wrong, "\n".join(wrong)


def parts_of(route: str) -> list[str]:
    """The names in the address of a route."""
    found: list[str] = []

    def walk(resolver: URLResolver, prefix: str, above: list[str]) -> None:
        for entry in resolver.url_patterns:
            pattern = entry.pattern
            here = [*above, *(pattern.converters if isinstance(pattern, RoutePattern) else ())]
            if isinstance(entry, URLResolver):
                walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, here)
            elif isinstance(entry, URLPattern) and f"{prefix}{entry.name}" == route:
                found[:] = here

    walk(get_resolver(), "", [])
    return found


def address(route: str, world: World) -> str:
    """The route's address in this world; `matrix.PARTS` says what stands for each part."""
    values: dict[str, Any] = {}
    for part in parts_of(route):
        value = matrix.PARTS.get(f"{route} {part}") or matrix.PARTS.get(part)
        assert value is not None, f"say in matrix.PARTS what stands for {part!r} in the address of {route}"
        values[part] = value(world)
    return reverse(route, kwargs=values)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all of them: each request is put back."""
    with django_db_blocker.unblock(), taken_back_after():
        yield Standing()


def answers(world: World, route: str, method: str) -> tuple[int, ...]:
    """The status each persona gets, put back after each, so that no POST disturbs the next."""
    there = address(route, world)
    return tuple(put_back(world, who, method, there) for who in WHO)


def put_back(world: World, who: str, method: str, there: str) -> int:
    """The status this persona gets; whatever the request changed is undone."""
    return opened(world, who, method, there)[0]


def opened(world: World, who: str, method: str, there: str) -> tuple[int, list[str]]:
    """The status this persona gets, and what was asked of the database; whatever the request changed is undone."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            answer = world.client(who).generic(method, there, **FORM)
            for _ in answer.streaming_content if answer.streaming else ():
                pass
        transaction.set_rollback(True)
    return answer.status_code, [each["sql"] for each in queries.captured_queries]


def test_every_route_is_in_the_matrix():
    assert set(matrix.GET) == set(our_routes())


def test_every_row_has_a_column_for_everyone():
    for table in (matrix.GET, matrix.POST):
        assert [route for route, row in table.items() if len(row) != len(WHO)] == []
    assert set(matrix.POST) <= set(matrix.GET)


@pytest.mark.parametrize("route", sorted(matrix.GET))
def test_who_may_open_it(world, route):
    """And nobody's page asks more of the database than is agreed, whichever page it is."""
    there = address(route, world)
    given = {who: opened(world, who, "GET", there) for who in WHO}
    check(matrix.GET[route], tuple(status for status, _ in given.values()))
    for who, (status, asked) in given.items():
        if status == 200 and len(asked) > MOST_QUERIES:
            # What a process asks only once, as whether its database knows JSON, is not the page's (as in `cost`).
            asked = opened(world, who, "GET", there)[1]
        if status == 200:
            assert len(asked) <= MOST_QUERIES, "\n\n".join([f"{who} asked {len(asked)}:", *asked])


@pytest.mark.parametrize("route", sorted(matrix.POST))
def test_who_may_send_its_form(world, route):
    check(matrix.POST[route], answers(world, route, "POST"))


@pytest.mark.walk
@pytest.mark.parametrize("route", sorted(set(matrix.GET) - set(matrix.POST)))
def test_a_page_without_a_form_takes_no_post(world, route):
    for expected, given in zip(matrix.GET[route], answers(world, route, "POST"), strict=True):
        assert given in {expected, 405}, "give it a row in matrix.POST"


@pytest.mark.walk
@pytest.mark.parametrize("route", sorted(matrix.GET))
def test_no_other_method_opens_more(world, route):
    there = address(route, world)
    expected = {matrix.GET[route][WHO.index("stranger")], 403, 405}
    given = {method: put_back(world, "stranger", method, there) for method in ("PUT", "PATCH", "DELETE")}
    assert {method: status for method, status in given.items() if status not in expected} == {}
