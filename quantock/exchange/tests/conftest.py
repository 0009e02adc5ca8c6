"""One trust and its programme office."""

import pytest

from quantock.people.tests.factories import OrganisationFactory


@pytest.fixture
def trust():
    return OrganisationFactory(name="Combe Trust", code="RC0", code_system="ods")


@pytest.fixture
def office(client_for, trust):
    return client_for("pmo", on=trust)
