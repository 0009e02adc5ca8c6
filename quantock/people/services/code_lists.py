"""Changing code lists: the first change keeps the list as it ships, then as the installation has it."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from quantock.accounts.models import User
from quantock.audit import log
from quantock.people import code_lists
from quantock.people.models import CodeList, ListEntry


@transaction.atomic
def kept(code_list: CodeList) -> list[ListEntry]:
    """The list's entries as rows of the table, in order; made from what ships where nobody has changed it yet."""
    rows = list(ListEntry.objects.select_for_update().filter(code_list=code_list))
    if rows:
        return rows
    ListEntry.objects.bulk_create(code_lists.entries(code_list))
    return list(ListEntry.objects.filter(code_list=code_list))


@transaction.atomic
def add_entry(*, code_list: CodeList, label: str, by: User | None) -> ListEntry:
    """A new entry at the end. Its code is never given again."""
    rows = kept(code_list)
    taken = {row.code for row in rows}
    base = slugify(label)[:50] or "entry"
    code = next(
        each for each in (base, *(f"{base}-{n}" for n in range(2, len(rows) + 3))) if each not in taken
    )
    position = 1 + max((row.position for row in rows), default=0)
    made = ListEntry.objects.create(code_list=code_list, code=code, label=label, position=position)
    log.record("added", made, by=by, says=f"Added “{label}” to the list {code_list.label}")
    return made


@transaction.atomic
def change_entry(*, code_list: CodeList, code: str, said: dict[str, Any], by: User | None) -> None:
    """Say it in other words, or retire it; records that have it keep it."""
    entry = next(row for row in kept(code_list) if row.code == code)
    labels = {"label": "Words", "is_retired": "Retired"}
    differing = {name: value for name, value in said.items() if getattr(entry, name) != value}
    if not differing:
        return
    changes = [
        log.change(name, labels[name], getattr(entry, name), value) for name, value in differing.items()
    ]
    says = f"Changed “{entry.label}” in the list {code_list.label}"
    for name, value in differing.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(differing))
    log.record("changed", entry, by=by, says=says, changes=changes)


@transaction.atomic
def move_entry(*, code_list: CodeList, code: str, earlier: bool, by: User | None) -> None:
    """Put an entry one place earlier or later."""
    rows = kept(code_list)
    here = [row.code for row in rows].index(code)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows):
        row.position = position
    ListEntry.objects.bulk_update(rows, ["position"])
    where = "earlier" if earlier else "later"
    says = f"Moved “{rows[there].label}” {where} in the list {code_list.label}"
    log.record("moved", rows[there], by=by, says=says)
