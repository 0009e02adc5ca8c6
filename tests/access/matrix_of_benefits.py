"""The rows of the access matrix for benefits, as `matrix.py` explains them."""

from collections.abc import Callable
from typing import Any

from tests.access.answers import SIGNED_IN, Answers
from tests.access.personas import World

SEEN: Answers = (302, 404, *(200,) * 6)
WORKS: Answers = (302, 404, 403, 200, 200, 200, 200, 403)
REFUSED: Answers = (302, 404, 403, 422, 422, 422, 422, 403)
PARTS: dict[str, Callable[[World], Any]] = {
    "benefit": lambda world: world.benefit.pk,
    "benefits:export file": lambda world: "csv",
    "benefits-everywhere:export file": lambda world: "csv",
}
GET: dict[str, Answers] = {
    "benefits-everywhere:benefits": SIGNED_IN,
    "benefits-everywhere:export": SIGNED_IN,
    "benefits:benefits": SEEN,
    "benefits:export": SEEN,
    "benefits:benefit": SEEN,
    "benefits:add": WORKS,
    "benefits:change": WORKS,
    "benefits:months": WORKS,
    "benefits:remove": WORKS,
}
POST: dict[str, Answers] = {
    "benefits:add": REFUSED,
    "benefits:change": REFUSED,
    # Nothing filled in changes nothing and leads back.
    "benefits:months": (302, 404, 403, 302, 302, 302, 302, 403),
    "benefits:remove": REFUSED,
}
