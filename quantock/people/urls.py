"""Organisations, people and administration."""

from django.urls import path

from quantock.people.views import joining, me, organisations

app_name = "people"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/change/", me.change, name="me-change"),
    path("welcome/", me.welcome, name="welcome"),
    path("join/<str:token>/", joining.invitation, name="invitation"),
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
    path("organisations/<int:organisation_id>/joining/", joining.joining, name="joining"),
    path("organisations/<int:organisation_id>/joining/domains/", joining.list_domain, name="domain-list"),
    path(
        "organisations/<int:organisation_id>/joining/domains/<int:domain_id>/drop/",
        joining.drop_domain,
        name="domain-drop",
    ),
    path("organisations/<int:organisation_id>/joining/invite/", joining.invite, name="invite"),
    path(
        "organisations/<int:organisation_id>/joining/invitations/<int:invitation_id>/withdraw/",
        joining.withdraw,
        name="invitation-withdraw",
    ),
]
