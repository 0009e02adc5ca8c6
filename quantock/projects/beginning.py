"""How a new project begins: what its organisation has settled, else what the whole system does."""

from dataclasses import dataclass

from quantock.people.models import Organisation
from quantock.projects import lifecycles
from quantock.projects.models import LifeCycleModel, Track, Visibility

# DESIGN section 5: an idea is its team's, a quick change everybody's to see.
USUAL_VISIBILITY = {
    Track.QUICK: Visibility.SYSTEM,
    Track.STANDARD: Visibility.ORGANISATION,
    Track.FULL: Visibility.ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new project of an organisation starts with, unless somebody says otherwise."""

    track: str
    visibility: str
    life_cycle: LifeCycleModel


def beginning_of(organisation: Organisation, track: str = "") -> Beginning:
    """Of a project of this track, or of the organisation's usual one. Three queries."""
    track = track or organisation.default_track or Track.STANDARD
    usual = USUAL_VISIBILITY[Track(track)]
    return Beginning(
        track=track,
        visibility=organisation.default_visibility or usual,
        life_cycle=lifecycles.model_to_begin_with(organisation.pk, organisation.default_life_cycle),
    )


def visibility_of_imported(organisation: Organisation | None, body: Organisation) -> str:
    """Who sees a project that a register of one organisation brings in for another, or for itself."""
    whose = organisation or body
    return whose.import_visibility or body.import_visibility or Visibility.ORGANISATION
