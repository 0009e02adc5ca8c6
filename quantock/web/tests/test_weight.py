"""What a first visit costs over the wire, and that nothing in it comes from anywhere else (DESIGN section 7)."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.pages import open_page

BUDGET = 90_000
REQUESTS = 6
STYLES, SCRIPTS = ("site.css",), ("app.js", "nhsuk-frontend.js")


def built(name: str) -> bytes:
    """A static file as it is served, before compression."""
    found = finders.find(name)
    assert found, f"{name} has not been built: run `make setup`"
    return Path(found).read_bytes()


def over_the_wire(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("name", STYLES)
def test_styles_load_nothing_from_elsewhere(name):
    written = built(name).decode()
    assert "@font-face" not in written
    assert not re.findall(
        r"(?:https?:)?//[\w.-]+\.[a-z]{2,}", re.sub(r"http://www\.w3\.org/\S+", "", written)
    )
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", written):
        assert address.startswith("data:") or finders.find(address), f"{address} is not there"


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_load_nothing_from_elsewhere(name):
    written = built(name).decode()
    assert "sourceMappingURL" not in written
    assert not re.findall(r"(?:import|fetch|src)\b[^;\n]{0,40}https?://", written)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/projects/", "/components/?refused=yes"])
def test_a_first_visit_is_light(client_for, address):
    page = open_page(client_for("viewer"), address)
    loaded = {
        tag.get(where)
        for name, where in (("link", "href"), ("script", "src"), ("img", "src"))
        for tag in page.document.every(name)
    }
    names = {each.removeprefix(f"/{settings.STATIC_URL.strip('/')}/") for each in loaded}
    names |= {"nhsuk-frontend.js"}  # fetched by app.js where a page has such a part
    weight = over_the_wire(page.response.content) + sum(over_the_wire(built(name)) for name in names)
    assert weight <= BUDGET
    assert 1 + len(names) <= REQUESTS
