"""Organisations, their units and their past; the persons who work in them."""

from quantock.people.models.lists import CodeList, ListEntry
from quantock.people.models.organisations import (
    Alias,
    CodeSystem,
    Organisation,
    OrganisationType,
    OtherCode,
    Parentage,
    Standing,
    Succession,
    Unit,
)
from quantock.people.models.persons import Invitation, ListedDomain, MailChoice, Membership, Person

__all__ = [
    "Alias",
    "CodeList",
    "CodeSystem",
    "Invitation",
    "ListEntry",
    "ListedDomain",
    "MailChoice",
    "Membership",
    "Organisation",
    "OrganisationType",
    "OtherCode",
    "Parentage",
    "Person",
    "Standing",
    "Succession",
    "Unit",
]
