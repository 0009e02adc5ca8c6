"""The risks that a board hears of: how many are open by level, and the worst, with where they stood at the last board."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from quantock.desk.queries.alike import alike
from quantock.desk.queries.selection import Selection
from quantock.projects.models import Project
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.models import EntryFact, worst_first
from quantock.raid.narrowing import narrowed

MOST = 5


@dataclass(frozen=True, slots=True)
class TopRisk:
    """One risk: its score on the day, and on an earlier one where it was scored then."""

    entry: int
    ref: str
    title: str
    of: Project
    owner: str
    score: int
    level: str
    height: int
    was: int | None
    was_level: str


def open_risks(selection: Selection) -> QuerySet[Any]:
    """Those of a portfolio's projects and of its own log, or all that the viewer sees: as the list that opens from them."""
    asked = {"portfolio": selection.filters.get("portfolio")}
    return narrowed(selection.viewer, Kind.RISK, asked, on=selection.day, past=selection.on is not None)


def risk_groups(selection: Selection) -> QuerySet[Any]:
    """How many there are of each level; no level where none was scored."""
    rows = open_risks(selection).order_by().annotate(no_word=Value("", TextField()))
    found: QuerySet[Any] = rows.values("level", "no_word").annotate(some=Count("pk"))
    return found


def top_risks(selection: Selection, since: date) -> QuerySet[Any, Any]:
    """The highest, in the columns of `alike`."""
    to = "entry__" if selection.on else ""
    scored = open_risks(selection).exclude(height=None)
    top = scored.order_by(*worst_first("pk")).values("pk")[:MOST]
    rows: QuerySet[Any] = scored.model._default_manager.filter(pk__in=top)
    then = EntryFact.objects.as_at(since).filter(entry=OuterRef("entry" if to else "pk")).order_by()
    said = JSONObject(
        entry=F(f"{to}id"),
        number=F(f"{to}number"),
        title=F("title"),
        score=F("score"),
        level=F("level"),
        height=F("height"),
        was=Subquery(then.values("score")[:1]),
        was_level=Subquery(then.values("level")[:1]),
    )
    project, never = f"{to}project__", Value(None, DateField())
    owner = Coalesce(NullIf("owner__name", Value("")), "owner_text", Value(""))
    of = (F(f"{project}number"), F(f"{project}title"), F(f"{project}lead_organisation__called"))
    return alike(rows, "risk", *of, owner, said, never, never)


def top_risk(row: tuple[Any, ...]) -> TopRisk:
    """From a row of `top_risks`."""
    _, _, number, title, _, owner, text, _, _ = row
    said = json.loads(text)
    return TopRisk(
        entry=said["entry"],
        ref=f"{REGISTERS[Kind.RISK].letters}-{said['number']:03d}",
        title=said["title"],
        of=Project(number=number, title=title),
        owner=owner,
        score=said["score"],
        level=said["level"],
        height=said["height"],
        was=said["was"],
        was_level=said["was_level"] or "",
    )
