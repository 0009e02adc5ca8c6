"""A log: risks, issues, actions and their kin in one table; what differs by kind is data (`kinds.py`)."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from quantock.access import Role, Viewer, Where
from quantock.audit.facts import Fact
from quantock.audit.reading import Readily
from quantock.engines import risk
from quantock.people.models import Person
from quantock.projects.models import Project
from quantock.projects.models.project import PORTFOLIOS, seen_by
from quantock.raid.kinds import REGISTERS, RELATIONS, Kind, Register
from quantock.raid.models.matrices import Matrix


class EntryRecord(Readily):
    """What is so of an entry, now (`Entry`) or from one date until another (`EntryFact`)."""

    title = models.CharField("what", max_length=500)
    state = models.CharField("how it stands", max_length=12)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_text = models.CharField("owner", max_length=200, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    closed_on = models.DateField("closed", null=True, blank=True)
    reviewed_on = models.DateField("reviewed", null=True, blank=True)
    matrix = models.ForeignKey(Matrix, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.CharField(
        max_length=8, blank=True, choices=[(each.value, each.value) for each in risk.Level]
    )
    # Among the scores of all matrices: see `worst_first`.
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    # The impact on each domain of the matrix that was scored, by the domain's name, as it is now.
    domains = models.JSONField(default=dict, blank=True)
    inherent_likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    inherent_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    target_likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    target_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def owned_by(self) -> str:
        """Whose it is, in words; nothing where nobody was named."""
        return str(self.owner) if self.owner_id else self.owner_text

    def position(self, which: str = "") -> tuple[int, int] | None:
        """Likelihood and impact: now (""), before anything was done ("inherent_"), or as aimed at ("target_")."""
        likelihood, impact = getattr(self, f"{which}likelihood"), getattr(self, f"{which}impact")
        return (likelihood, impact) if likelihood and impact else None

    def score_at(self, which: str) -> int | None:
        """The score of a position, by the matrix it was scored on; nothing where it has none."""
        at = self.position(which)
        if at is None:
            return None
        return self.matrix.score_of(*at) if self.matrix else at[0] * at[1]

    @property
    def inherent_score(self) -> int | None:
        return self.score_at("inherent_")

    @property
    def target_score(self) -> int | None:
        return self.score_at("target_")

    @property
    def is_worse_after(self) -> bool:
        """What was done about it left it worse than it was: flagged, never blocked."""
        return self.score is not None and (self.inherent_score or self.score) < self.score

    @property
    def aims_worse(self) -> bool:
        """The score aimed at is worse than where it stood before anything was done: flagged, never blocked."""
        aim, was = self.target_score, self.inherent_score
        return aim is not None and was is not None and aim > was


RECORD_FIELDS: tuple[str, ...] = tuple(field.name for field in EntryRecord._meta.local_fields)


# Where a risk stands, stood and is to stand on its matrix.
SCORED = (
    "level",
    "matrix",
    "likelihood",
    "impact",
    "inherent_likelihood",
    "inherent_impact",
    "target_likelihood",
    "target_impact",
)
# All that is counted of open entries and looked through for words, so that no whole rows are read.
COUNTED = (
    "kind",
    "project",
    "restricted",
    "due_on",
    *SCORED,
    "owner",
    "raised_by",
    "closed_on",
    "id",
    "title",
)
# Who may see one that is kept to named people: with what orders entries, so that those before a page are not read.
KEPT = ("restricted", "owner", "raised_by")
# By which a list of risks is narrowed, so that what does not pass is not read.
NARROWED = (*SCORED, "closed_on", "score")
OPEN = Q(closed_on=None)
# What is counted and ordered by of the facts of a day, so that its rows are not read.
COUNTED_THEN = (
    "entry",
    "so_from",
    "so_until",
    "withdrawn_at",
    "closed_on",
    "score",
    "height",
    "due_on",
    *SCORED,
)


def worst_first(*last: str) -> tuple[Any, ...]:
    """The order of risks, wherever some stand above others: the whole system's level, then how far up it each stands on its own
    matrix (`engines.risk.Matrix.height`); what was never scored comes last. Of those as high as each other, the soonest due."""
    return (F("height").desc(nulls_last=True), F("due_on").asc(nulls_last=True), *last)


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Never more visible than its project; one kept to named people, to them, its owner and the auditors alone."""
        return self.filter(in_seen_log(viewer), not_kept_from(viewer))

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def overdue(self, on: date) -> Self:
        return self.filter(closed_on=None, due_on__lt=on)


def in_seen_log(viewer: Viewer, prefix: str = "") -> Q:
    """The entries whose project, portfolio or organisation this viewer may see; `prefix` leads from another table."""
    seen = seen_by(viewer, f"{prefix}project__") & Q(**{f"{prefix}project__archived_at": None})
    return seen | Q(**{f"{prefix}project__in": Project.places.visible_to(viewer).values("pk")})


def logs_seen(viewer: Viewer) -> models.QuerySet[Project]:
    """The projects, and what stands for places, whose entries `in_seen_log` lets through."""
    seen = seen_by(viewer) & Q(archived_at=None)
    return Project.objects.filter(seen | Q(pk__in=Project.places.visible_to(viewer).values("pk")))


def not_put_away(prefix: str = "") -> Q:
    """The entries whose project is not archived; what stands for a place never is."""
    return Q(**{f"{prefix}project__archived_at": None}) | Q(**{f"{prefix}project__number__gte": PORTFOLIOS})


def not_kept_from(viewer: Viewer, prefix: str = "") -> Q:
    """The restriction to named people as one condition; `prefix` leads from another table."""
    if viewer.sees_everything or Role.AUDITOR in viewer.system:
        return Q()
    free = Q(**{f"{prefix}restricted": False})
    if viewer.user is None:
        return free
    named = Reader.objects.filter(user=viewer.user).values("entry")
    return (
        free
        | Q(**{f"{prefix}pk__in": named})
        | Q(**{f"{prefix}owner__in": Person.objects.filter(user=viewer.user).order_by().values("pk")})
        | Q(**{f"{prefix}raised_by": viewer.user})
    )


def _whole(*names: str) -> Q:
    """All of them are given, from 1. A comparison with nothing would let a database pass."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": False, f"{name}__gte": 1})
    return condition


class Entry(EntryRecord):
    """One risk, issue, action … of a project (a programme is one), or of what stands for a portfolio or organisation."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField()
    raised_on = models.DateField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    restricted = models.BooleanField(default=False)
    # What a sheet calls it, so that the same sheet brought in again changes it and adds no second.
    source_key = models.CharField(max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "number"], name="entry_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="entry_numbers_from_one"),
            models.CheckConstraint(
                condition=Q(likelihood=None, impact=None, score=None, height=None, level="")
                | _whole("likelihood", "impact", "score")
                & Q(matrix__isnull=False, height__isnull=False)
                & ~Q(level=""),
                name="entry_scored_whole",
            ),
            models.CheckConstraint(
                condition=Q(inherent_likelihood=None, inherent_impact=None)
                | _whole("inherent_likelihood", "inherent_impact"),
                name="entry_inherent_whole",
            ),
            models.CheckConstraint(
                condition=Q(target_likelihood=None, target_impact=None)
                | _whole("target_likelihood", "target_impact"),
                name="entry_target_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "kind", "closed_on", "due_on"], name="entry_by_project"),
            # What is open has indexes of its own: of one over all, a database thinks that hardly any row is not closed.
            models.Index(
                fields=["kind", "due_on", "id", "project", *KEPT], condition=OPEN, name="entry_open_by_due"
            ),
            # On PostgreSQL what has no score comes last, then by the day due: migration 0031.
            models.Index(
                fields=["kind", "-height", "project", "due_on", "id", *KEPT, *NARROWED],
                condition=OPEN,
                name="entry_open_by_height",
            ),
            models.Index(
                fields=["kind", "raised_on", "id", "project", *KEPT],
                condition=OPEN,
                name="entry_open_by_raised",
            ),
            models.Index(fields=COUNTED, condition=OPEN, name="entry_open_counted"),
            models.Index(
                fields=["kind", "closed_on", "project", "raised_on", "state", "id", *KEPT],
                condition=Q(closed_on__isnull=False),
                name="entry_closed_by_day",
            ),
            models.Index(fields=["id"], condition=Q(restricted=True), name="entry_kept"),
            # Beside what is kept counted, these few are counted for whoever looks.
            models.Index(
                fields=[
                    *("kind", "project", "due_on", "level", "matrix", "likelihood", "impact"),
                    *("owner", "raised_by", "closed_on", "id"),
                ],
                condition=OPEN & Q(restricted=True),
                name="entry_kept_counted",
            ),
            # Only for who asks for owners: SQLite took one of all for what is not closed, owner by owner.
            models.Index(
                fields=["owner", "closed_on", "due_on"],
                condition=Q(owner__isnull=False),
                name="entry_by_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def register(self) -> Register:
        return REGISTERS[Kind(self.kind)]

    @property
    def ref(self) -> str:
        """R-012: what people of the project call it."""
        return f"{self.register.letters}-{self.number:03d}"

    @property
    def stands(self) -> str:
        return self.register.standing(self.state).words

    def where(self) -> Where:
        return self.project.where()


class EntryFact(Fact, EntryRecord):
    """What was so of an entry from a date on: the same columns as `Entry` itself."""

    key = ("entry",)
    says = RECORD_FIELDS
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facts")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=COUNTED_THEN, name="entry_fact_counted"),
            # What stood highest on a day, from the top.
            models.Index(
                fields=["-height", "so_from", "so_until", "withdrawn_at", "closed_on", "due_on", "entry"],
                condition=Q(height__isnull=False),
                name="entry_fact_by_height",
            ),
            # What was scored otherwise until a day: few of all facts.
            models.Index(
                fields=["so_until", "so_from", "score", "entry"],
                condition=Q(so_until__isnull=False, score__isnull=False, withdrawn_at=None),
                name="entry_fact_scored_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} from {self.so_from}"


class Reader(models.Model):
    """Somebody who may see an entry that is kept to named people."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="reader_once")]

    def __str__(self) -> str:
        return f"{self.user} may see {self.entry}"


class Relation(models.Model):
    """How one entry bears on another, of the same project or not."""

    source = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="leads_to")
    target = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="comes_from")
    relation = models.CharField(max_length=8, choices=[(code, words[0]) for code, words in RELATIONS.items()])
    # Of an action that is done about a risk: by how many steps it should come down.
    less_likely = models.PositiveSmallIntegerField(default=0)
    less_bad = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "relation"], name="relation_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source.ref} {self.get_relation_display()} {self.target.ref}"


class Document(models.Model):
    """A document about an entry, where it lives."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="documents")
    label = models.CharField(max_length=200)
    url = models.URLField(max_length=1000)

    def __str__(self) -> str:
        return self.label


class Remark(models.Model):
    """Something said about an entry. Taken back, it leaves its place and time."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["entry", "at"], name="remark_by_entry")]

    def __str__(self) -> str:
        return self.text[:80]


def detail(record: EntryRecord, name: str) -> Any:
    """What was answered to one of the register's own fields; nothing where nothing was."""
    return record.details.get(name, "")
