"""What is unsafe does not start, and says what to do instead."""

import json
import re
import runpy
from pathlib import Path
from unittest.mock import ANY

import pytest
from django.core.exceptions import ImproperlyConfigured

from quantock.config import safety

KEY = "a text that is long enough to sign sessions with"
NAMES = (
    *("DEBUG", "DEMONSTRATION", "SECRET_KEY", "SECRET_KEY_FILE", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"),
    *("ALLOW_PLAIN_HTTP", "REQUIRE_SECOND_FACTOR", "OPENID_PROVIDERS", "UPLOAD_MAX_MB", "EMAIL_URL"),
    *("DATABASE_URL_FILE", "OPENID_PROVIDERS_FILE", "EMAIL_URL_FILE", "LOG_LEVEL", "DEMONSTRATION_BASE_DAY"),
)
SAFE = {"SECRET_KEY": KEY}
MAIL = "smtp+tls://quantock:s%40fe@mail.example.org:587"
IN_EARNEST = {"SECRET_KEY": KEY, "SITE_URL": "https://quantock.example.org", "EMAIL_URL": MAIL}
PROVIDER = {
    "provider_id": "ours",
    "name": "Our trust",
    "client_id": "1",
    "secret": "2",
    "settings": {"server_url": "https://login.example.org", "verified_email": ["trust.example"]},
}


def providers(*changes):
    """The setting of one provider for each change of what it says."""
    return {**SAFE, "OPENID_PROVIDERS": json.dumps([{**PROVIDER, **change} for change in changes])}


@pytest.fixture
def start(monkeypatch):
    """`start(SECRET_KEY=...)`: read the settings again, as a new process with only these variables would."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)

    def read(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(safety.__file__.replace("safety.py", "settings.py"))

    return read


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({**IN_EARNEST, "SECRET_KEY": "changeme" * 5}, "SECRET_KEY repeats"),
        ({**IN_EARNEST, "ALLOWED_HOSTS": "other.example.org"}, "leaves out quantock.example.org"),
        ({**IN_EARNEST, "SITE_URL": "https://example.org/quantock"}, "without a path"),
        ({**SAFE, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not be"),
        ({**IN_EARNEST, "DEBUG": "1"}, "remove DEBUG"),
        ({**IN_EARNEST, "DEMONSTRATION": "1"}, "lets anyone sign in"),
        ({**SAFE, "SITE_URL": "http://quantock.example.org"}, "readable by others"),
        ({**SAFE, "SITE_URL": "quantock.example.org"}, "SITE_URL must be an address"),
        ({**SAFE, "SITE_URL": "http://[broken"}, "SITE_URL must be an address"),
        ({**SAFE, "DEMONSTRATION": "1", "REQUIRE_SECOND_FACTOR": "1"}, "exclude each other"),
        ({**SAFE, "UPLOAD_MAX_MB": "0"}, "at least 1"),
        ({**SAFE, "DEMONSTRATION": "1", "SITE_URL": "http://quantock.example.org"}, "readable by others"),
        ({"DEBUG": "1", "ALLOW_PLAIN_HTTP": "1", "SITE_URL": "http://quantock.example.org"}, "remove DEBUG"),
        ({**IN_EARNEST, "EMAIL_URL": ""}, "EMAIL_URL is not set"),
        (providers({"settings": {"server_url": "http://login.example.org"}}), "must be an https address"),
        (providers({"settings": None}), "ours: a server_url that is missing"),
        (providers({"secret": ""}), "ours: secret must be said"),
        (providers({"provider_id": None}), "number 1: provider_id must be said"),
        (providers({"provider_id": "our trust/1"}), "stands in addresses"),
        (providers({}, {"provider_id": "other"}), "two providers have the client_id 1"),
        (providers({}, {"client_id": "other"}), "two providers have the provider_id ours"),
        (
            providers({"settings": {"server_url": "https://a.example", "verified_email": True}}),
            "verified_email must be a list of domains",
        ),
    ],
)
def test_what_is_unsafe_is_refused(start, environment, says):
    with pytest.raises(ImproperlyConfigured, match=says):
        start(**environment)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG must be 1 or 0, not 'perhaps'."),
        ({"UPLOAD_MAX_MB": "many"}, "UPLOAD_MAX_MB must be a whole number, not 'many'."),
        ({"DEMONSTRATION_BASE_DAY": "1/2"}, "DEMONSTRATION_BASE_DAY must be a day such as 2026-11-02"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must be an address such as sqlite:///"),
        ({"DATABASE_URL": "mysql://u:p@h/name"}, "DATABASE_URL must be an address such as sqlite:///"),
        ({"DATABASE_URL": "postgresql://"}, "DATABASE_URL must be an address such as sqlite:///"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL must be an address such as smtp"),
        ({"EMAIL_URL": "smtp://mail.example.org:port"}, "EMAIL_URL must be an address such as smtp"),
        ({"OPENID_PROVIDERS": "[{"}, "OPENID_PROVIDERS is not JSON"),
        ({"OPENID_PROVIDERS": '{"name": "x"}'}, "OPENID_PROVIDERS must be a list of objects"),
        ({"EMAIL_URL_FILE": "/nowhere/at/all"}, "EMAIL_URL_FILE names /nowhere/at/all, which cannot be read"),
        ({"EMAIL_URL": MAIL, "EMAIL_URL_FILE": "x"}, "Both EMAIL_URL and EMAIL_URL_FILE are set"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(start, environment, says):
    with pytest.raises(ImproperlyConfigured, match=re.escape(says)) as refused:
        start(**{**SAFE, **environment})
    assert "u:p" not in str(refused.value), "no password is repeated"


def test_everything_that_is_wrong_is_said_at_once(start):
    with pytest.raises(ImproperlyConfigured) as refused:
        start(SECRET_KEY="short", ALLOWED_HOSTS="*")
    assert len(str(refused.value).splitlines()) == 2


@pytest.mark.parametrize(
    "environment",
    [
        SAFE,
        IN_EARNEST,
        {"DEBUG": "1"},
        {**IN_EARNEST, "EMAIL_URL": "files"},
        {**SAFE, "DEMONSTRATION": "1", "SITE_URL": "http://closed.example.org", "ALLOW_PLAIN_HTTP": "1"},
        {**SAFE, "SITE_URL": "http://closed.example.org", "ALLOW_PLAIN_HTTP": "1"},
        providers(
            {"settings": {"server_url": "http://localhost:9000"}}, {"provider_id": "b", "client_id": "c"}
        ),
        {**SAFE, "DEBUG": "", "UPLOAD_MAX_MB": "", "DATABASE_URL": "sqlite://:memory:"},
    ],
)
def test_what_is_safe_starts(start, environment):
    assert start(**environment)["SECRET_KEY"]


def test_the_site_answers_to_its_own_address(start):
    settings = start(**IN_EARNEST)
    assert "quantock.example.org" in settings["ALLOWED_HOSTS"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_SSL_REDIRECT"]


@pytest.mark.parametrize(
    ("name", "said", "setting", "unsaid", "read"),
    [
        ("BEHIND_PROXY", "1", "SECURE_PROXY_SSL_HEADER", None, ("HTTP_X_FORWARDED_PROTO", "https")),
        ("REDIRECT_TO_HTTPS", "0", "SECURE_SSL_REDIRECT", True, False),
        ("SYSTEM_NAME", "Combe", "SYSTEM_NAME", "Whole system", "Combe"),
        (
            "DEFAULT_FROM_EMAIL",
            "a@b.example",
            "DEFAULT_FROM_EMAIL",
            "Quantock <quantock@quantock.example.org>",
            "a@b.example",
        ),
        ("DATA_DIR", "/srv/quantock", "MEDIA_ROOT", ANY, Path("/srv/quantock/files")),
        ("UPLOAD_MAX_MB", "3", "UPLOAD_MAX_BYTES", 20 * 1024 * 1024, 3 * 1024 * 1024),
    ],
)
def test_each_setting_does_what_is_said_of_it(start, monkeypatch, name, said, setting, unsaid, read):
    monkeypatch.delenv(name, raising=False)
    assert start(**IN_EARNEST).get(setting) == unsaid
    assert start(**IN_EARNEST, **{name: said})[setting] == read


def test_a_connection_to_the_database_is_kept_for_as_long_as_is_said(start):
    assert start(**SAFE)["DATABASES"]["default"]["CONN_MAX_AGE"] == 600
    assert start(**SAFE, DATABASE_CONN_MAX_AGE="0")["DATABASES"]["default"]["CONN_MAX_AGE"] == 0


POSTGRESQL = "postgresql://quantock:s@db.example.org/quantock"


def test_postgresql_compiles_no_query_and_plans_for_all_keys_unless_the_address_says_so(start):
    options = [
        start(**SAFE, DATABASE_URL=each)["DATABASES"]["default"]["OPTIONS"]["options"]
        for each in (POSTGRESQL, f"{POSTGRESQL}?options=-c%20jit%3Don")
    ]
    ours = "-c jit=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1"
    assert options == [f"{ours} -c max_parallel_workers_per_gather=0", "-c jit=on"]


def test_postgresql_prepares_statements_unless_something_between_cannot(start):
    thresholds = [
        start(**SAFE, DATABASE_URL=POSTGRESQL, **said)["DATABASES"]["default"]["OPTIONS"]["prepare_threshold"]
        for said in ({}, {"DATABASE_PREPARE": "0"})
    ]
    assert thresholds == [0, None]


@pytest.mark.parametrize(
    ("name", "said", "setting", "read"),
    [
        ("SECRET_KEY", KEY, "SECRET_KEY", KEY),
        ("OPENID_PROVIDERS", json.dumps([PROVIDER]), "OPENID_PROVIDERS", [PROVIDER]),
        ("EMAIL_URL", MAIL, "EMAIL_HOST_PASSWORD", "s@fe"),
    ],
)
def test_a_secret_may_be_in_a_file(start, tmp_path, name, said, setting, read):
    (tmp_path / "secret").write_text(f"{said}\n")
    kept = {} if name == "SECRET_KEY" else SAFE
    assert start(**kept, **{f"{name}_FILE": str(tmp_path / "secret")})[setting] == read


def test_the_address_of_the_database_may_be_in_a_file(start, tmp_path):
    (tmp_path / "secret").write_text("postgresql://tom:secret@db.example.org/quantock\n")
    kept = start(**SAFE, DATABASE_URL_FILE=str(tmp_path / "secret"))["DATABASES"]["default"]
    assert (kept["HOST"], kept["PASSWORD"]) == ("db.example.org", "secret")


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp+tls://mail.example.org", 587, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp://mail.example.org:2525", 2525, False, False),
    ],
)
def test_a_mail_server_is_reached_as_its_address_says(start, url, port, tls, ssl):
    settings = start(**SAFE, EMAIL_URL=url)
    assert settings["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    found = (settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"])
    assert found == (port, tls, ssl)


def test_mail_is_kept_as_files_where_that_is_meant(start):
    assert start(**SAFE, EMAIL_URL="files")["EMAIL_BACKEND"] == "quantock.web.mail.Outbox"
