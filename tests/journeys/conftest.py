"""Whole journeys: the demonstration system served as in earnest, looked at through a real browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from django.test.testcases import LiveServerThread
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PHONE, DESK = 320, 1280
# The browser looks for nothing outside this machine.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("journey")


def make_database(folder: Path) -> list[Any]:
    """A migrated database of their own: journeys write from the server's threads, so nothing is rolled back.

    On SQLite it is a real file with its locks, not one connection to memory that the threads share.
    """
    settings_of = connections["default"].settings_dict
    if settings_of["ENGINE"].endswith("sqlite3"):
        settings_of["TEST"]["NAME"] = str(folder / "journeys.sqlite3")
    return setup_databases(verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def site(
    django_test_environment: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the demonstration system, loaded once: a journey makes its own records to change.

    Static files have hashed names and come from whitenoise, under the real content security policy.
    """
    folder = tmp_path_factory.mktemp("site")
    static = folder / "static"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps an event loop in this thread
    with (
        override_settings(
            DEMONSTRATION=True,
            STATIC_ROOT=static,
            ALLOWED_HOSTS=["127.0.0.1"],
            EMAIL_BACKEND="quantock.web.mail.Outbox",
        ),
        django_db_blocker.unblock(),
    ):
        made = make_database(folder)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demonstration", verbosity=0)
        server = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        address = f"http://127.0.0.1:{server.port}"
        with override_settings(SITE_URL=address):  # links in mail lead there
            yield address
        server.terminate()
        teardown_databases(made, verbosity=0)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.exit("Journeys need Debian's chromium: apt-get install chromium", returncode=1)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A fresh browser window at the site. A script error or a refusal by the policy fails the journey."""
    context = browser.new_context(base_url=site, viewport={"width": DESK, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    opened = context.new_page()
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    said = [line for line in said if "the server responded with a status of 4" not in line]
    assert not said, "the browser complained:\n" + "\n".join(said)


@pytest.fixture
def at(page: Page) -> Callable[[int], None]:
    """`at(320)`: look at the page on a screen this wide; nothing may need scrolling sideways."""

    def look(width: int) -> None:
        page.set_viewport_size({"width": width, "height": 720 if width < 600 else 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} pixels wide on a screen of {width}"

    return look


@pytest.fixture
def axe(page: Page) -> Callable[[], None]:
    """`axe()`: no accessibility rule that axe knows is broken on the page as it is now."""
    engine = Axe()

    def check() -> None:
        result = engine.run(page)
        assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"

    return check


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], None]:
    """`sign_in("Priya Nair")`: as one of the demonstration's people, with one press."""

    def press(name: str) -> None:
        page.goto("/demonstration/")
        page.get_by_role("button", name=name).click()
        page.wait_for_url("**/")

    return press
