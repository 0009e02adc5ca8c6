"""SQLite learns how its tables are filled, and again when an update has changed them."""

import pytest
from django.core.management import call_command
from django.db import connection

from quantock.people.tests.factories import OrganisationFactory
from quantock.search.database import has_learned, learn_sizes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL learns by itself"),
]


def known():
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl = 'people_organisation'")
        return {name for (name,) in cursor.fetchall()}


def test_an_index_that_an_update_made_anew_is_learned_of():
    OrganisationFactory()
    learn_sizes()
    assert has_learned()
    before = known()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX organisation_by_name")
        cursor.execute("CREATE INDEX organisation_by_name ON people_organisation (name)")
    assert known() == before - {"organisation_by_name"}
    call_command("migrate", verbosity=0)
    assert known() == before
