"""Where a risk that a sheet or a paste gives stands on a matrix, as an entry keeps it."""

from datetime import date
from typing import Any

from quantock.engines.risk import Matrix as Scale
from quantock.engines.risk.sheet import Position, Risk
from quantock.raid.models import Matrix
from quantock.raid.rules import review_by


def stands_on(matrix: Matrix, risk: Risk, *, on: date) -> dict[str, Any]:
    """How it is now, and when to look again; as it was before, and where it is to come. Of what is not on the matrix nothing.

    A sheet that says only how it was before anything was done says how it is now.
    """
    scale = matrix.scale
    before, now = on_scale(scale, risk.pre), on_scale(scale, risk.post) or on_scale(scale, risk.pre)
    said: dict[str, Any] = {}
    if now:
        due = review_by(scale, scale.score(*now), on=on)
        said |= {"matrix": matrix, "likelihood": now[0], "impact": now[1], "due_on": due, "reviewed_on": on}
    if aim := on_scale(scale, risk.target):
        said |= {"target_likelihood": aim[0], "target_impact": aim[1], "matrix": matrix}
    if before:
        said |= {"inherent_likelihood": before[0], "inherent_impact": before[1], "matrix": matrix}
    return said


def on_scale(scale: Scale, at: Position) -> tuple[int, int] | None:
    """Likelihood and impact, where both are on the matrix."""
    if at.likelihood is None or at.impact is None:
        return None
    fits = at.likelihood <= len(scale.likelihoods) and at.impact <= len(scale.impacts)
    return (at.likelihood, at.impact) if fits else None
