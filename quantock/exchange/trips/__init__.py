"""Lists that go out as workbooks and come back: how each is compared with what is so now, and how it is kept."""

from collections.abc import Mapping

from django.urls import reverse

from quantock.exchange.trips import benefits, entries, projects
from quantock.exchange.trips.compare import Trip
from quantock.exchange.trips.out import Out, benefits_out, register_out
from quantock.raid.kinds import REGISTERS, Kind

TRIPS: Mapping[str, Trip] = {"projects": projects.TRIP, "benefits": benefits.TRIP, **entries.TRIPS}
"""By what a workbook says of itself."""
OUT: Mapping[str, Out] = {
    **{register.slug: register_out(register) for register in REGISTERS.values()},
    "benefits": benefits_out(),
}
"""By what stands in the address of the list."""


def sort_of(kind: str) -> str:
    """Which list it is; "risk of 42" are the risks of one project."""
    return kind.partition(" of ")[0]


def address_of(kind: str) -> str:
    """Where the list stands that a workbook was taken from."""
    sort, _, number = kind.partition(" of ")
    if sort == "benefits":
        here = "benefits:benefits" if number.isdecimal() else "benefits-everywhere:benefits"
        return reverse(here, args=[int(number)] if number.isdecimal() else [])
    if sort not in Kind:
        return reverse("desk:projects")
    slug = REGISTERS[Kind(sort)].slug
    if number.isdecimal():
        return reverse("raid:register", args=[int(number), slug])
    return reverse("raid-everywhere:register", args=[slug])
