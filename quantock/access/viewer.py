"""A person's grants, read once (one query) for a request, a job, a command or a feed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from quantock.access.permissions import Permission
from quantock.access.roles import GRANTS, SEES_ALL_OF_ORGANISATION, Role
from quantock.accounts.models import Grant, User

Held = dict[int, frozenset[Role]]
Grants = Sequence[tuple[str, int, str]]
"""Of each the kind of place, the place's key, the role."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking, and which roles they hold where. Everything asked of it is pure."""

    user: User | None
    system: frozenset[Role] = frozenset()
    organisations: Held = field(default_factory=dict)
    portfolios: Held = field(default_factory=dict)
    projects: Held = field(default_factory=dict)
    sees_everything: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None or self.sees_everything

    def holds(self, role: Role) -> bool:
        """Whether the role is held anywhere."""
        return role in self.system or any(
            role in roles
            for places in (self.organisations, self.portfolios, self.projects)
            for roles in places.values()
        )

    def may_anywhere(self, permission: Permission) -> bool:
        """Whether some role of theirs, on some place, allows it: for menus and for pages without a record."""
        if permission is Permission.PUBLIC:
            return True
        if permission in {Permission.SIGNED_IN, Permission.PROJECT_VIEW}:
            # Some projects are for everyone who has signed in (DESIGN section 5), so no role is asked for.
            return self.is_signed_in
        return self.sees_everything or any(
            permission in GRANTS[role]
            for roles in (
                self.system,
                *self.organisations.values(),
                *self.portfolios.values(),
                *self.projects.values(),
            )
            for role in roles
        )

    def may_on_system(self, permission: Permission) -> bool:
        """Whether a role on the whole system allows it."""
        return self.sees_everything or allows(self.system, permission)

    def organisations_where(self, permission: Permission) -> frozenset[int]:
        """The organisations on which a role held there allows it (the whole system is not unfolded)."""
        return _where(self.organisations, permission)

    def portfolios_where(self, permission: Permission) -> frozenset[int]:
        return _where(self.portfolios, permission)

    def projects_where(self, permission: Permission) -> frozenset[int]:
        return _where(self.projects, permission)

    def works_on(self) -> tuple[int, ...]:
        """The projects that are mine: a coach's stand on the coach's own page."""
        return tuple(key for key, roles in self.projects.items() if roles - {Role.COACH, Role.VIEWER})

    def sees_all_projects(self) -> bool:
        """Whole-system administrators, programme office and auditors."""
        return self.sees_everything or bool(self.system & SEES_ALL_OF_ORGANISATION)

    def sees_all_of(self) -> frozenset[int]:
        """Organisations of which every project is seen, whatever its visibility."""
        return frozenset(o for o, roles in self.organisations.items() if roles & SEES_ALL_OF_ORGANISATION)

    def belongs_to(self) -> frozenset[int]:
        """Organisations whose "organisation" projects are seen: any role there makes one of its people."""
        return frozenset(self.organisations)


def allows(roles: Collection[Role], permission: Permission) -> bool:
    """Whether one of the roles allows it."""
    return any(permission in GRANTS[role] for role in roles)


def viewer_for(user: User | None, grants: Grants | None = None) -> Viewer:
    """One query, none where the grants were read already. A user who may no longer sign in sees nothing."""
    from quantock.access.prepared import prepared

    if user is None or not user.is_active:
        return NOBODY
    held: dict[str, dict[int, set[Role]]] = defaultdict(lambda: defaultdict(set))
    for place, place_id, role in prepared(_grants, None, keys=[user.pk]) if grants is None else grants:
        held[place][place_id].add(Role(role))
    return Viewer(
        user=user,
        system=frozenset(held["system"].get(0, ())),
        organisations=_frozen(held["organisation"]),
        portfolios=_frozen(held["portfolio"]),
        projects=_frozen(held["project"]),
    )


def _grants(keys: Sequence[int]) -> QuerySet[Grant, Any]:
    return Grant.objects.filter(user__in=keys).values_list("place", "place_id", "role")


def _frozen(places: dict[int, set[Role]]) -> Held:
    return {place: frozenset(roles) for place, roles in places.items()}


def _where(places: Held, permission: Permission) -> frozenset[int]:
    return frozenset(place for place, roles in places.items() if allows(roles, permission))


NOBODY = Viewer(user=None)
# Commands run on the machine itself by those who keep it: `quantock import-register` without --by.
MACHINE = Viewer(user=None, sees_everything=True)
