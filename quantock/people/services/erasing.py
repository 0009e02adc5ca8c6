"""Taking a name out of every text that is kept here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

TEXTS = (models.CharField, models.TextField, models.JSONField)
SHORTEST = 5  # a shorter word, or a single one, is likely to be part of something else


@dataclass(frozen=True, slots=True)
class Replacement:
    """A name or an address, and what stands in its place."""

    old: str
    new: str

    @property
    def is_telling(self) -> bool:
        """Whether the old text means one person wherever it stands: two words or more, or an address."""
        return len(self.old) >= SHORTEST and (" " in self.old.strip() or "@" in self.old)

    def within(self, text: str) -> str:
        """The text with the old words replaced where they stand as whole words, in any case."""
        return re.sub(rf"(?<!\w){re.escape(self.old)}(?!\w)", lambda _: self.new, text, flags=re.IGNORECASE)


def replace_everywhere(words: Sequence[Replacement]) -> int:
    """Replace names in every text column of every table of ours; how many rows changed.

    Events, facts and snapshots are otherwise never edited: erasing a person is one exception, withholding small numbers the other.
    """
    telling = [word for word in words if word.is_telling]
    return sum(_replace(model, column, telling) for model, column in _text_columns()) if telling else 0


def _text_columns() -> Iterator[tuple[type[models.Model], "models.Field[Any, Any]"]]:
    for model in apps.get_models():
        if model.__module__.startswith("quantock."):
            for column in model._meta.concrete_fields:
                if isinstance(column, TEXTS) and not column.choices:
                    yield model, column


def _replace(
    model: type[models.Model], column: "models.Field[Any, Any]", words: Sequence[Replacement]
) -> int:
    """One query to find the rows that may hold a name, one for each row that does."""
    name, in_json = column.attname, isinstance(column, models.JSONField)
    somewhere = Q()
    for word in words:
        everywhere = Q()
        for piece in _pieces(word.old):
            everywhere &= Q(as_text__icontains=piece)
        somewhere |= everywhere or Q(as_text__isnull=False)
    texts = model._default_manager.annotate(as_text=Cast(name, models.TextField()))
    rows = texts.filter(somewhere).values_list("pk", name)
    changed = [(key, now) for key, held in rows.iterator() if (now := _without(words, held)) != held]
    for key, now in changed:
        kept = now if in_json else now[: column.max_length]
        model._default_manager.filter(pk=key).update(**{name: kept})
    return len(changed)


def _pieces(words: str) -> list[str]:
    """What any database finds of a name in any case, and in JSON: SQLite knows the case of ASCII letters alone,
    and JSON writes quotes and other letters in its own way."""
    return re.findall(r"[A-Za-z0-9 .,'@_+-]+", words)


def _without(words: Sequence[Replacement], held: Any) -> Any:
    """A text, or all texts of a value in JSON, with the names replaced."""
    if isinstance(held, str):
        for word in words:
            held = word.within(held)
        return held
    if isinstance(held, dict):
        return {_without(words, name): _without(words, value) for name, value in held.items()}
    if isinstance(held, list):
        return [_without(words, value) for value in held]
    return held
