"""An action done from an e-mail, by the button of its page, without signing in."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.tests.factories import grant
from quantock.people.tests.factories import MembershipFactory, PersonFactory
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import pressing, services
from quantock.raid.models import Entry
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    person = PersonFactory(user__name="Mark Selwood")
    MembershipFactory(person=person)
    grant(person.user, Role.MEMBER, on=person.memberships.get().organisation)
    return person


@pytest.fixture
def action(partner):
    return EntryFactory(
        title="Send the rota", owner=partner, due_on=ON, project=ProjectFactory(visibility="system")
    )


def test_opening_the_link_does_nothing_its_button_says_done(client, action, partner):
    link = pressing.address_of(action, partner.user)
    assert "overdue" in open_page(client, link)
    assert Entry.objects.get().is_open
    assert "Done, thank you" in open_page(client, link, post={})
    done = Entry.objects.get()
    assert (done.stands, done.closed_on) == ("Done", timezone.localdate())
    assert done.facts.last().recorded_by == partner.user
    assert "This action was done on" in open_page(client, link)
    assert "Somebody was quicker" in open_page(client, link, post={})


def test_a_link_changed_old_or_of_what_is_no_longer_theirs_does_nothing(client, action, partner):
    link = pressing.address_of(action, partner.user)
    assert pressing.address_of(EntryFactory(kind="risk"), partner.user) == ""
    assert pressing.address_of(action, None) == ""
    open_page(client, link.replace("/done/", "/done/x"), 404, post={})
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        open_page(client, link, 404, post={})
    services.keep_to(action, [], restricted=True, by=None)
    open_page(client, link, 404, post={})
    Entry.objects.update(restricted=False, owner=PersonFactory())
    open_page(client, link, 404, post={})
    Entry.objects.update(owner=partner)
    Project.objects.update(visibility="team")
    open_page(client, link, 404, post={})
    Project.objects.update(visibility="system")
    open_page(client, link)
    partner.user.is_active = False
    partner.user.save()
    open_page(client, link, 404, post={})
    assert Entry.objects.get(pk=action.pk).is_open
