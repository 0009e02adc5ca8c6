"""The user of a session comes with what they hold."""

import pytest

from quantock.access import Role
from quantock.access.backend import SignedIn, held_by
from quantock.access.viewer import viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def roles_of(user):
    project = ProjectFactory()
    grant(user, Role.MEMBER, on=project.lead_organisation)
    grant(user, Role.PMO, on=project.lead_organisation)
    grant(user, Role.LEAD, on=project)
    grant(user, Role.AUDITOR)


@pytest.mark.parametrize("give", [roles_of, lambda user: None])
def test_one_query_tells_who_it_is_and_what_they_hold(give, django_assert_num_queries):
    user = UserFactory()
    give(user)
    grant(UserFactory(), Role.ADMIN)  # somebody else's
    with django_assert_num_queries(1):
        found = SignedIn().get_user(str(user.pk))
        seen = viewer_for(found, held_by(found))
    assert found == user
    assert seen == viewer_for(user)
    assert held_by(user) is None


def test_who_may_no_longer_sign_in_or_is_not_there_is_nobody():
    user = UserFactory(is_active=False)
    grant(user, Role.ADMIN, on=OrganisationFactory())
    assert SignedIn().get_user(user.pk) is None
    assert SignedIn().get_user(user.pk + 1000) is None


def test_a_role_taken_away_counts_from_the_next_request(client_for):
    client = client_for(Role.ADMIN)
    assert client.get("/administration/").status_code == 200
    client.user.grants.all().delete()
    assert client.get("/administration/").status_code == 403
