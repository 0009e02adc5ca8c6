"""The one door: what a viewer may not see is a 404, what they may see but not do is a 403."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from quantock.access.permissions import Permission
from quantock.access.prepared import prepared
from quantock.access.roles import Role
from quantock.access.viewer import Viewer, allows
from quantock.accounts.models import User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Where:
    """The places a record stands on: a role on any of them counts."""

    organisation: int | None = None
    portfolio: int | None = None
    projects: tuple[int, ...] = ()
    for_members_of_organisation: frozenset[Permission] = frozenset()


class Placed(Protocol):
    """A record that can say where it stands, without a query."""

    def where(self) -> Where: ...


class Elsewhere(Exception):
    """What was asked for has another address now; whoever asks is led there."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class Request(HttpRequest):
    """A request that came through the door."""

    viewer: Viewer
    user: User
    door_used: bool
    permission: Permission
    htmx: Any
    unopened: int


def roles_at(viewer: Viewer, where: Where) -> frozenset[Role]:
    """Every role the viewer holds on the places of a record. Pure."""
    roles = set(viewer.system)
    if where.organisation is not None:
        roles |= viewer.organisations.get(where.organisation, frozenset())
    if where.portfolio is not None:
        roles |= viewer.portfolios.get(where.portfolio, frozenset())
    for project in where.projects:
        roles |= viewer.projects.get(project, frozenset())
    return frozenset(roles)


def can(viewer: Viewer, permission: Permission, record: Placed | None = None) -> bool:
    """Whether the viewer may do this, to this record or (without one) somewhere. Pure, no query.

    Seeing is decided by `visible_to`; a record that was fetched may be seen, so PROJECT_VIEW and its like
    are true for what came through `fetch`.
    """
    if permission in {Permission.PUBLIC, Permission.SIGNED_IN} or record is None:
        return viewer.may_anywhere(permission)
    if viewer.sees_everything:
        return True
    if permission in READING:
        return True
    return allows(roles_at(viewer, record.where()), permission)


READING = frozenset({Permission.PROJECT_VIEW, Permission.PORTFOLIO_VIEW, Permission.ORGANISATION_VIEW})


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks, for a view whose queries are given the viewer and narrow what they read themselves."""
    asked = cast(Request, request)
    asked.door_used = True
    return asked.viewer


def visible(request: HttpRequest, model: type[M]) -> QuerySet[M]:
    """The records of a model this viewer may see."""
    asked = cast(Request, request)
    asked.door_used = True
    return cast("QuerySet[M]", model._default_manager.visible_to(asked.viewer))  # type: ignore[attr-defined]


def fetch(
    request: HttpRequest,
    model: type[M],
    permission: Permission | None = None,
    *,
    among: QuerySet[M] | Callable[..., QuerySet[M]] | None = None,
    said: tuple[object, ...] = (),
    **lookup: Any,
) -> M:
    """One record, seen and allowed; `among` narrows or joins what `visible_to` gives.

    An `among` that is a function is a prepared query: it is called with the viewer and what is `said`, and its records
    are looked up by keys.
    """
    asked = cast(Request, request)
    asked.door_used = True
    found: Any
    if callable(among):
        sought = prepared(_sought, asked.viewer, among, tuple(lookup), *said, keys=tuple(lookup.values()))
        found = next(iter(sought), None)
    else:
        records = among if among is not None else model._default_manager.all()
        found = records.visible_to(asked.viewer).filter(**lookup).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    if not can(asked.viewer, permission or asked.permission, found):
        raise PermissionDenied
    return cast(M, found)


def _sought(
    viewer: Viewer, among: Callable[..., QuerySet[M]], names: tuple[str, ...], *rest: Any
) -> QuerySet[M]:
    *said, keys = rest
    seen = among(viewer, *said).visible_to(viewer)  # type: ignore[attr-defined]
    return cast("QuerySet[M]", seen.filter(**dict(zip(names, keys, strict=True)))[:1])


def require(request: HttpRequest, permission: Permission, record: Placed | None = None) -> None:
    """Refuse unless allowed: for a record reached through another, or for the whole system."""
    asked = cast(Request, request)
    asked.door_used = True
    if not can(asked.viewer, permission, record):
        raise PermissionDenied


def require_on_system(request: HttpRequest, permission: Permission) -> None:
    """Refuse unless a role on the whole system allows it."""
    asked = cast(Request, request)
    asked.door_used = True
    if not asked.viewer.may_on_system(permission):
        raise PermissionDenied
