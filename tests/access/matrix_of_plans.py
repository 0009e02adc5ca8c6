"""The rows of the access matrix for the plan of a project, as `matrix.py` explains them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from quantock.engines.plans import read_plan
from quantock.engines.plans.files import PASTE
from quantock.plans import bringing, services
from quantock.plans.models import Template
from tests.access.answers import Answers
from tests.access.personas import World

ON = date(2026, 5, 1)


def task_of(world: World) -> int:
    """A task of the plan of the world's project, with another after it."""
    rows = [{"name": "Fit the alarms"}, {"name": "Train the night staff"}]
    return services.add_tasks(world.project, rows, by=None, on=ON)[0].pk


def read_of(world: World) -> int:
    """A plan that was read for the world's project and not kept."""
    plan = read_plan(b"Fit the alarms\nTrain the night staff", PASTE, on=ON)
    return bringing.keep_read(world.project, plan, name="plan.csv", by=None).pk


def kept_of(world: World) -> int:
    """One that was kept."""
    incoming = bringing.keep_read(
        world.project, read_plan(b"Ring the maker", PASTE, on=ON), name="a.csv", by=None
    )
    bringing.keep(incoming, without_missing=False, by=None, on=ON)
    return incoming.pk


def template_of(world: World) -> int:
    """A plan to start from that the world's organisation kept."""
    name = f"Alarms {Template.objects.count()}"
    rows = [{"level": 1, "name": "Fit", "start": 0, "finish": 4, "is_milestone": False}]
    return Template.objects.create(organisation=world.home, name=name, rows=rows).pk


PARTS: dict[str, Callable[[World], Any]] = {
    "task": task_of,
    "direction": lambda world: "down",
    "plans:look incoming": read_of,
    "plans:undo incoming": kept_of,
    "template": template_of,
    "starter": lambda world: "digital",
    "plans:export file": lambda world: "csv",
}
READ: Answers = (302, 404, 200, 200, 200, 200, 200, 200)
ASKS: Answers = (302, 404, 403, 200, 200, 200, 200, 403)
ONLY_POSTS: Answers = (302, 405, 403, 405, 405, 405, 405, 403)
REFUSED: Answers = (302, 404, 403, 422, 422, 422, 422, 403)
LEADS_ON: Answers = (302, 404, 403, 302, 302, 302, 302, 403)

GET: dict[str, Answers] = {
    "plans:plan": READ,
    "plans:on-a-page": READ,
    "plans:export": READ,
    "plans:task": READ,
    "plans:add": ASKS,
    "plans:change": ASKS,
    "plans:done": (302, *(405,) * 7),
    "plans:move": ONLY_POSTS,
    "plans:remove": ASKS,
    "plans:bring": ASKS,
    "plans:look": ASKS,
    "plans:undo": ONLY_POSTS,
    "plans:start": ASKS,
    "plans:save": ASKS,
    "plans:start-ours": ASKS,
    "plans:template-remove": ONLY_POSTS,
    "plans:start-shipped": ASKS,
}
POST: dict[str, Answers] = {
    "plans:add": REFUSED,
    "plans:change": REFUSED,
    "plans:done": LEADS_ON,
    "plans:move": LEADS_ON,
    "plans:remove": LEADS_ON,
    "plans:bring": REFUSED,
    "plans:look": LEADS_ON,
    "plans:undo": LEADS_ON,
    "plans:save": REFUSED,
    "plans:start-ours": REFUSED,
    "plans:template-remove": LEADS_ON,
    "plans:start-shipped": REFUSED,
}
