"""What is unsafe does not start, and says what to do instead."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from quantock.config import safety

KEY = "a text that is long enough to sign sessions with"
NAMES = (
    *("DEBUG", "DEMONSTRATION", "SECRET_KEY", "SECRET_KEY_FILE", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL"),
    *("ALLOW_PLAIN_HTTP", "REQUIRE_SECOND_FACTOR", "OPENID_PROVIDERS", "UPLOAD_MAX_MB"),
)
SAFE = {"SECRET_KEY": KEY}
IN_EARNEST = {"SECRET_KEY": KEY, "SITE_URL": "https://quantock.example.org"}


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
        ({**SAFE, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not be"),
        ({**IN_EARNEST, "DEBUG": "1"}, "remove DEBUG"),
        ({**IN_EARNEST, "DEMONSTRATION": "1"}, "lets anyone sign in"),
        ({**SAFE, "SITE_URL": "http://quantock.example.org"}, "readable by others"),
        ({**SAFE, "SITE_URL": "quantock.example.org"}, "SITE_URL must be an address"),
        ({**SAFE, "SITE_URL": "http://[broken"}, "SITE_URL must be an address"),
        ({**SAFE, "DEMONSTRATION": "1", "REQUIRE_SECOND_FACTOR": "1"}, "exclude each other"),
        ({**SAFE, "UPLOAD_MAX_MB": "0"}, "at least 1"),
        (
            {**SAFE, "OPENID_PROVIDERS": '[{"settings": {"server_url": "http://login.example.org"}}]'},
            "must be an https address",
        ),
        ({**SAFE, "OPENID_PROVIDERS": '[{"provider_id": "ours"}]'}, "server_url that is missing"),
    ],
)
def test_what_is_unsafe_is_refused(start, environment, says):
    with pytest.raises(ImproperlyConfigured, match=says):
        start(**environment)


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
        {**SAFE, "DEMONSTRATION": "1", "SITE_URL": "http://demonstration.example.org"},
        {**SAFE, "SITE_URL": "http://closed.example.org", "ALLOW_PLAIN_HTTP": "1"},
        {**SAFE, "OPENID_PROVIDERS": '[{"settings": {"server_url": "http://localhost:9000"}}]'},
    ],
)
def test_what_is_safe_starts(start, environment):
    assert start(**environment)["SECRET_KEY"]


def test_the_site_answers_to_its_own_address(start):
    settings = start(**IN_EARNEST)
    assert "quantock.example.org" in settings["ALLOWED_HOSTS"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_SSL_REDIRECT"]


def test_a_secret_may_be_in_a_file(start, tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")
    assert start(SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == KEY
