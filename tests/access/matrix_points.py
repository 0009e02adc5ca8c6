"""Rows of the access matrix for how values come into measures, and what is drawn of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from quantock.accounts.tests.factories import UserFactory
from quantock.measures import queries
from quantock.measures import services as measuring
from quantock.measures.models import SharedMeasure
from quantock.measures.tests.factories import MeasureFactory
from quantock.projects.models import Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.access.personas import World


def token_to_revoke(world: World) -> int:
    """A token of the world's measure."""
    measuring.make_token(world.measure, what="The theatre system", by=UserFactory())
    return world.measure.tokens.first().pk


def kept_before_after(world: World) -> Any:
    """The address of what was kept of the world's measure."""
    judged = queries.whole(world.measure).judged
    on = date(2025, 12, 1)
    return measuring.keep_before_after(judged, split=on, what="New bed alarms", by=None).uid


def set_of(world: World) -> int:
    """A set of the world's organisation with its measure."""
    made = measuring.begin_set("Board", owner=world.home, by=None)
    measuring.put_into_set(made, [world.measure], domain="Quality", by=None)
    return made.pk


def used_measure(world: World) -> int:
    """What the world's project uses of another."""
    if not isinstance(world, World):  # the walk's, which changes nothing
        return getattr(SharedMeasure.objects.first(), "pk", 1)
    project = ProjectFactory(lead_organisation=world.home, visibility=Visibility.ORGANISATION)
    made = MeasureFactory(project=project, library_organisation=world.home)
    return measuring.use_measure(made, world.project, by=None).pk


KINDS = ("svg", "png", "json", "csv", "xlsx")
PARTS: dict[str, Callable[[World], Any]] = {
    "batch_id": lambda world: world.measure.points.standing().first().batch_id,
    "uid": lambda world: world.measure.uid,
    "token_id": token_to_revoke,
    "set_id": set_of,
    # Its own, which is refused in words.
    "offered_id": lambda world: world.measure.pk,
    "use_id": used_measure,
    "measures-everywhere:before-after uid": kept_before_after,
    "measures-everywhere:before-after-back uid": kept_before_after,
    **{f"measures-everywhere:before-after-{kind} uid": kept_before_after for kind in KINDS},
}
GET: dict[str, tuple[int, int, int, int, int, int, int, int]] = {
    "measures:upload-many": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:upload": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:grid": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:tokens": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:token-revoke": (302, 404, 403, 405, 405, 405, 405, 403),
    "measures-push:values": (405,) * 8,
    "measures:offer": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:library": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:use": (302, 404, 403, 405, 405, 405, 405, 403),
    "measures:stop-using": (302, 404, 403, 405, 405, 405, 405, 403),
    "measures:chart-png": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures:chart": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:value-remove": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:batch-back": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:before-after": (302, 404, 403, 200, 200, 200, 200, 403),
    "measures:compare": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures-everywhere:sets": (302, 200, 200, 200, 200, 200, 200, 200),
    "measures-everywhere:set-begin": (302, 200, 403, 403, 403, 200, 200, 403),
    "measures-everywhere:set": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures-everywhere:set-xlsx": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures-everywhere:set-change": (302, 404, 403, 403, 403, 200, 200, 403),
    "measures-everywhere:set-measures": (302, 404, 403, 403, 403, 200, 200, 403),
    "measures-everywhere:set-put": (302, 404, 403, 403, 403, 302, 302, 403),
    "measures-everywhere:set-remove": (302, 404, 403, 403, 403, 200, 200, 403),
    **{
        f"measures-everywhere:before-after-{kind}": (302, 404, 200, 200, 200, 200, 200, 200) for kind in KINDS
    },
    "measures-everywhere:before-after": (302, 404, 200, 200, 200, 200, 200, 200),
    "measures-everywhere:before-after-back": (302, 404, 403, 200, 200, 200, 200, 403),
}
POST: dict[str, tuple[int, int, int, int, int, int, int, int]] = {
    # Only its own token opens it, whoever has signed in.
    "measures-push:values": (401,) * 8,
    "measures:upload-many": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:upload": (302, 404, 403, 422, 422, 422, 422, 403),
    # Nothing filled in changes nothing and leads back.
    "measures:grid": (302, 404, 403, 302, 302, 302, 302, 403),
    "measures:tokens": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:token-revoke": (302, 404, 403, 302, 302, 302, 302, 403),
    "measures:offer": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:use": (302, 404, 403, 302, 302, 302, 302, 403),
    "measures:stop-using": (302, 404, 403, 302, 302, 302, 302, 403),
    "measures:chart": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:value-remove": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures:batch-back": (302, 404, 403, 302, 302, 302, 302, 403),
    "measures:before-after": (302, 404, 403, 422, 422, 422, 422, 403),
    "measures-everywhere:set-begin": (302, 422, 403, 403, 403, 422, 422, 403),
    "measures-everywhere:set-change": (302, 404, 403, 403, 403, 422, 422, 403),
    "measures-everywhere:set-measures": (302, 404, 403, 403, 403, 422, 422, 403),
    "measures-everywhere:set-put": (302, 404, 403, 403, 403, 422, 422, 403),
    "measures-everywhere:set-remove": (302, 404, 403, 403, 403, 422, 422, 403),
    "measures-everywhere:before-after-back": (302, 404, 403, 422, 422, 422, 422, 403),
}
