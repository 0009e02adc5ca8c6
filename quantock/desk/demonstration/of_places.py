"""The demonstration's logs of places: what an organisation and a portfolio keep beside the logs of their projects."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from quantock.audit import facts
from quantock.desk.demonstration.keeping import Diary
from quantock.desk.demonstration.places import World
from quantock.raid import rules, services
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.logs_of_places import Where, stand_for
from quantock.raid.matrices import matrix_for
from quantock.raid.models import Entry, EntryFact

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


def keep_logs_of_places(world: World, diary: Diary, today: date) -> None:
    """One organisation's and one portfolio's."""
    portfolio, _ = next(iter(world.portfolios.values()))
    _keep(next(iter(world.bodies.values())), OF_ORGANISATION, diary, today)
    _keep(portfolio, OF_PORTFOLIO, diary, today)


def _keep(place: Where, told: tuple[Mapping[str, Any], ...], diary: Diary, today: date) -> None:
    on = today - BEGAN
    when = timezone.make_aware(datetime.combine(on, time(9, 30)))
    stands_for, _ = stand_for(place, by=None, on=on)
    diary.tell(when, "log begun", place, by=None, says=f"Began a log of {place}")
    made: list[tuple[Entry, dict[str, Any]]] = []
    numbers: Counter[str] = Counter()
    for each in told:
        kind = Kind(each["kind"])
        numbers[kind] += 1
        said = {name: each[name] for name in ("title", "owner_text", "details")}
        said["state"] = REGISTERS[kind].standings[0].code
        entry = Entry(project=stands_for, kind=kind, number=numbers[kind], raised_on=on)
        if "at" in each:
            matrix = matrix_for(stands_for, on=on)
            said |= services.position_said(entry, *each["at"], which="", matrix=matrix, on=on)
            said["due_on"] = today + timedelta(days=9)
        for name, value in said.items():
            setattr(entry, name, value)
        follows = rules.derived(entry, entry.register, said, on=on)
        for name, value in follows.items():
            setattr(entry, name, value)
        made.append((entry, said | follows))
    Entry.objects.bulk_create([entry for entry, _ in made])
    facts.state([EntryFact(entry=entry, so_from=on, asserts=sorted(said), **said) for entry, said in made])
    for entry, _ in made:
        says = f"Added the {entry.register.one} {entry}"
        diary.tell(when, "log added", entry, by=None, says=says)
