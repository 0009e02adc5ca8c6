"""Measures one generated system on one database: `python -m tools.bench.system SIZE FILE [--quick]`.

Run by tools/bench/__main__.py in a process of its own, with the database in the environment; writes JSON.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from tools.bench.pages import Page
    from tools.bench.serving import Server, Times

IMPORTED = 10_000
SAVES = 100
WEIGHED = ("dashboard", "list, first page", "project")
EXPORTS = (("CSV", "exchange:list-csv"), ("XLSX", "exchange:list-xlsx"), ("CSV of the list", "desk:export"))


def main() -> None:
    run(measure)


def run(measured: Callable[..., dict[str, Any]]) -> None:
    """A part of the bench in a process of its own: `python -m tools.bench.PART SIZE FILE [--quick]`."""
    options = argparse.ArgumentParser()
    options.add_argument("size", type=int)
    options.add_argument("file", type=Path)
    options.add_argument("--quick", action="store_true")
    given = options.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "quantock.config.settings"
    django.setup()
    given.file.write_text(json.dumps(measured(given.size, quick=given.quick)))


def measure(size: int, *, quick: bool) -> dict[str, Any]:
    """Everything that is known of a system of this size."""
    from django.db import connection

    from tools.bench.making import make

    prepare()
    started = time.perf_counter()
    people = make(size)
    made = time.perf_counter() - started
    settle()
    result = {"database": connection.vendor, "size": size, "made": made}
    result |= _pages(people, quick=quick)
    result |= _exports(people["auditor"])
    result["saves"] = _saves(20 if quick else SAVES) | {"rate": _rate(20 if quick else SAVES)}
    result["import"] = _import(1000 if quick else IMPORTED) if quick or size == IMPORTED else None
    return result


def prepare() -> None:
    """An empty database with its tables."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def settle() -> None:
    """The database knows how its tables are filled and which of their pages all may see, as PostgreSQL's own autovacuum sees to
    within minutes; then it has nothing to do meanwhile."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def _pages(people: Mapping[str, Any], *, quick: bool) -> dict[str, Any]:
    from django.utils import timezone

    from quantock.projects.models import Project
    from tools.bench.pages import pages
    from tools.bench.serving import served

    number = (
        Project.objects.filter(lead_organisation__name="Organisation 000", track="full").latest("pk").number
    )
    measured = list(pages(timezone.localdate(), number, _deep(people["office"])))
    bare = asdict(floor(quick=quick))
    cookies = cookies_of(people)
    with served("quantock.config.wsgi", cookie=cookies["office"]) as server:
        server.get("/")
        idle = server.memory()
        rows = [_row(page, server, people[page.who], cookies[page.who], quick=quick) for page in measured]
        weighed = [page for page in measured if page.path and page.name in WEIGHED]
        weight = {page.name: asdict(server.weight(page.path)) for page in weighed}
        return {
            "floor": bare,
            "pages": rows,
            "weight": weight,
            "cold_start": server.cold_start,
            "memory": {"idle": idle, "after": server.memory()},
        }


def floor(*, quick: bool) -> "Times":
    """What the bare view takes."""
    from tools.bench.serving import served

    with served("tools.bench.bare") as bare:
        bare.pace("/")
        return bare.times("/", requests=100 if quick else 400)


def asked(
    pages: Sequence["Page"], people: Mapping[str, Any], cookies: Mapping[str, str], *, quick: bool
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Each page as it was measured, and the server's memory before and after."""
    from tools.bench.serving import served

    with served("quantock.config.wsgi", cookie=cookies["office"]) as server:
        server.get("/")
        idle = server.memory()
        rows = [_row(page, server, people[page.who], cookies[page.who], quick=quick) for page in pages]
        return rows, {"idle": idle, "after": server.memory()}


def _row(page: "Page", server: "Server", person: Any, cookie: str, *, quick: bool) -> dict[str, Any]:
    """One page as its person sees it; nothing is measured of one that is not there yet."""
    row: dict[str, Any] = {"name": page.name, "path": page.path, "kind": asdict(page.kind)}
    if not page.path:
        return row
    site = replace(server, cookie=cookie)
    row["queries"] = queries_of(person, page.path)
    seconds = site.pace(page.path)
    requests = _many(seconds, 12, 20 if quick else 100)
    before = site.busy()
    row["one"] = asdict(site.times(page.path, requests=requests))
    row["busy"] = (site.busy() - before) / requests * 1000
    if page.kind.crowded:
        # One client meets one worker: the other has yet to draw it.
        site.crowd(page.path, requests=32, clients=32)
        many = _many(seconds, 32, 64 if quick else 320)
        row["crowd"] = asdict(site.crowd(page.path, requests=many, clients=32))
    return row


def _deep(user: Any) -> str:
    """The query of this person's fortieth page of projects: by its number, or behind a key where the list is long."""
    from django.utils import timezone

    from quantock.access.viewer import viewer_for
    from quantock.desk.queries.listing import MOST_NUMBERED, PAGE, Order, Place, ordered
    from quantock.desk.queries.selection import Selection

    selection = Selection(viewer_for(user), timezone.localdate())
    before = 39 * PAGE
    if selection.rows().count() <= max(MOST_NUMBERED, before):
        return "page=40"
    last = ordered(selection, Order())[before - 1]
    return f"after={Place(before, last.sorted_by, last.pk).written()}"


def _many(seconds: float, fewest: int, most: int) -> int:
    """As many requests as three seconds hold, within bounds, so that the slowest system does not take an hour."""
    return max(fewest, min(most, int(3 / seconds)))


def cookies_of(people: Mapping[str, Any]) -> dict[str, str]:
    return {who: cookie_of(person) for who, person in people.items()}


def cookie_of(user: Any) -> str:
    """The cookie of somebody who has signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def queries_of(user: Any, path: str) -> int:
    """How many queries the page makes for this person, the session's among them."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def _exports(auditor: Any) -> dict[str, Any]:
    """Everything, as an auditor of the whole system sees it: seconds and bytes."""
    from django.urls import NoReverseMatch, reverse

    from tools.bench.serving import served

    found: dict[str, Any] = {}
    with served("quantock.config.wsgi", cookie=cookie_of(auditor)) as site:
        site.get("/")
        before = site.memory()
        for kind, route in EXPORTS:
            try:
                path = reverse(route)
            except NoReverseMatch:
                continue
            started = time.perf_counter()
            _, body = site.get(path)
            seconds = time.perf_counter() - started
            found[kind] = {"seconds": seconds, "bytes": len(body), "grew": site.memory() - before}
    return {"exports": found}


def _saves(count: int) -> dict[str, Any]:
    """Saving one change of a record, with its fact and its event, one after the other."""
    from django.utils import timezone

    from quantock.projects import services
    from quantock.projects.models import Project
    from tools.bench.serving import Times

    seconds = []
    for place, project in enumerate(Project.objects.filter(archived_at=None)[:count]):
        started = time.perf_counter()
        services.change_record(project, {"place_text": f"Site {place}"}, by=None, on=timezone.localdate())
        seconds.append(time.perf_counter() - started)
    return asdict(Times.of(seconds))


def _rate(count: int) -> float:
    """Saves a second by two workers at once, each with projects of its own."""
    from django.db import connections

    connections.close_all()
    started = time.perf_counter()
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        list(pool.map(partial(_save_some, count), range(2)))
    return 2 * count / (time.perf_counter() - started)


def _save_some(count: int, worker: int) -> None:
    from django.utils import timezone

    from quantock.projects import services
    from quantock.projects.models import Project

    start = worker * count
    for place, project in enumerate(Project.objects.order_by("-pk")[start : start + count]):
        services.change_record(project, {"place_text": f"Floor {place}"}, by=None, on=timezone.localdate())


def _import(rows: int) -> dict[str, Any]:
    """Tried, then done."""
    from django.conf import settings

    from tools.bench.register import bring_in, write_register

    path = Path(settings.DATA_DIR) / "register.csv"
    write_register(path, rows)
    command = ("import-register", "--accept-proposed")
    tried, done = bring_in(path, *command, "--dry-run"), bring_in(path, *command)
    return {"rows": rows, "tried": asdict(tried), "done": asdict(done)}


if __name__ == "__main__":
    main()
