import pytest
from django.db import IntegrityError, transaction

from quantock.accounts.models import Grant, User
from quantock.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_however_typed():
    made = User.objects.create_user(" Priya.Shah@Trust.Example ", name="Priya Shah")
    assert made.email == "priya.shah@trust.example"
    assert User.objects.get_by_natural_key("PRIYA.SHAH@trust.example") == made
    assert str(made) == made.get_full_name() == "Priya Shah"
    assert not made.has_usable_password()


@pytest.mark.parametrize(
    ("place", "place_id"),
    [
        ("system", 7),  # the whole system has no number
        ("organisation", 0),  # and every other place has one
    ],
)
def test_a_grant_is_on_the_whole_system_or_on_a_record(place, place_id):
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=UserFactory(), role="viewer", place=place, place_id=place_id)


def test_a_role_is_held_once_on_a_place():
    user = UserFactory()
    Grant.objects.create(user=user, role="pmo", place="organisation", place_id=1)
    Grant.objects.create(user=user, role="pmo", place="organisation", place_id=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=user, role="pmo", place="organisation", place_id=2)
