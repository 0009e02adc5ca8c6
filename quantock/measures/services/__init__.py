"""Verbs that change measures. Each is atomic, writes its own event and keeps the measure's result."""

from quantock.measures.services.before_after import (
    frozen,
    keep_before_after,
    say_kept,
    withdraw_before_after,
)
from quantock.measures.services.bringing import Bring, bring_many
from quantock.measures.services.grid import Meanwhile, record_grid
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
    say_given,
    say_value,
    standing_for,
    undo_batch,
    undoing,
)
from quantock.measures.services.push import AN_HOUR, make_token, revoke_token, use_token
from quantock.measures.services.results import keep_many, keep_outdated, keep_results
from quantock.measures.services.sets import (
    Placed,
    arrange_set,
    begin_set,
    change_set,
    put_into_set,
    remove_set,
)
from quantock.measures.services.shared import offer_measure, stop_using_measure, use_measure
from quantock.measures.services.small_numbers import set_threshold, threshold_of

__all__ = [
    "AN_HOUR",
    "Account",
    "Bring",
    "Meanwhile",
    "Placed",
    "Undoing",
    "annotate",
    "arrange_set",
    "begin_set",
    "bring_many",
    "bring_points",
    "change_definition",
    "change_measure",
    "change_set",
    "compared",
    "correct_point",
    "create_measure",
    "frozen",
    "keep_before_after",
    "keep_many",
    "keep_outdated",
    "keep_results",
    "key_of",
    "make_token",
    "offer_measure",
    "put_into_set",
    "rebase",
    "record_grid",
    "record_points",
    "remove_annotation",
    "remove_measure",
    "remove_point",
    "remove_set",
    "revoke_token",
    "say_given",
    "say_kept",
    "say_value",
    "set_target",
    "set_threshold",
    "standing_for",
    "stop_using_measure",
    "threshold_of",
    "undo_batch",
    "undoing",
    "use_measure",
    "use_token",
    "withdraw_before_after",
    "withdraw_rebase",
]
