"""Measures: what is watched, its values, and what happened to it."""

from quantock.measures.models.before_after import BeforeAfter
from quantock.measures.models.history import Annotation, Rebase
from quantock.measures.models.measure import (
    Definition,
    Direction,
    Frequency,
    JudgedBy,
    Measure,
    MeasureKind,
    SmallNumbers,
    TargetFact,
    Unit,
    sees_drafts,
)
from quantock.measures.models.points import DataPoint
from quantock.measures.models.push import PushToken
from quantock.measures.models.result import Result
from quantock.measures.models.sets import InSet, MeasureSet
from quantock.measures.models.shared import SharedMeasure

__all__ = [
    "Annotation",
    "BeforeAfter",
    "DataPoint",
    "Definition",
    "Direction",
    "Frequency",
    "InSet",
    "JudgedBy",
    "Measure",
    "MeasureKind",
    "MeasureSet",
    "PushToken",
    "Rebase",
    "Result",
    "SharedMeasure",
    "SmallNumbers",
    "TargetFact",
    "Unit",
    "sees_drafts",
]
