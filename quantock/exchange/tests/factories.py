"""Imports on their way, for tests."""

from datetime import date
from typing import Any

from quantock.access import Role
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.exchange.models import RegisterImport
from quantock.exchange.services.imports import Asked, upload

REGISTER = (
    "Project ID,Project name,Organisation,Start date,End date,RAG,Whole life cost (£m),Ward colour\n"
    "A1,Falls on Ash ward,Combe Trust,1/4/2025,31/3/2027,Amber,1.5,Blue\n"
    "A2,E-rostering for nurses,Combe Trust,1/5/2025,TBC,Green,Exempt,Green\n"
    "A3,Stroke pathway,Friends of Combe,1/6/2025,30/9/2026,Red,0.2,Blue\n"
)


def uploaded(text: str = REGISTER, filename: str = "register.csv", **asked: Any) -> RegisterImport:
    """An import that has been uploaded and understood; by somebody of its programme office, unless given."""
    by = asked.pop("by", None)
    if by is None:
        by = UserFactory()
        grant(by, Role.PMO if asked.get("organisation") else Role.ADMIN, on=asked.get("organisation"))
    said = {"as_at": date(2026, 1, 31), "organisation": None, **asked}
    return upload(text.encode(), filename, Asked(**said), by=by)
