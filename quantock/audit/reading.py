"""Making records of what a database answers: a list of fifty entries with their projects, owners and organisations is 240
records, and Django sets each of their thousands of columns one by one, which took a fifth of such a page."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class Readily(models.Model):
    """A table whose records are read by the hundred. A row's values become the record's as they are: nothing may listen to
    `pre_init` or `post_init`, nor may a table make more of a value than to keep it, which a test looks after."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs know of an argument that Django 6 adds
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        one = cls.__new__(cls)
        state = one._state = ModelState()
        state.adding, state.db = False, db
        one.__dict__.update(zip(field_names, values, strict=True))
        return one
