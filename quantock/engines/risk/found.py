"""What was read of a register of risks: each risk with where it stood, and what became of the sheet's other rows."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .matrix import Matrix
from .ratings import Answer


@dataclass(frozen=True, slots=True)
class Position:
    """Likelihood, impact and score, as far as the sheet gives them."""

    likelihood: int | None = None
    impact: int | None = None
    stated: int | None = None
    counted: int | None = None
    """What the matrix makes of the two."""

    @property
    def score(self) -> int | None:
        """What the matrix makes of likelihood and impact; where a step is missing, what the sheet states."""
        return self.counted or self.stated


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk of a sheet; `scope` is a project's name, or the programme."""

    row: int
    scope: str
    name: str
    texts: dict[str, str]
    pre: Position
    post: Position
    target: Position = Position()

    @property
    def is_worse_after(self) -> bool:
        before, after = self.pre.score, self.post.score
        return before is not None and after is not None and after > before

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a risk."""
        return {
            "row": self.row,
            "scope": self.scope,
            "name": self.name,
            **{name: self.texts.get(name) for name in ("category", "owner", "proximity")},
            **{
                f"{when}_{name}": getattr(at, name)
                for when, at in (("pre", self.pre), ("post", self.post))
                for name in ("likelihood", "impact", "score")
            },
        }


@dataclass(slots=True)
class Sheet:
    """A sheet that was read: its risks, the matrix they are scored on, and what became of its other rows."""

    name: str | None
    matrix: str
    on: Matrix
    """The matrix of that code: what the steps are numbers of."""
    scale: str
    """The code of the matrix whose scale the sheet's own words and numbers are of."""
    known: bool = False
    """Whether that they are risks was sure before its headings were read."""
    risks: list[Risk] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    answers: Sequence[Answer] = ()
    """What its scales say, and how that is taken."""
    theirs: Matrix | None = None
    """The matrix of the sheet's own scale, where that is another than the one that it is scored on."""
    stated: tuple[int, int] | None = None
    """The sums of scores before and after on that one."""
    choices: Sequence[tuple[str, str]] = ()
    """What it can be scored on: the code of each matrix and its words."""
    on_other: "Callable[[Matrix], Sheet | None] | None" = field(default=None, compare=False, repr=False)
    """The same sheet read on another matrix, for risks that are kept on that one."""

    @property
    def sums(self) -> tuple[int, int]:
        """Of the scores before and after."""
        return sum(each.pre.score or 0 for each in self.risks), sum(
            each.post.score or 0 for each in self.risks
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a sheet: how many risks, whose, and their scores before and after."""
        pre = [each.pre.score for each in self.risks]
        post = [each.post.score for each in self.risks]
        return {
            "sheet": self.name,
            "matrix": self.matrix,
            **(
                {
                    "scale_of_the_sheet": self.scale,
                    "scores_on_it": dict(
                        zip(("pre_score_sum", "post_score_sum"), self.stated or (), strict=False)
                    ),
                }
                if self.theirs
                else {}
            ),
            "risks": len(self.risks),
            "by_project": dict(Counter(each.scope for each in self.risks)),
            "pre_score_sum": self.sums[0],
            "post_score_sum": self.sums[1],
            "without_pre_score": pre.count(None),
            "without_post_score": post.count(None),
            "worse_after": sum(each.is_worse_after for each in self.risks),
            "example_rows": len(self.examples),
            "empty_rows": len(self.empty),
            "scales": [each.to_dict() for each in self.answers],
            "entries": [each.to_dict() for each in self.risks],
            "skipped": [{"row": row, "why": why, "text": text} for row, why, text in self.skipped],
            "warnings": self.warnings,
        }
