"""Every link that the demonstration system shows leads somewhere, for whoever is shown it.

A walk from home as several people, who hold different roles: of each kind of address (its route, and what its query
asks) one is opened, and no more than some of a route, so that the walk stays short however much the demonstration holds.
"""

from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import resolve

from quantock.accounts.models import User
from tests.markup import parse

SITE = "http://testserver"
OF_A_ROUTE = 2
PEOPLE = (
    "priya@demonstration.example",  # a ward nurse, who leads two projects
    "tom@demonstration.example",  # a programme office
    "mark@demonstration.example",  # a partner, who sees less
    "helen@demonstration.example",  # an administrator
)


def links_of(response: HttpResponse, here: str) -> Iterator[str]:
    """The addresses on this site that a page's links lead to, without the place within the page."""
    if response.status_code in (301, 302):
        yield urldefrag(response["Location"]).url
        return
    if not response["Content-Type"].startswith("text/html") or response.streaming:
        return
    for link in parse(response.content.decode()).every("a"):
        to = urlsplit(urldefrag(urljoin(SITE + here, link.get("href"))).url)
        if link.get("href") and to.netloc == urlsplit(SITE).netloc:
            yield f"{to.path}?{to.query}" if to.query else to.path


def kind(address: str) -> tuple[str, ...]:
    """The route of an address and what its query asks: of those that share it a few stand for all."""
    parts = urlsplit(address)
    return (resolve(parts.path).view_name, *sorted(parse_qs(parts.query)))


def walk(client: Client) -> tuple[set[tuple[str, ...]], list[str]]:
    """The kinds of addresses that were opened from home, and a line for each that did not answer."""
    opened: set[tuple[str, ...]] = set()
    routes: Counter[str] = Counter()
    failed = []
    waiting, known = deque([("/", "the beginning")]), {"/"}
    while waiting:
        address, shown_on = waiting.popleft()
        what = kind(address)
        if what in opened or routes[what[0]] >= OF_A_ROUTE:
            continue
        opened.add(what)
        routes[what[0]] += 1
        response = client.get(address)
        if response.status_code >= 400:
            failed.append(f"{address} answered {response.status_code}; its link is on {shown_on}")
        for to in links_of(response, address):
            if to not in known and not to.startswith("/static/"):
                known.add(to)
                waiting.append((to, address))
    return opened, failed


@pytest.mark.walk
@pytest.mark.django_db
@pytest.mark.parametrize("email", PEOPLE)
def test_no_link_that_is_shown_leads_nowhere(loaded, email):
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(email=email))
    with override_settings(DEMONSTRATION=True):
        opened, failed = walk(client)
    assert not failed, "\n".join(failed)
    assert {"desk:home", "desk:dashboard", "projects:overview", "web:help"} <= {name for name, *_ in opened}
