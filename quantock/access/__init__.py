"""All of authorisation. Views use `page`, `fetch`, `visible`, `viewer_of`, `require`, `can`; nothing else decides."""

from quantock.access.check import (
    Elsewhere,
    Placed,
    Request,
    Where,
    can,
    fetch,
    require,
    require_on_system,
    viewer_of,
    visible,
)
from quantock.access.page import page
from quantock.access.permissions import Permission
from quantock.access.prepared import padded, prepared, prepared_count
from quantock.access.roles import Role
from quantock.access.telling import told_to
from quantock.access.viewer import MACHINE, NOBODY, Viewer, viewer_for

__all__ = [
    "MACHINE",
    "NOBODY",
    "Elsewhere",
    "Permission",
    "Placed",
    "Request",
    "Role",
    "Viewer",
    "Where",
    "can",
    "fetch",
    "padded",
    "page",
    "prepared",
    "prepared_count",
    "require",
    "require_on_system",
    "told_to",
    "viewer_for",
    "viewer_of",
    "visible",
]
