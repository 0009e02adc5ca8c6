"""Walks the URL table: every page of ours, for every persona, by every method."""

from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

from quantock.access.page import is_ours, routes
from tests.access import matrix
from tests.access.personas import WHO, World

pytestmark = pytest.mark.django_db


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


def answers(route: str, method: str) -> tuple[int, ...]:
    """The status each persona gets, each in a world of their own, so that no POST disturbs the next."""
    given = []
    for who in WHO:
        world = World()
        given.append(world.client(who).generic(method, address(route, world), **FORM).status_code)
    return tuple(given)


def test_every_route_is_in_the_matrix():
    assert set(matrix.GET) == set(our_routes())


def test_every_row_has_a_column_for_everyone():
    for table in (matrix.GET, matrix.POST):
        assert [route for route, row in table.items() if len(row) != len(WHO)] == []
    assert set(matrix.POST) <= set(matrix.GET)


@pytest.mark.parametrize("route", sorted(matrix.GET))
def test_who_may_open_it(route):
    check(matrix.GET[route], answers(route, "GET"))


@pytest.mark.parametrize("route", sorted(matrix.POST))
def test_who_may_send_its_form(route):
    check(matrix.POST[route], answers(route, "POST"))


@pytest.mark.parametrize("route", sorted(set(matrix.GET) - set(matrix.POST)))
def test_a_page_without_a_form_takes_no_post(route):
    for expected, given in zip(matrix.GET[route], answers(route, "POST"), strict=True):
        assert given in {expected, 405}, "give it a row in matrix.POST"


@pytest.mark.parametrize("route", sorted(matrix.GET))
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_opens_more(route, method):
    world = World()
    status = world.client("stranger").generic(method, address(route, world), **FORM).status_code
    assert status in {matrix.GET[route][WHO.index("stranger")], 403, 405}
