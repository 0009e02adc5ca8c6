"""One way to change the columns of a record that administrators keep: only what differs, with its event."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import models, transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.dates import say_date
from quantock.engines.text import say_list


def shown(record: models.Model, name: str) -> str:
    """A column's value as history shows it: the words of a code, a day, a list in words."""
    as_words = getattr(record, f"get_{name}_display", None)
    value: Any = as_words() if as_words else getattr(record, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, list):
        return say_list([str(each) for each in value])
    return "" if value is None else str(value)


def label(record: models.Model, name: str) -> str:
    """A column's words on screen."""
    words = str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column, no relation
    return words[:1].upper() + words[1:]


@transaction.atomic
def change_columns(
    record: models.Model,
    said: Mapping[str, Any],
    *,
    by: User | None,
    about: models.Model | None = None,
    quiet: Collection[str] = (),
) -> bool:
    """Save what differs, with an event on `about` (the organisation that keeps it), else on the record itself.

    `quiet` columns follow from others and are not told. Whether anything differed.
    """
    differing = {name: value for name, value in said.items() if getattr(record, name) != value}
    if not differing:
        return False
    told = [name for name in differing if name not in quiet]
    was = {name: shown(record, name) for name in told}
    called = str(record)
    for name, value in differing.items():
        setattr(record, name, value)
    record.save(update_fields=list(differing))
    changes = [log.change(name, label(record, name), was[name], shown(record, name)) for name in told]
    words = say_list([change["label"].lower() for change in changes])
    says = f"Changed {words} of {noun(record)} “{called}”"
    log.record("changed", about or record, by=by, says=says, changes=changes)
    return True


@transaction.atomic
def add(record: models.Model, *, by: User | None, about: models.Model | None = None) -> None:
    """Keep a new record, with its event."""
    record.save()
    log.record("added", about or record, by=by, says=f"Added {noun(record)} “{record}”")


def noun(record: models.Model) -> str:
    """What a record is, inside a sentence: the portfolio."""
    return f"the {record._meta.verbose_name}"
