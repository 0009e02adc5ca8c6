"""What every test stands on: settings, a closed network, people with roles, and the cost of a page."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

# Read by the settings, which Django loads right after this file. DATABASE_URL alone comes from outside.
_data = tempfile.TemporaryDirectory(prefix="quantock-tests-")
os.environ.update(
    DJANGO_SETTINGS_MODULE="quantock.config.settings",
    SECRET_KEY="only for tests, long enough to be accepted",
    DEBUG="0",
    DEMONSTRATION="0",
    DEMONSTRATION_BASE_DAY="2026-11-02",
    SITE_URL="http://testserver",
    ALLOW_PLAIN_HTTP="1",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DATA_DIR=_data.name,
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
for name in ("OPENID_PROVIDERS", "EMAIL_URL", "SYSTEM_NAME", "REQUIRE_SECOND_FACTOR", "BEHIND_PROXY"):
    os.environ.pop(name, None)

import django  # noqa: E402

django.setup()

import hypothesis  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from quantock.access import Role  # noqa: E402
from quantock.accounts.models import User  # noqa: E402
from quantock.accounts.tests.factories import UserFactory, grant  # noqa: E402

# No deadline: a test never depends on how busy the machine is. In CI the examples are the same every time.
hypothesis.settings.register_profile("quantock", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("quantock")

LOOPBACK = ("127.", "::1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing outside this machine is reached, not even looked up."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise PermissionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    def look_up_here(host: Any, *args: Any, **options: Any) -> Any:
        if host is not None and not str(host).startswith(LOOPBACK):
            raise PermissionError(f"a test tried to look up {host}")
        return look_up(host, *args, **options)

    socket.socket.connect = connect_here  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = look_up_here


NEEDS_DATABASE = {"db", "transactional_db", "client_for", "world", "site", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that `-m database` can run it again on another one."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & NEEDS_DATABASE:
            item.add_marker("database")


SHIPPED = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def migrated(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[Callable[[], None]]:
    """On SQLite the database in memory has what migrations make before they look at it; to be called once they have."""
    from tests.migrated import begun_from, keep, of_this_code

    if connection.vendor != "sqlite":
        yield lambda: None
        return
    stack = ExitStack()
    kept = of_this_code()
    there = stack.enter_context(begun_from(kept))

    def done() -> None:
        with django_db_blocker.unblock():
            if not there:
                keep(kept)
        stack.close()

    yield done
    stack.close()


@pytest.fixture(scope="session")
def django_db_setup(
    migrated: Callable[[], None], django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config
) -> None:
    from tests.keeping import shipped

    migrated()
    with django_db_blocker.unblock():
        pytestconfig.stash[SHIPPED] = shipped()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test of real transactions empties every table after it. What migrations ship is put back for the next, if any:
    after the last one the database is gone."""
    yield
    if nextitem is None:
        return
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction") and SHIPPED in item.config.stash:
        from pytest_django.plugin import blocking_manager_key

        from tests.keeping import ship_again

        with item.config.stash[blocking_manager_key].unblock():
            ship_again(item.config.stash[SHIPPED])


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Passwords are hashed cheaply. Pages need no built static files; journeys use the real ones."""
    changed: dict[str, Any] = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
    if not any(item.get_closest_marker("journey") for item in request.session.items):
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        without = "whitenoise.middleware.WhiteNoiseMiddleware"
        changed["STORAGES"] = {**settings.STORAGES, "staticfiles": plain}
        changed["MIDDLEWARE"] = [name for name in settings.MIDDLEWARE if name != without]
    with override_settings(**changed):
        yield


@pytest.fixture
def client_for(db: None) -> Callable[..., Client]:
    """`client_for("lead", on=project)`: a signed-in client, its person at `client.user`.

    A role is held on the record given; without one, on the whole system. Without a role the person has
    signed in and holds nothing; "nobody" has not signed in.
    """

    def build(role: Role | str | None = None, *, on: Any = None, **person: Any) -> Client:
        client = Client()
        if role == "nobody":
            return client
        user: User = UserFactory(**person)
        if role is not None:
            grant(user, Role(role), on=on)
        client.force_login(user)
        client.user = user  # type: ignore[attr-defined]
        return client

    return build


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """The demonstration system, loaded once for a module's tests (each marked `django_db`) and taken back after."""
    from quantock.desk import demonstration
    from tests.keeping import taken_back_after

    with django_db_blocker.unblock(), override_settings(DEMONSTRATION_BASE_DAY=None), taken_back_after():
        made = demonstration.load()
        if connection.vendor == "postgresql":  # which has not looked at rows of this transaction by itself
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield made


@pytest.fixture
def cost(db: None) -> Callable[[Callable[[], Any]], int]:
    """How many queries a call makes, once what is read only once a process has been read."""

    def count(call: Callable[[], Any]) -> int:
        answer = call()
        status = getattr(answer, "status_code", 200)
        assert status < 400, f"the page that was to be measured answered {status}"
        with CaptureQueriesContext(connection) as queries:
            again = call()
            if getattr(again, "streaming", False):
                for _ in again.streaming_content:
                    pass
        return len(queries)

    return count
