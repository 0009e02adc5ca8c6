"""The rows of the access matrix for what was done together, names in registers and files of lists, as `matrix.py`
explains them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from quantock.audit import facts
from quantock.audit.models import Batch
from quantock.projects.models import LocalFact, LocalField
from quantock.raid.services import add_entries
from tests.access.answers import READERS, Answers
from tests.access.personas import World, batch_of, member_of


def sheet_of(world: World) -> int:
    """A sheet of risks brought into the world's project."""
    batch = Batch.objects.create(title="Risks of risks.csv")
    row = {"kind": "risk", "title": "Money ends", "source_key": "money"}
    add_entries(world.project, [row], by=None, on=date(2026, 5, 1), batch=batch)
    return batch.pk


def answer_of(world: World) -> int:
    """A register's answer that names the person whom the matrix asks about as the lead."""
    field, _ = LocalField.objects.get_or_create(key="project lead", defaults={"label": "Project lead"})
    facts.state(
        [
            facts.fact(
                LocalFact,
                {"text": member_of(world).person.name},
                on=date(2026, 5, 1),
                by=None,
                project=world.project,
                field=field,
            )
        ]
    )
    return LocalFact.objects.now().get(field=field).pk


PARTS: dict[str, Callable[[World], Any]] = {
    "desk:batch batch_id": batch_of,
    "projects:answer-mine answer": answer_of,
    "projects:answer-link answer": answer_of,
    "exchange:logs-undo batch_id": sheet_of,
}

GET: dict[str, Answers] = {
    "people:people-export": READERS,
    "projects:names": (302, *(200,) * 7),
    "projects:name-mine": (302, *(405,) * 7),
    "projects:names-of": (302, 403, 403, 403, 403, 403, 200, 403),
    "projects:name-link": (302, 403, 403, 403, 403, 403, 405, 403),
    "projects:answer-mine": (302, *(405,) * 7),
    "projects:answer-link": (302, 403, 403, 403, 403, 403, 405, 403),
    "desk:portfolios-export": (302, *(200,) * 7),
    "desk:board-note": (302, *(200,) * 7),
    "desk:batch": (302, 404, 200, 200, 200, 200, 200, 200),
    "projects:milestone-change": (302, 404, 403, 200, 200, 200, 200, 403),
}

POST: dict[str, Answers] = {
    "projects:name-mine": (302, *(404,) * 7),
    "projects:name-link": (302, 403, 403, 403, 403, 403, 302, 403),
    "projects:answer-mine": (302, *(404,) * 7),
    "projects:answer-link": (302, 403, 403, 403, 403, 403, 302, 403),
    "desk:board-note": (302,) * 8,
    "projects:milestone-change": (302, 404, 403, 422, 422, 422, 422, 403),
}
