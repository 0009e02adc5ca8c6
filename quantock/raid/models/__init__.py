"""The tables of a log."""

from quantock.raid.models.decided import Decided, is_decided
from quantock.raid.models.entries import (
    RECORD_FIELDS,
    Document,
    Entry,
    EntryFact,
    EntryQuerySet,
    EntryRecord,
    Reader,
    Relation,
    Remark,
    detail,
    in_seen_log,
    logs_seen,
    not_kept_from,
    not_put_away,
    worst_first,
)
from quantock.raid.models.escalations import Escalation, Target
from quantock.raid.models.matrices import ALWAYS, DEFAULT_MATRIX, OWN, Matrix
from quantock.raid.models.moves import Move
from quantock.raid.models.sides import Sides
from quantock.raid.models.uses import Use

__all__ = [
    "ALWAYS",
    "DEFAULT_MATRIX",
    "OWN",
    "RECORD_FIELDS",
    "Decided",
    "Document",
    "Entry",
    "EntryFact",
    "EntryQuerySet",
    "EntryRecord",
    "Escalation",
    "Matrix",
    "Move",
    "Reader",
    "Relation",
    "Remark",
    "Sides",
    "Target",
    "Use",
    "detail",
    "in_seen_log",
    "is_decided",
    "logs_seen",
    "not_kept_from",
    "not_put_away",
    "worst_first",
]
