"""Addresses in templates: looked up once a route, whatever the numbers in them."""

from django.test import override_settings
from django.urls import path, reverse

from quantock.web.addresses import url

urlpatterns = [path("<int:second>/then/<int:first>/", lambda request: None, name="odd")]


def test_an_address_is_that_of_the_route():
    assert url("projects:overview", number=42) == reverse("projects:overview", kwargs={"number": 42})
    assert url("projects:overview", number="42") == "/projects/42/"
    assert url("people:unit-change", organisation_id=1, unit_id=22) == url(
        "people:unit-change", unit_id=22, organisation_id=1
    )
    assert url("desk:home") == "/"


@override_settings(ROOT_URLCONF=__name__)
def test_numbers_go_where_they_are_named():
    assert url("odd", first=7, second=8) == "/8/then/7/"
