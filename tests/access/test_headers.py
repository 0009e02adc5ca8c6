"""What a browser is told with every answer: what may run in it, who may frame it, and what may be guessed of it."""

import pytest

from quantock.config.settings import MIDDLEWARE
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
TOLD = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("address", "status", "host"),
    [
        ("/projects/", 200, "localhost"),
        ("/projects/export/?file=csv", 200, "localhost"),
        ("/projects/export/?file=xlsx", 200, "localhost"),
        ("/projects/{number}/one-page/word/", 200, "localhost"),
        ("/nowhere/", 404, "localhost"),
        ("/administration/roles/", 403, "localhost"),
        ("/help", 301, "localhost"),
        ("/health/", 200, "localhost"),
        ("/projects/", 400, "somebody.else.example"),
    ],
)
def test_every_kind_of_answer_says_what_may_run_in_it(client_for, address, status, host):
    client = client_for("viewer")
    number = ProjectFactory(visibility="system").number
    answer = client.get(address.format(number=number), headers={"host": host})
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in TOLD} == TOLD
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_files_are_told_it_too():
    """Tests serve none: in earnest whatever stands before WhiteNoise sees its answers."""
    files = MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert "csp.middleware.CSPMiddleware" in MIDDLEWARE[:files]
    assert "django.middleware.clickjacking.XFrameOptionsMiddleware" in MIDDLEWARE[:files]
