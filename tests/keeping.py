"""What many tests share in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from django.apps import apps
from django.core import serializers
from django.db import connection, transaction


@contextmanager
def taken_back_after() -> Iterator[None]:
    """What is made within is there for many tests (each marked `django_db`), and is taken back after them."""
    atomic = transaction.atomic()
    atomic.__enter__()
    yield
    transaction.set_rollback(True)
    atomic.__exit__(None, None, None)
    connection.close_if_unusable_or_obsolete()


def shipped() -> str:
    """The rows that migrations have put there, to be put there again after a test that empties every table."""
    models = [model for model in apps.get_models() if model.__module__.startswith("quantock.")]
    return serializers.serialize("json", chain.from_iterable(model._base_manager.all() for model in models))


def ship_again(rows: str) -> None:
    for row in serializers.deserialize("json", rows):
        row.save()
