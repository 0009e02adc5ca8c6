"""Rows of different tables in the same columns, so that one query tells all of them."""

from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast

COLUMNS = ("a_kind", "a_key", "a_number", "a_title", "a_place", "a_name", "a_text", "a_day", "a_limit")
TEXTS = ("a_title", "a_place", "a_name", "a_text")


def alike(rows: QuerySet[Any], which: str, *said: Any) -> QuerySet[Any, Any]:
    """What a row says: a number, a title, a place, a name, a text, a day and another."""
    texts = {
        name: Cast(value, TextField()) if name in TEXTS else value
        for name, value in zip(COLUMNS[2:], said, strict=True)
    }
    named = rows.order_by().annotate(a_kind=Value(which, TextField()), a_key=F("pk"), **texts)
    found: QuerySet[Any, Any] = named.values_list(*COLUMNS)
    return found
