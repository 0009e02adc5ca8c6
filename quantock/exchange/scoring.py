"""On which matrix the risks of a sheet are scored: the one that its organisation uses now, one that ships, or as a person chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from quantock.engines.risk import SHIPPED
from quantock.engines.risk.which import Matrices
from quantock.projects.models import Project
from quantock.raid.matrices import latest
from quantock.raid.models import DEFAULT_MATRIX, OWN, Matrix


@dataclass(frozen=True, slots=True)
class Offered:
    """The matrices by the codes that a sheet is read with: `OWN` is the one in force where its risks go, if that is none of
    those that ship."""

    rows: Mapping[str, Matrix]
    told: str = ""
    """What is to be known where it is not one for all of them."""

    def matrices(self, chosen: str = "") -> Matrices:
        """As the engine reads with them."""
        known = {code: row.scale for code, row in self.rows.items()}
        return Matrices(known, OWN if OWN in known else DEFAULT_MATRIX, OWN in known, chosen)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The code of each, and its words."""
        return [(code, say_matrix(row)) for code, row in self.rows.items()]


def say_matrix(row: Matrix) -> str:
    """A matrix with whose it is: that of an organisation has versions."""
    if row.organisation is None and row.version == 1:
        return row.name
    whose = row.organisation.name if row.organisation else "the whole system"
    return f"{row.name}, version {row.version} of {whose}"


def offered(programme: Project | None, homes: Mapping[str, Project], *, on: date) -> Offered:
    """What sheets of risks of these projects can be scored on, a programme's own matrix going before theirs. One query."""
    bodies: Collection[int | None] = (
        {programme.lead_organisation_id}
        if programme
        else {each.lead_organisation_id for each in homes.values()}
    )
    wanted = Q(organisation=None) | Q(organisation__in=[body for body in bodies if body])
    published = Matrix.objects.published(on).filter(wanted).select_related("organisation")
    newest: dict[tuple[int | None, str], Matrix] = {}
    first: dict[str, Matrix] = {}
    for row in sorted(published, key=latest):
        newest[row.organisation_id, OWN if row.organisation_id else row.code] = row
        if row.organisation_id is None and row.version == 1:
            first[row.code] = row
    rows = {code: first[code] for code in SHIPPED if code in first}
    system = newest[None, DEFAULT_MATRIX]
    used = {row.pk: row for row in (newest.get((body, OWN), system) for body in bodies)} or {
        system.pk: system
    }
    if len(used) > 1:
        names = " and ".join(sorted(say_matrix(row) for row in used.values()))
        return Offered(
            rows,
            f"The organisations of these projects use several matrices ({names}): scores are read on the one that the sheet tells. "
            "Bring the sheet of each in alone to have them on its own.",
        )
    [own] = used.values()
    return Offered(rows if own.pk in {row.pk for row in rows.values()} else {OWN: own, **rows})
