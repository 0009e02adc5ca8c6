"""Named, versioned sets of rules. A chart keeps the name and version of the set it was judged by."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What counts as special cause, and from how many points anything is said.

    `screens`: leave out moving ranges of 3.267 times their mean or more, once, before the limits are drawn.
    `outside_counts`: points beyond the limits count in two of three (Making Data Count, November 2023).
    `improvement_wins`: a point that breaks rules both ways is an improvement; else the first rule broken decides.
    `limits_from`, `median_from`: fewer values than this have no limits, no median.
    """

    name: str
    version: str
    screens: bool
    outside_counts: bool
    improvement_wins: bool
    shift: int = 7
    trend: int = 7
    limits_from: int = 1
    median_from: int = 1

    @property
    def code(self) -> str:
        """How a stored chart names it."""
        return f"{self.name} {self.version}"

    def with_runs_of(self, points: int) -> "RuleSet":
        """The same with shifts and trends of six or seven points, as Making Data Count's own tool offers."""
        if points not in (6, 7):
            raise ValueError(f"a shift or trend is 6 or 7 points, not {points}")
        if points == self.shift == self.trend:
            return self
        return replace(self, version=f"{self.version}, runs of {points}", shift=points, trend=points)


MAKING_DATA_COUNT = RuleSet(
    name="Making Data Count",
    version="2023-11",
    screens=False,
    outside_counts=True,
    improvement_wins=True,
    limits_from=13,
    median_from=10,
)
"""NHS England's rules as its team states them: NHSRplotthedots issues 194 and 202, the single-chart tool."""

PLOT_THE_DOTS = RuleSet(
    name="NHSRplotthedots",
    version="0.2",
    screens=True,
    outside_counts=False,
    improvement_wins=False,
)
"""As the R package NHSRplotthedots 0.2.2 computes them, for people who must reproduce its charts."""

RULE_SETS: dict[str, RuleSet] = {
    each.code: each for base in (MAKING_DATA_COUNT, PLOT_THE_DOTS) for each in (base, base.with_runs_of(6))
}
"""By the code that a stored chart names."""

NAMES: dict[str, RuleSet] = {"mdc": MAKING_DATA_COUNT, "nhsr": PLOT_THE_DOTS}
"""By the short name that the command takes."""
