"""The first administrator, made at the shell."""

import re

import pytest
from django.core.management import CommandError, call_command

from quantock.access import Permission, viewer_for
from quantock.accounts.models import Grant, User
from quantock.audit.models import Event
from tests.pages import open_page

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


def test_it_makes_one_who_sets_a_password_by_the_link(client, capsys):
    call_command("make_administrator", "Helen@Trust.example", "--name", "Helen Marsh")
    link = re.search(r"http://testserver(/accounts/\S+)", capsys.readouterr().out).group(1)
    user = User.objects.get(email="helen@trust.example")
    assert viewer_for(user).may_on_system(Permission.SYSTEM_ADMIN)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    open_page(client, form, post={"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    open_page(client, "/accounts/login/", post={"login": user.email, "password": PASSWORD}, follow=True)
    assert client.get("/me/").status_code == 200


def test_it_may_be_repeated():
    call_command("make_administrator", "helen@trust.example")
    call_command("make_administrator", "helen@trust.example")
    assert Grant.objects.count() == Event.objects.count() == User.objects.count() == 1


def test_what_is_no_address_is_refused():
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("make_administrator", "helen")


def test_whose_sign_in_was_closed_is_let_in_again_first():
    call_command("make_administrator", "helen@trust.example")
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match=r"The sign-in of helen@trust\.example was closed\."):
        call_command("make_administrator", "helen@trust.example")
