"""The rows of the access matrix for the log of a project, as `matrix.py` explains them."""

from collections.abc import Callable
from typing import Any

from quantock.accounts.tests.factories import UserFactory
from quantock.raid.services import say
from tests.access.personas import World

Answers = tuple[int, int, int, int, int, int, int, int]

PARTS: dict[str, Callable[[World], Any]] = {
    "raid:done entry": lambda world: world.action.pk,
    "raid:unlink entry": lambda world: world.action.pk,
    "entry": lambda world: world.risk.pk,
    "raid:baselines entry": lambda world: world.change.pk,
    "raid:approve entry": lambda world: world.change.pk,
    "raid:becomes kind": lambda world: "issue",
    "raid-everywhere:export file": lambda world: "csv",
    "raid-everywhere:escalations-export file": lambda world: "csv",
    "escalation": lambda world: world.escalation.pk,
    "raid-everywhere:between-export file": lambda world: "csv",
    "sides": lambda world: world.sides.pk,
    "raid:name-other entry": lambda world: world.dependency.pk,
    "raid:confirm entry": lambda world: world.dependency.pk,
    "raid:export file": lambda world: "csv",
    "relation": lambda world: world.relation.pk,
    "raid:document-remove document": lambda world: world.paper.pk,
    "remark": lambda world: say(world.risk, text="Rung", by=UserFactory()).pk,
}
GET: dict[str, Answers] = {
    "raid-everywhere:log": (302, *(200,) * 7),
    "raid-everywhere:register": (302, *(200,) * 7),
    "raid-everywhere:export": (302, *(200,) * 7),
    "exchange:risks": (302, 200, 403, 200, 200, 200, 200, 403),
    "raid-everywhere:escalations": (302, *(200,) * 7),
    "raid-everywhere:escalations-export": (302, *(200,) * 7),
    "raid-everywhere:escalation": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid-everywhere:escalation-take-back": (302, *(405,) * 7),
    "raid:ask-higher": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:baselines": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:approve": (302, 405, 403, 403, 405, 405, 405, 403),
    "exchange:risks-undo": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid-everywhere:between": (302, *(200,) * 7),
    "raid-everywhere:between-export": (302, *(200,) * 7),
    # The stranger runs the office of the other side.
    "raid-everywhere:other-side": (302, *(200,) * 7),
    "raid:name-other": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:confirm": (302, 405, 403, 405, 405, 405, 405, 403),
    "raid:log": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:register": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:entry": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:export": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:add": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:change": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:score": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:close": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:link": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:document": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:keep": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:done": (302, 405, 405, 405, 405, 405, 405, 405),
    "raid:reviewed": (302, 405, 405, 405, 405, 405, 405, 405),
    "raid:reopen": (302, 405, 405, 405, 405, 405, 405, 405),
    "raid:becomes": (302, 405, 403, 405, 405, 405, 405, 403),
    "raid:unlink": (302, 405, 403, 405, 405, 405, 405, 403),
    "raid:document-remove": (302, 405, 403, 405, 405, 405, 405, 403),
    "raid:say": (302, 405, 403, 405, 405, 405, 405, 403),
    "raid:take-back": (302, 405, 403, 405, 405, 405, 405, 403),
}
POST: dict[str, Answers] = {
    "raid-everywhere:other-side": (302, 302, 403, 403, 403, 403, 302, 403),
    "raid:name-other": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:confirm": (302, 404, 403, 302, 302, 302, 302, 403),
    # Nothing named leads back.
    "raid:baselines": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:approve": (302, 404, 403, 403, 302, 302, 302, 403),
    "raid-everywhere:escalation": (302, 404, 403, 403, 403, 422, 422, 403),
    "raid-everywhere:escalation-take-back": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:ask-higher": (302, 404, 403, 422, 422, 422, 422, 403),
    "exchange:risks": (302, 422, 403, 422, 422, 422, 422, 403),
    "exchange:risks-undo": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:add": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:change": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:score": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:close": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:link": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:document": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:keep": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:done": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:reviewed": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:reopen": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:becomes": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:unlink": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:document-remove": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:say": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:take-back": (302, 404, 403, 404, 404, 404, 404, 403),
}
