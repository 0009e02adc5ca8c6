"""The demonstration's logs of places: what an organisation and a portfolio keep beside the logs of their projects."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from quantock.desk.demonstration.places import World
from quantock.raid import services
from quantock.raid.kinds import Kind
from quantock.raid.logs_of_places import Where, begin_log
from quantock.raid.matrices import matrix_for
from quantock.raid.models import Entry

BEGAN = timedelta(days=75)
OF_ORGANISATION: tuple[Mapping[str, Any], ...] = (
    {
        "kind": Kind.RISK,
        "title": "Two mergers of systems may ask the same people for training in the same month",
        "at": (4, 4),
        "owner_text": "Chief operating officer",
        "details": {"mitigation": "One calendar of training for all projects, kept by the programme office"},
    },
    {
        "kind": Kind.RISK,
        "title": "Vacancies in estates may hold up every scheme that needs building work",
        "at": (3, 4),
        "owner_text": "Director of estates",
        "details": {"mitigation": "A framework contract with two local firms is being let"},
    },
    {
        "kind": Kind.ACTION,
        "title": "Agree which projects pause if winter pressures come early",
        "owner_text": "Executive team",
        "details": {},
    },
)
OF_PORTFOLIO: tuple[Mapping[str, Any], ...] = (
    {
        "kind": Kind.DECISION,
        "title": "Which of the projects that ask for analysts come first this winter?",
        "owner_text": "Portfolio board",
        "details": {"decider": "Portfolio board", "options": "By benefit; or by how long they have waited"},
    },
)


def keep_logs_of_places(world: World, today: date) -> None:
    """One organisation's and one portfolio's."""
    office = next(iter(world.bodies.values()))
    portfolio, _ = next(iter(world.portfolios.values()))
    _keep(office, OF_ORGANISATION, today)
    _keep(portfolio, OF_PORTFOLIO, today)


def _keep(place: Where, said: tuple[Mapping[str, Any], ...], today: date) -> None:
    on = today - BEGAN
    stands_for = begin_log(place, by=None, on=on)
    rows = []
    for each in said:
        row = {name: value for name, value in each.items() if name != "at"}
        row["raised_on"] = on
        if "at" in each:
            blank = Entry(project=stands_for, kind=each["kind"], raised_on=on)
            matrix = matrix_for(stands_for, on=on)
            row |= services.position_said(blank, *each["at"], which="", matrix=matrix, on=today)
        rows.append(row)
    services.add_entries(stands_for, rows, by=None, on=on, tell=False)
