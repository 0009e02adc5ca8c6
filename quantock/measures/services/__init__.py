"""Verbs that change measures. Each is atomic, writes its own event and keeps the measure's result."""

from quantock.measures.services.happening import annotate, rebase, remove_annotation, withdraw_rebase
from quantock.measures.services.measures import (
    change_definition,
    change_measure,
    create_measure,
    remove_measure,
    set_target,
)
from quantock.measures.services.points import (
    Account,
    Undoing,
    bring_points,
    compared,
    correct_point,
    key_of,
    record_points,
    remove_point,
    say_value,
    undo_batch,
    undoing,
)
from quantock.measures.services.results import keep_results

__all__ = [
    "Account",
    "Undoing",
    "annotate",
    "bring_points",
    "change_definition",
    "change_measure",
    "compared",
    "correct_point",
    "create_measure",
    "keep_results",
    "key_of",
    "rebase",
    "record_points",
    "remove_annotation",
    "remove_measure",
    "remove_point",
    "say_value",
    "set_target",
    "undo_batch",
    "undoing",
    "withdraw_rebase",
]
