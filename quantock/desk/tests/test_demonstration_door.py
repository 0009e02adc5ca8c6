"""The sign-in page of the demonstration: whom it offers, and whom it lets in."""

import pytest
from django.test import override_settings

from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory
from tests.pages import open_page


@pytest.mark.django_db
def test_who_was_erased_or_left_is_offered_no_more_and_a_new_name_stands(client):
    for key, name in (("priya", "Priya Nair"), ("tom", "Tom Ellis-Carr"), ("mark", "Mark Selwood")):
        UserFactory(email=f"{key}@demonstration.example", name=name)
    User.objects.filter(email__startswith="priya").update(email="erased-1@erased.invalid", is_active=False)
    User.objects.filter(email__startswith="mark").update(is_active=False)
    with override_settings(DEMONSTRATION=True):
        page = open_page(client, "/demonstration/")
        assert "Tom Ellis-Carr" in page
        assert "Priya Nair" not in page
        assert "Mark Selwood" not in page
        assert "Improve the care they give" not in page
        gone = open_page(client, "/demonstration/", post={"email": "mark@demonstration.example"}, follow=True)
    assert "can no longer sign in" in gone


@pytest.mark.django_db
def test_the_demonstration_signs_in_nobody_else(client, client_for):
    real = client_for().user
    with override_settings(DEMONSTRATION=True):
        open_page(client, "/demonstration/", post={"email": real.email}, follow=True)
    assert "_auth_user_id" not in client.session
