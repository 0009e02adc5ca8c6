"""Reading writes nothing: every page that somebody may open, asked by GET and by HEAD."""

from typing import Any

import pytest
from django.apps import apps

from tests.access import matrix
from tests.access.personas import WHO, World
from tests.access.test_matrix import address

pytestmark = [pytest.mark.django_db, pytest.mark.walk]


def opened_by(who: str, world: World) -> dict[str, str]:
    """The address of each page that somebody may open, by its route."""
    column = WHO.index(who)
    return {
        route: address(route, world)
        for route, answers in sorted(matrix.GET.items())
        if answers[column] == 200
    }


def everything_kept() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model.__module__.startswith("quantock.")
    }


@pytest.mark.parametrize("who", ["admin", "lead"])
def test_nothing_is_written_by_reading(who):
    """Also not by HEAD, nor by a page that is opened twice."""
    world = World()
    client = world.client(who)
    pages = opened_by(who, world)
    before = everything_kept()
    for url in pages.values():
        for response in (client.get(url), client.head(url)):
            if response.streaming:
                list(response.streaming_content)
    after = everything_kept()
    assert [name for name in before if before[name] != after[name]] == []
