"""What is known of organisations and people. Other apps use these; our own pages use the modules."""

from quantock.people.queries.organisations import (
    called_like,
    known_organisations,
    organisation_called,
    present_organisations,
    shown_under,
)

__all__ = [
    "called_like",
    "known_organisations",
    "organisation_called",
    "present_organisations",
    "shown_under",
]
