"""The rows of the access matrix for the log of a project, as `matrix.py` explains them."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from quantock.access import Role
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.tests.factories import PersonFactory
from quantock.projects.models import StatusUpdate
from quantock.raid import matrices, pressing
from quantock.raid.models import Matrix
from quantock.raid.services import say
from quantock.raid.tests.factories import EntryFactory
from tests.access.answers import ANYONE, OFFICES, READERS, SIGNED_IN, Answers
from tests.access.personas import World

# The draft of an organisation: its programme office and the system's administrator, nobody else.
OFFICE_READS: Answers = (302, 404, 403, 403, 403, 200, 200, 403)
OFFICE_POSTS: Answers = (302, 405, 403, 403, 403, 405, 405, 403)
OFFICE_LEADS_ON: Answers = (302, 404, 403, 403, 403, 302, 302, 403)
OFFICE_REFUSED: Answers = (302, 404, 403, 403, 403, 422, 422, 403)


def draft_of(world: World) -> Matrix:
    """The risk matrix that the world's organisation prepares."""
    return matrices.prepare(world.home, Matrix.objects.get(code="nhs-5x5"), by=None)


def wish(world: World) -> StatusUpdate:
    """What a published update of the world's project asks for."""
    row = {"stage": "published", "published_at": timezone.now(), "decisions": "Whether to buy the alarms"}
    return StatusUpdate.objects.create(project=world.project, **row)


def mailed(world: World) -> str:
    """The token of a link that somebody got by e-mail."""
    person = PersonFactory()
    grant(person.user, Role.MEMBER, on=world.home)
    action = EntryFactory(project=world.project, owner=person)
    return pressing.address_of(action, person.user).split("/")[-2]


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
    "raid:used entry": lambda world: world.lesson.pk,
    "update": lambda world: wish(world).pk,
    "raid:confirm entry": lambda world: world.dependency.pk,
    "raid-everywhere:done-from-mail token": mailed,
    "raid:export file": lambda world: "csv",
    "matrix_id": lambda world: draft_of(world).pk,
    "relation": lambda world: world.relation.pk,
    "raid:document-remove document": lambda world: world.paper.pk,
    "remark": lambda world: say(world.risk, text="Rung", by=UserFactory()).pk,
}
GET: dict[str, Answers] = {
    "matrices:matrices": READERS,
    "matrices:begin": OFFICES,
    "matrices:matrix": (302, 404, 404, 404, 404, 200, 200, 404),
    "matrices:prepare": OFFICE_POSTS,
    "matrices:words": OFFICE_READS,
    "matrices:scores": OFFICE_READS,
    "matrices:bands": OFFICE_READS,
    "matrices:domains": OFFICE_READS,
    "matrices:publish": OFFICE_READS,
    "matrices:discard": OFFICE_READS,
    "raid-everywhere:log": (302, *(200,) * 7),
    "raid-everywhere:register": (302, *(200,) * 7),
    "raid-everywhere:export": (302, *(200,) * 7),
    "exchange:logs": (302, 200, 403, 200, 200, 200, 200, 403),
    "raid-everywhere:done-from-mail": ANYONE,
    "raid-everywhere:of-portfolio": (302, 404, *(200,) * 6),
    "raid-everywhere:of-organisation": SIGNED_IN,
    "raid-everywhere:escalations": (302, *(200,) * 7),
    "raid-everywhere:escalations-export": (302, *(200,) * 7),
    "raid-everywhere:escalation": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid-everywhere:escalation-take-back": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:ask-higher": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:baselines": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:approve": (302, 405, 403, 403, 405, 405, 405, 403),
    "exchange:logs-undo": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid-everywhere:between": (302, *(200,) * 7),
    "raid-everywhere:between-export": (302, *(200,) * 7),
    # The stranger runs the office of the other side.
    "raid-everywhere:other-side": (302, *(200,) * 7),
    "raid:name-other": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:used": (302, *(405,) * 7),
    "raid:confirm": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:decide": (302, 404, 403, 403, 403, 200, 200, 403),
    "raid:log": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:register": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:entry": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:export": (302, 404, 200, 200, 200, 200, 200, 200),
    "raid:add": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:many": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:change": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:score": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:score-domains": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:mitigate": (302, 404, 403, 200, 200, 200, 200, 403),
    "raid:mitigation": (302, 404, 403, 200, 200, 200, 200, 403),
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
    "raid:take-back": (302, 404, 403, 404, 404, 404, 404, 403),
}
POST: dict[str, Answers] = {
    "matrices:begin": (302, 422, 403, 403, 403, 422, 422, 403),
    "matrices:prepare": OFFICE_LEADS_ON,
    "matrices:words": OFFICE_REFUSED,
    # Boxes left empty are refused; a draft without domains is one.
    "matrices:scores": OFFICE_REFUSED,
    "matrices:bands": OFFICE_REFUSED,
    "matrices:domains": OFFICE_LEADS_ON,
    "matrices:publish": OFFICE_REFUSED,
    "matrices:discard": OFFICE_LEADS_ON,
    "raid-everywhere:done-from-mail": ANYONE,
    "raid-everywhere:other-side": (302, 302, 403, 403, 403, 403, 302, 403),
    "raid:name-other": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:used": (302, 404, 422, 422, 422, 422, 422, 422),
    "raid:confirm": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:decide": (302, 404, 403, 403, 403, 422, 422, 403),
    # Nothing named leads back.
    "raid:baselines": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:approve": (302, 404, 403, 403, 302, 302, 302, 403),
    "raid-everywhere:of-portfolio": OFFICE_LEADS_ON,
    "raid-everywhere:of-organisation": (302, 403, 403, 403, 403, 302, 302, 403),
    "raid-everywhere:escalation": (302, 404, 403, 403, 403, 422, 422, 403),
    "raid-everywhere:escalation-take-back": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:ask-higher": (302, 404, 403, 422, 422, 422, 422, 403),
    "exchange:logs": (302, 422, 403, 422, 422, 422, 422, 403),
    "exchange:logs-undo": (302, 404, 403, 302, 302, 302, 302, 403),
    "raid:add": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:many": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:change": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:score": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:score-domains": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:mitigate": (302, 404, 403, 422, 422, 422, 422, 403),
    "raid:mitigation": (302, 404, 403, 422, 422, 422, 422, 403),
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
