"""The values of the fields that organisations define for themselves."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.engines.dates import say_date
from quantock.engines.text import money_exact
from quantock.projects.models import LocalFact, LocalField, Project
from quantock.projects.services.merging import differing

Kind = LocalField.Kind
COLUMN: Mapping[str, str] = {Kind.NUMBER: "number", Kind.MONEY: "pence", Kind.DATE: "on"}


def local_value(field: LocalField, fact: LocalFact | None) -> Any:
    """What a fact says in the field's own kind; None where it only holds an answer that is no such value."""
    if fact is None:
        return None if field.kind in COLUMN else ""
    value = getattr(fact, COLUMN.get(field.kind, "text"))
    return plain(value) if isinstance(value, Decimal) else value


def plain(number: Decimal) -> Decimal:
    """A number without the noughts that only the column added."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


@transaction.atomic
def change_local(
    project: Project,
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Say local fields, by their keys as text; a value is a text, number, pence or date, by the field's kind."""
    Project.objects.select_for_update().only("pk").get(pk=project.pk)
    fields = {str(field.pk): field for field in LocalField.objects.filter(pk__in=said)}
    rows = LocalFact.objects.now().filter(project=project, field__in=said)
    held = {str(fact.field_id): fact for fact in rows}
    was = {key: local_value(field, held.get(key)) for key, field in fields.items()}
    new = differing(was, said, seen)
    if not new:
        return
    facts.state([_fact(project, fields[key], value, by=by, on=on) for key, value in new.items()])
    changes = [
        log.change("local field", fields[key].label, held[key].text if key in held else "", in_words(value))
        for key, value in new.items()
    ]
    labels = ", ".join(change["label"] for change in changes)
    log.record("local fields changed", project, by=by, says=f"Changed {labels}", changes=changes)


def in_words(value: Any) -> str:
    """A value as the page and the history show it; pence are the only whole numbers."""
    if value is None:
        return ""
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, Decimal):
        return f"{plain(value):,f}"
    return money_exact(value) if isinstance(value, int) else str(value)


def _fact(project: Project, field: LocalField, value: Any, *, by: User | None, on: date) -> LocalFact:
    columns = dict.fromkeys(COLUMN.values())
    if field.kind in COLUMN:
        columns[COLUMN[field.kind]] = value
    return LocalFact(
        project=project,
        field=field,
        text=in_words(value),
        so_from=on,
        recorded_by=by,
        asserts=["number", "on", "pence", "text"],
        **columns,
    )
