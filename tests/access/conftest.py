"""The small world of the access matrix, for any test here."""

import pytest

from tests.access.personas import World


@pytest.fixture
def world(db: None) -> World:
    return World()
