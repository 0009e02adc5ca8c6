"""Asking somebody higher: what of an entry is shown to whom, by when an answer is wanted, and the answer."""

import uuid
from datetime import date
from typing import Any, Self, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from quantock.access import Permission, Role, Viewer, Where, can
from quantock.access.roles import GRANTS
from quantock.accounts.models import Grant, Place, User
from quantock.audit.reading import Readily
from quantock.people.models import Organisation, Person
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project
from quantock.raid.models.entries import Entry, in_seen_log, not_kept_from, not_put_away

# Who can be asked: a programme, a portfolio, an organisation, or a named person.
Target: TypeAlias = Project | Portfolio | Organisation | User
COLUMNS: dict[type[models.Model], str] = {
    Project: "asked_project",
    Portfolio: "asked_portfolio",
    Organisation: "asked_organisation",
    User: "asked_user",
}


def _only_one() -> Q:
    """Exactly one is asked."""
    condition = Q()
    for chosen in COLUMNS.values():
        condition |= Q(**{f"{name}__isnull": name != chosen for name in COLUMNS.values()})
    return condition


def waited_on(day: date) -> Q:
    """The condition of those that waited for an answer at the end of a day."""
    unanswered = Q(answered_on=None) | Q(answered_on__gt=day)
    return unanswered & (Q(taken_back_on=None) | Q(taken_back_on__gt=day)) & Q(asked_on__lte=day)


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Who sees the entry; and who holds a role on the place that is asked, until it is taken back.

        An entry kept to named people is seen by a person who is asked by name, never by a place.
        """
        theirs = asked_of(viewer) & Q(taken_back_on=None)
        free = Q(entry__restricted=False)
        if viewer.user is not None:
            free |= Q(asked_user=viewer.user)
        own = in_seen_log(viewer, "entry__") & not_kept_from(viewer, "entry__")
        return self.filter(own | theirs & free, not_put_away("entry__"))

    def open(self) -> Self:
        return self.filter(answered_on=None, taken_back_on=None)

    def as_at(self, day: date) -> Self:
        """Those that waited for an answer at the end of a day."""
        return self.filter(waited_on(day))

    def naming(self, viewer: Viewer) -> Self:
        """With whether the viewer may know the name of the programme or portfolio that is asked. No query of its own."""
        programme = Project.objects.visible_to(viewer).filter(pk=OuterRef("asked_project"))
        portfolio = Portfolio.objects.visible_to(viewer).filter(pk=OuterRef("asked_portfolio"))
        return self.annotate(knows_programme=Exists(programme), knows_portfolio=Exists(portfolio))

    def joined(self) -> Self:
        """With all that a list or a page says of them."""
        asked = (*COLUMNS.values(), "asked_portfolio__organisation")
        return self.select_related(
            *asked, "entry__project__lead_organisation", "asked_by", "owner", "answered_by"
        )

    def longest_overdue_first(self) -> Self:
        """Those without an answer by the day it is wanted, then the others, the last first."""
        return self.order_by(
            F("answered_on").desc(nulls_first=True),
            F("taken_back_on").desc(nulls_first=True),
            "by_when",
            "pk",
        )


def asked_of(viewer: Viewer) -> Q:
    """The condition on those that a place is asked on which the viewer holds a role; belonging to it is none."""
    if viewer.sees_all_projects():
        return Q(pk__isnull=False)
    organisations = frozenset(key for key, roles in viewer.organisations.items() if roles - {Role.MEMBER})
    condition = Q(asked_organisation__in=organisations)
    condition |= Q(asked_portfolio__in=tuple(viewer.portfolios)) | Q(asked_project__in=tuple(viewer.projects))
    whole = viewer.sees_all_of()
    condition |= Q(asked_portfolio__organisation__in=whole) | Q(asked_project__lead_organisation__in=whole)
    return condition | Q(asked_user=viewer.user) if viewer.user else condition


def to_answer(viewer: Viewer) -> Q:
    """Those that are this viewer's to answer: asked by name, or of a place for which they answer."""
    if viewer.user is None:
        return Q(pk__in=())
    answers = Permission.ESCALATION_ANSWER
    organisations = viewer.organisations_where(answers)
    condition = Q(asked_user=viewer.user) | Q(asked_organisation__in=organisations)
    condition |= Q(asked_portfolio__in=viewer.portfolios_where(answers))
    condition |= Q(asked_portfolio__organisation__in=organisations)
    condition |= Q(asked_project__in=viewer.projects_where(answers))
    if viewer.may_on_system(answers):
        condition |= Q(asked_portfolio__isnull=False, asked_portfolio__organisation=None)
        condition |= Q(~Exists(nearer_who_answer()), asked_user=None)
    return condition


def nearer_who_answer() -> models.QuerySet[Grant]:
    """Roles on the place itself, or on its organisation, whose holders answer. Where there is none, the system's office
    answers, so that nothing is asked of nobody."""
    roles = [role for role, may in GRANTS.items() if Permission.ESCALATION_ANSWER in may]
    organisation = Coalesce(
        OuterRef("asked_organisation"),
        OuterRef("asked_portfolio__organisation"),
        OuterRef("asked_project__lead_organisation"),
    )
    there = Q(place=Place.ORGANISATION, place_id=organisation)
    there |= Q(place=Place.PORTFOLIO, place_id=OuterRef("asked_portfolio"))
    there |= Q(place=Place.PROJECT, place_id=OuterRef("asked_project"))
    return Grant.objects.filter(there, role__in=roles, user__is_active=True)


def sent_by(viewer: Viewer) -> Q:
    """Those that this viewer waits for: they asked, own the entry, or keep the log of its project."""
    if viewer.user is None:
        return Q(pk__in=())
    kept = viewer.projects_where(Permission.LOG_EDIT)
    return Q(asked_by=viewer.user) | Q(entry__owner__user=viewer.user) | Q(entry__project__in=kept)


class Escalation(Readily):
    """An entry as somebody higher sees it: exactly what was released, as it stood that day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="escalations")
    asked_project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, related_name="+")
    asked_portfolio = models.ForeignKey(Portfolio, on_delete=models.CASCADE, null=True, related_name="+")
    asked_organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="+"
    )
    asked_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_on = models.DateField("asked")
    by_when = models.DateField("answer wanted by")
    why = models.TextField("what is asked")
    title = models.CharField(max_length=500)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    # What else is released (`escalating.shown_of`): words, never the entry's remarks, documents, history or money.
    shown = models.JSONField(default=dict)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    taken_back_on = models.DateField(null=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_only_one(), name="escalation_asks_one"),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="") | Q(answered_on__isnull=False) & ~Q(answer=""),
                name="escalation_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(taken_back_on=None), name="escalation_ends_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["by_when"],
                condition=Q(answered_on=None, taken_back_on=None),
                name="escalation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.answered_on is None and self.taken_back_on is None

    @property
    def target(self) -> Target:
        """Who is asked; no query where it was joined."""
        found: Target = next(getattr(self, name) for name in COLUMNS.values() if getattr(self, f"{name}_id"))
        return found

    @property
    def asks(self) -> str:
        """Who is asked, in words for this viewer: a programme or portfolio they may not see has no name (`naming`)."""
        target: Any = self.target
        if isinstance(target, Project):
            return str(target) if getattr(self, "knows_programme", False) else "the programme"
        if isinstance(target, Portfolio):
            return target.name if getattr(self, "knows_portfolio", False) else "a portfolio"
        return target.get_full_name() if isinstance(target, User) else target.name

    @property
    def owned_by(self) -> str:
        return str(self.owner) if self.owner else str(self.shown.get("owner", ""))

    def where(self) -> Where:
        """The place that is asked."""
        if isinstance(self.target, User):
            return Where()
        if isinstance(self.target, Organisation):
            return Where(organisation=self.target.pk)
        return self.target.where()

    def may_answer(self, viewer: Viewer) -> bool:
        """Whoever is asked by name; of a place, those who answer for it."""
        if self.asked_user_id is not None:
            return viewer.user is not None and viewer.user.pk == self.asked_user_id
        return can(viewer, Permission.ESCALATION_ANSWER, self)
