"""No page asks more of the database than is agreed (DESIGN section 7), whichever of them it is."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.access import matrix
from tests.access.personas import WHO
from tests.access.test_matrix import address
from tests.access.test_matrix import world as world  # the same fixture

MOST = 12
SEE = ("pmo", "admin", "lead", "auditor")
OPENED = {
    route: next(who for who in SEE if answers[WHO.index(who)] == 200)
    for route, answers in matrix.GET.items()
    if any(answers[WHO.index(who)] == 200 for who in SEE)
}

pytestmark = [pytest.mark.django_db, pytest.mark.walk]


def asked_of(client: Any, there: str) -> list[str]:
    """The queries of a page that was opened before."""
    with transaction.atomic():
        _read(client.get(there))
        with CaptureQueriesContext(connection) as queries:
            _read(client.get(there))
        transaction.set_rollback(True)
    return [each["sql"] for each in queries.captured_queries]


def _read(answer: Any) -> None:
    assert answer.status_code == 200
    if answer.streaming:
        for _ in answer.streaming_content:
            pass


@pytest.mark.parametrize("route", sorted(OPENED))
def test_no_page_asks_more_than_twelve(world: Any, route: str) -> None:
    asked = asked_of(world.client(OPENED[route]), address(route, world))
    assert len(asked) <= MOST, "\n\n".join(asked)
