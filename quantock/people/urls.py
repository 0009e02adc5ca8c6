"""Organisations, people and administration."""

from django.urls import path

from quantock.people.views import joining, lists, mail, me, organisations, people, roles, second_step

app_name = "people"
urlpatterns = [
    path("me/", me.me, name="me"),
    path("me/change/", me.change, name="me-change"),
    path("me/mail/", mail.choose, name="me-mail"),
    path("mail/stop/<str:token>/", mail.stop, name="mail-stop"),
    path("welcome/", me.welcome, name="welcome"),
    path("join/<str:token>/", joining.invitation, name="invitation"),
    path("administration/", roles.administration, name="administration"),
    path("administration/roles/", roles.roles, name="roles"),
    path("administration/roles/give/", roles.give, name="role-give"),
    path("administration/roles/find/", roles.find, name="role-find"),
    path("administration/roles/<int:grant_id>/take/", roles.take, name="role-take"),
    path("administration/second-step/", second_step.second_step, name="second-step"),
    path("administration/events/", roles.events, name="events"),
    path("administration/lists/", lists.lists, name="lists"),
    path("administration/lists/<slug:slug>/", lists.code_list, name="list"),
    path("administration/lists/<slug:slug>/<slug:code>/", lists.list_entry, name="list-entry"),
    path("administration/lists/<slug:slug>/<slug:code>/move/", lists.list_move, name="list-move"),
    path("administration/words/", lists.words, name="words"),
    path("administration/words/add/", lists.word_add, name="word-add"),
    path("administration/words/<int:word_id>/", lists.word, name="word"),
    path("administration/words/<int:word_id>/drop/", lists.word_drop, name="word-drop"),
    path("administration/people/", people.people, name="people"),
    path("administration/people/export/", people.export, name="people-export"),
    path("administration/people/<int:person_id>/", people.person, name="person"),
    path("administration/people/<int:person_id>/deactivate/", people.deactivate, name="person-deactivate"),
    path("administration/people/<int:person_id>/reactivate/", people.reactivate, name="person-reactivate"),
    path("administration/people/<int:person_id>/hand-over/", people.hand_over, name="person-hand-over"),
    path(
        "administration/people/<int:person_id>/second-step/",
        second_step.take_off,
        name="person-second-step",
    ),
    path("administration/people/<int:person_id>/erase/", people.erase, name="person-erase"),
    path(
        "administration/people/<int:person_id>/leave/<int:membership_id>/",
        people.leave,
        name="person-leave",
    ),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/export/", organisations.export, name="organisations-export"),
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
