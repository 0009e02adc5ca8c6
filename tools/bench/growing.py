"""A generated system made many times as large inside the database: copies of its projects with all that belongs to them.

One statement a table and a copy, so that 100,000 projects take a minute and not ten. Each copy has keys, numbers,
titles and identifiers of its own; organisations, people, boards and themes are shared. What is counted already is so many
times as much.
"""

from collections.abc import Mapping
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from quantock.accounts.models import Grant, Place
from quantock.audit.models import Event
from quantock.projects.models import (
    CharterFact,
    Count,
    Counted,
    Involvement,
    MembershipFact,
    Milestone,
    MilestoneFact,
    MoneyFact,
    Project,
    ProjectFact,
    RatingFact,
    StatusUpdate,
    ThemeFact,
)

COPIED: tuple[type[models.Model], ...] = (
    Project,
    Counted,
    ProjectFact,
    CharterFact,
    MoneyFact,
    MembershipFact,
    ThemeFact,
    Involvement,
    RatingFact,
    StatusUpdate,
    Milestone,
    MilestoneFact,
    Event,
    Grant,
)
# Numbers that are the key of a project without the database knowing.
KEYS_OF_PROJECTS = {(Event, "record_id"), (Event, "project_id"), (Grant, "place_id")}
NEW_UUID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


@transaction.atomic
def grow(times: int) -> None:
    """Make as many times the projects there are."""
    spans = {model: _last_key(model) for model in COPIED}
    with connection.cursor() as cursor:
        for model in COPIED:
            for copy in range(1, times):
                cursor.execute(_copying(model, copy, spans))
        for statement in connection.ops.sequence_reset_sql(no_style(), COPIED):
            cursor.execute(statement)
    counts = Count.objects.exclude(what=Count.What.COMPLETE)
    counts.update(count=models.F("count") * times, pence=models.F("pence") * times)


def _last_key(model: type[models.Model]) -> int:
    last: int = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
    return last


def _copying(model: type[models.Model], copy: int, spans: Mapping[type[models.Model], int]) -> str:
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, copy, spans) for field in fields)
    table = model._meta.db_table
    only = f'"{model._meta.pk.column}" <= {spans[model]}' + (
        f" AND place = '{Place.PROJECT}'" if model is Grant else ""
    )
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" WHERE {only}'  # noqa: S608  our own names


def _value(
    model: type[models.Model],
    field: "models.Field[Any, Any]",
    copy: int,
    spans: Mapping[type[models.Model], int],
) -> str:
    """What a copy says in a column."""
    column = f'"{field.column}"'
    if field.primary_key:
        return f"{column} + {copy * spans[model]}"
    leads_to: Any = field.related_model
    if leads_to in spans:
        return f"{column} + {copy * spans[leads_to]}"
    if (model, field.column) in KEYS_OF_PROJECTS:
        return f"{column} + {copy * spans[Project]}"
    if model is Project and field.name == "number":
        return f'{column} + {copy} * (SELECT COUNT(*) FROM "{Project._meta.db_table}" WHERE "id" <= {spans[Project]})'  # noqa: S608
    if field.name == "title" and model in (Project, ProjectFact):
        return f"{column} || ' {copy}'"
    return NEW_UUID[connection.vendor] if isinstance(field, models.UUIDField) else column
