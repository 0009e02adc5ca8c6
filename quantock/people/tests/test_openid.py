"""Signing in with organisations' own sign-ins: OpenID Connect, against a provider that the test runs itself."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail

from quantock.access import viewer_for
from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory
from quantock.people.models import ListedDomain
from quantock.people.tests.factories import OrganisationFactory
from quantock.people.tests.issuer import issuer
from tests.pages import Page, open_page

pytestmark = [pytest.mark.django_db, pytest.mark.walk]


@pytest.fixture
def trust():
    trust = OrganisationFactory(name="Mendip Trust")
    ListedDomain.objects.create(organisation=trust, domain="mendip.example")
    return trust


@pytest.fixture
def provider(settings):
    """One provider that the settings name twice: as the trust's sign-in and as the council's."""
    claims = {"sub": "1", "email": "Priya@Mendip.example", "email_verified": True, "name": "Priya Nair"}
    with issuer(**claims) as this:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    this.app("trust", "Mendip Trust sign-in", "mendip.example"),
                    this.app("council", "Council sign-in", "brendon.example"),
                ],
            }
        }
        yield this


def sign_in(client, which="trust", process=""):
    """Through the provider and back, as a browser goes; the answer that ends it."""
    away = client.get(f"/accounts/oidc/{which}/login/{process}")
    assert away.status_code == 302
    there = urlsplit(away["Location"])
    connection = http.client.HTTPConnection(there.netloc, timeout=10)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return client.get(f"{back.path}?{back.query}", follow=True)


def test_the_sign_in_page_offers_each(client, provider):
    links = open_page(client, "/accounts/login/").links()
    assert links["Mendip Trust sign-in"] == "/accounts/oidc/trust/login/"
    assert links["Council sign-in"] == "/accounts/oidc/council/login/"


def test_whoever_comes_with_a_listed_address_joins(client, provider, trust):
    page = Page(sign_in(client))
    assert page.heading == "Welcome: who are you?"
    assert 'value="Priya Nair"' in page.markup
    user = User.objects.get()
    assert (user.email, user.name) == ("priya@mendip.example", "Priya Nair")
    assert set(viewer_for(user).organisations) == {trust.pk}
    assert provider.said[-2:] == ["/token", "/user"]
    assert "Connected" in open_page(client, "/me/")
    open_page(client, "/accounts/3rdparty/")


def test_the_second_time_it_is_the_same_person(client, provider, trust):
    sign_in(client)
    client.post("/accounts/logout/", {"x": ""})
    sign_in(client)
    assert User.objects.count() == SocialAccount.objects.count() == 1
    assert client.get("/me/").status_code == 200


def test_two_providers_with_one_number_mean_two_people(client, provider, trust):
    sign_in(client)
    client.post("/accounts/logout/", {"x": ""})
    ListedDomain.objects.create(organisation=trust, domain="brendon.example")
    provider.claims.update(email="tom@brendon.example", name="Tom Ellis")
    sign_in(client, "council")
    assert User.objects.get(email="tom@brendon.example").name == "Tom Ellis"
    assert sorted(SocialAccount.objects.values_list("provider", "uid")) == [("council", "1"), ("trust", "1")]


def test_an_address_that_nobody_listed_is_refused_politely(client, provider, trust):
    provider.claims.update(email="priya@elsewhere.example")
    page = Page(sign_in(client))
    assert page.response.status_code == 403
    assert "No organisation here has listed priya@elsewhere.example, so nothing was made" in page
    assert not User.objects.exists()


def test_a_provider_that_tells_no_address_is_refused_politely(client, provider, trust):
    del provider.claims["email"]
    page = Page(sign_in(client))
    assert "told us no e-mail address" in page
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("which", "said"),
    [("trust", False), ("trust", "false"), ("council", True), ("council", "true"), ("council", None)],
)
def test_an_address_that_is_not_proved_gets_a_link_first(client, provider, trust, which, said):
    """The council's sign-in may say what it likes: the settings trust its word for the council's domain only."""
    provider.claims.update(email_verified=said)
    page = Page(sign_in(client, which))
    assert page.heading == "Look in your e-mail"
    user = User.objects.get()
    assert not viewer_for(user).organisations
    [link] = re.findall(r"/accounts/confirm-email/\S+", mail.outbox[0].body)
    client.post(link)
    assert set(viewer_for(user).organisations) == {trust.pk}


def test_whoever_has_a_sign_in_keeps_it(client, provider, trust):
    user = UserFactory(email="priya@mendip.example", name="Priya Nair")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_in(client)
    assert SocialAccount.objects.get().user == user


@pytest.mark.parametrize("said", [True, "true", False])
def test_nobody_enters_as_another_by_the_word_of_another_organisation(client, provider, trust, said):
    user = UserFactory(email="priya@mendip.example", name="Priya Nair")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    provider.claims.update(email_verified=said)
    sign_in(client, "council")
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.filter(user=user).exists()
    assert [message.to for message in mail.outbox] in ([], [[user.email]])


def test_it_is_connected_and_removed_on_ones_own_page(client_for, provider, trust):
    client = client_for(None, name="Priya Nair")
    EmailAddress.objects.create(user=client.user, email=client.user.email, verified=True, primary=True)
    client.user.set_password("a long enough phrase")
    client.user.save(update_fields=["password"])
    client.force_login(client.user)
    sign_in(client, process="?process=connect")
    account = SocialAccount.objects.get()
    assert account.user == client.user
    open_page(client, "/accounts/3rdparty/", post={"account": account.pk}, follow=True)
    assert not SocialAccount.objects.exists()


def test_a_second_factor_is_not_asked_of_whoever_came_this_way(client, provider, trust, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    sign_in(client)
    assert open_page(client, "/projects/").heading == "Projects"


def test_whoever_stops_on_the_way_is_told(client, provider):
    provider.refuses = True
    assert Page(sign_in(client)).heading == "You did not sign in"


def test_an_answer_that_nobody_asked_for_is_refused(client, provider, trust):
    answer = client.get("/accounts/oidc/trust/login/callback/?code=made-up&state=made-up")
    assert answer.status_code == 401
    assert Page(answer).heading == "That did not work"
    assert not User.objects.exists()


def test_a_provider_that_does_not_answer_is_said(client, settings):
    with issuer() as gone:
        app = gone.app("trust", "Mendip Trust sign-in")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    page = open_page(client, "/accounts/oidc/trust/login/", 502)
    assert page.heading == "That did not work"
    open_page(client, "/accounts/oidc/nobody/login/", 404)


def test_whoever_was_on_the_way_to_a_page_gets_there(client, provider, trust):
    sign_in(client)
    client.post("/accounts/logout/", {"x": ""})
    wanted = "/projects/?state=active&q=falls"
    links = open_page(client, client.get(wanted)["Location"]).links()
    for name in ("Mendip Trust sign-in", "Council sign-in"):
        assert "next=" in links[name]
    answer = sign_in(client, process="?" + urlsplit(links["Mendip Trust sign-in"]).query)
    assert answer.redirect_chain[-1][0] == wanted
    client.post("/accounts/logout/", {"x": ""})
    answer = sign_in(client, process="?next=https://elsewhere.example/")
    assert answer.redirect_chain[-1][0] == "/"


def test_whoever_is_invited_may_take_it_up_with_either(client, provider, trust):
    links = open_page(client, "/accounts/signup/").links()
    assert links["Mendip Trust sign-in"] == "/accounts/oidc/trust/login/"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"aud": "another"}, "Audience"), ({"exp": 1000}, "expired"), ({"iss": "https://a.example"}, "issuer")],
)
def test_a_token_that_is_not_for_us_is_refused_and_the_log_says_why(
    client, provider, trust, caplog, wrong, why
):
    provider.token_says = wrong
    page = Page(sign_in(client))
    assert page.response.status_code == 401
    assert page.heading == "That did not work"
    assert not User.objects.exists()
    assert "signing in with trust failed" in caplog.text
    assert why in caplog.text


def test_what_is_told_of_somebody_else_than_the_token_names_is_not_used(client, provider, trust):
    provider.token_says = {"sub": "2"}
    page = Page(sign_in(client))
    assert page.response.status_code == 401
    assert not User.objects.exists()


@pytest.mark.parametrize("subject", [None, "", ["1"], "1" * 300])
def test_an_answer_that_does_not_say_who_has_signed_in_is_refused(client, provider, trust, caplog, subject):
    provider.claims["sub"] = subject
    page = Page(sign_in(client))
    assert page.response.status_code == 401
    assert page.heading == "That did not work"
    assert not User.objects.exists()
    assert "does not say who has signed in" in caplog.text


def test_an_answer_without_any_subject_is_refused(client, provider, trust, caplog):
    del provider.claims["sub"]
    assert Page(sign_in(client)).heading == "That did not work"
    assert not User.objects.exists()
    assert "does not say who has signed in" in caplog.text
