"""No form keeps an NHS number: every box of every form is sent one, and each is pointed out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from quantock.projects.services import open_update, submit_update
from tests.access import matrix
from tests.access.personas import WHO, Standing, World
from tests.access.test_matrix import address
from tests.keeping import taken_back_after
from tests.markup import Element
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

DIGITS = "9434765919"
SPELT = ("943 476 5919", "943-476-5919", DIGITS, "943 476\n5919")
BOXES = {"", "text", "search", "url", "email", "tel", "number"}
# Who opens a page for this: the first of them who may.
WHO_WRITES = ("admin", "pmo", "lead", "viewer")
# What the world of the matrix has no draft for, and this one has.
WHILE_DRAFTED = {"projects:update", "projects:send-back-update"}
FILE = re.compile("(csv|export|json|pdf|png|svg|word|xlsx)$")
# Looked up, never kept; it is read only once the role is known.
LOOKED_UP = {"where"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), taken_back_after():
        world = Standing()
        submit_update(open_update(world.project, by=None, on=date(2026, 5, 1)), by=None)
        yield world


def opened_by(route: str) -> str | None:
    """Who opens the route's page, where anybody does."""
    if route in WHILE_DRAFTED:
        return "admin"
    if FILE.search(route):
        return None
    return next((who for who in WHO_WRITES if matrix.GET[route][WHO.index(who)] == 200), None)


def forms_of(page: Page) -> list[Element]:
    return [each for each in page.main.every("form") if each.get("method").lower() == "post"]


def filled(form: Element) -> tuple[dict[str, Any], list[str]]:
    """The form as a person sends it who writes an NHS number in each of its boxes, each time spelt otherwise, and sends
    a file that is named by one; and the boxes."""
    sent: dict[str, Any] = {}
    boxes: list[str] = []
    for control in form.every("input", "textarea", "select"):
        name, kind = control.get("name"), control.get("type")
        if control.tag == "textarea" or (control.tag == "input" and kind in BOXES):
            sent[name] = SPELT[len(boxes) % len(SPELT)]
            boxes.append(name)
        elif kind == "file":
            sent[name] = SimpleUploadedFile(f"Falls, {SPELT[0]}.csv", b"Name,Owner\nAlarms fitted,Ann\n")
            boxes.append(name)
        elif control.tag == "select":
            options = list(control.every("option"))
            chosen = [each for each in options if each.has("selected")] or options[-1:]
            sent.update((name, each.get("value")) for each in chosen)
        elif kind == "radio" or (kind == "checkbox" and control.has("checked")) or kind == "hidden":
            sent[name] = control.get("value")
    return sent, boxes


@contextmanager
def kept_by(writes: list[str]) -> Iterator[None]:
    """Collects the tables into which the number was written meanwhile, however it is spelt there."""

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split(" ", 1)[0] in ("INSERT", "UPDATE"):
            rows = params if many else [params or ()]
            said = "|".join(str(value) for row in rows for value in row)
            if DIGITS in "".join(each for each in said if each.isdecimal() or each == "|"):
                writes.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


@pytest.mark.parametrize("route", [each for each in sorted(matrix.GET) if opened_by(each)])
def test_every_box_points_it_out(world, route):
    client = world.client(opened_by(route))
    with transaction.atomic():
        there = address(route, world)
        answer = client.get(there)
        forms = forms_of(Page(answer)) if answer.get("Content-Type", "").startswith("text/html") else []
        for form in forms:
            send(client, there, form)
        transaction.set_rollback(True)


def send(client: Any, there: str, form: Element) -> None:
    """Sends one form of a page; what it would change is undone."""
    sent, boxes = filled(form)
    if not boxes:
        return
    to, writes = urljoin(there, form.get("action")).split("#")[0], []
    with transaction.atomic(), kept_by(writes):
        page = Page(client.post(to, sent))
        transaction.set_rollback(True)
    assert page.response.status_code == 422, to
    assert writes == [], to
    told = {
        link.get("href")
        for each in page.main.every("div")
        if "nhsuk-error-summary" in each.get("class")
        for link in each.every("a")
    }
    led_to = {
        each.get("name") for each in page.main.every("input", "textarea") if f"#{each.get('id')}" in told
    }
    assert set(boxes) - led_to <= LOOKED_UP, (to, page.errors())
