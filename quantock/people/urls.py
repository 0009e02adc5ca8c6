"""Organisations, people and administration."""

from django.urls import path

from quantock.people.views import organisations

app_name = "people"
urlpatterns = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.add, name="organisation-add"),
    path("organisations/load/", organisations.load_lists, name="organisations-load"),
    path("organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path("organisations/<int:organisation_id>/change/", organisations.edit, name="organisation-change"),
    path("organisations/<int:organisation_id>/close/", organisations.close, name="organisation-close"),
    path("organisations/<int:organisation_id>/units/add/", organisations.add_unit, name="unit-add"),
    path(
        "organisations/<int:organisation_id>/units/<int:unit_id>/",
        organisations.rename_unit,
        name="unit-change",
    ),
]
