"""A project's amounts, each saying what it is. Every event's verb begins with "money", so that the history
tells it only to those who may see money."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.engines.text import money_exact
from quantock.projects.counting import keep_counted
from quantock.projects.models import MoneyFact, Project
from quantock.projects.services.merging import differing


@transaction.atomic
def change_money(
    project: Project,
    what: Mapping[str, str],
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Say an amount as at a day. `what` holds nature, span and basis; `said` the pence, and a text where there
    are none. Neither means that it is no longer given."""
    Project.objects.select_for_update().only("pk").get(pk=project.pk)
    held = MoneyFact.objects.now().filter(project=project, **what).first()
    was = shown_money(held)
    new = differing(was, said, seen)
    if not new:
        return
    now = {**was, **new}
    row = MoneyFact(project=project, so_from=on, recorded_by=by, asserts=["pence", "text"], **what, **now)
    facts.state([row])
    keep_counted([project])
    label = row.what()
    change = log.change("money", label, in_words(was), in_words(now))
    says = f"Changed the {label[:1].lower()}{label[1:]}"
    log.record("money changed", project, by=by, says=says, changes=[change])


def shown_money(fact: MoneyFact | None) -> dict[str, Any]:
    """An amount as a form shows it: the pence, else the answer that was given instead."""
    pence = fact.pence if fact else None
    return {"pence": pence, "text": fact.text if fact and pence is None else ""}


def in_words(said: Mapping[str, Any]) -> str:
    return money_exact(said["pence"]) if said["pence"] is not None else str(said["text"])
