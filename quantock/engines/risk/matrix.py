"""Score = likelihood × impact, in bands.

Sources: National Patient Safety Agency, "A risk matrix for risk managers" (2008) for the 5 × 5 matrix and its bands (1 to 3,
4 to 6, 8 to 12, 15 to 25) and for the domains of consequence; the review intervals are a proposal of field/ppm.md 3.4. An
organisation may band otherwise, or score on another matrix; each of its bands says which of the whole system's
levels it means, so that reports across organisations count by level.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """The whole system's bands, from the least."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    EXTREME = "extreme"


LEVELS: tuple[Level, ...] = tuple(Level)
HIGHEST = "highest"
BETWEEN = 5_000
"""So far apart are the heights of two levels: no matrix has as many scores."""


def _average(impacts: Collection[int]) -> int:
    return -(-sum(impacts) // len(impacts))


# How the impacts on several domains make one, by the name that a matrix keeps: its words, and the rule.
OVERALL: Mapping[str, tuple[str, Callable[[Collection[int]], int]]] = {
    HIGHEST: ("The highest of them (the NHS's rule)", max),
    "average": ("Their average, rounded up", _average),
}


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `least` up to the next band: the organisation's own name, and the system's level."""

    least: int
    name: str
    level: Level
    review_days: int


@dataclass(frozen=True, slots=True)
class Domain:
    """What an impact may be on, and what each step of it looks like there."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Names of the steps of likelihood and of impact, from 1; bands by score, the lowest first."""

    name: str
    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    bands: tuple[Band, ...]
    domains: tuple[Domain, ...] = ()
    table: tuple[tuple[int, ...], ...] = ()
    """A score for each likelihood and impact, where it is not their product; a row for each likelihood."""
    overall: str = HIGHEST
    """How the impacts on several domains make one: a name of `OVERALL`."""

    def score(self, likelihood: int, impact: int) -> int:
        """Their product, or what the table says. Raises ValueError for a step that the matrix does not have."""
        if not 1 <= likelihood <= len(self.likelihoods):
            raise ValueError(f"likelihood goes from 1 to {len(self.likelihoods)} on the matrix {self.name}")
        if not 1 <= impact <= len(self.impacts):
            raise ValueError(f"impact goes from 1 to {len(self.impacts)} on the matrix {self.name}")
        return self.table[likelihood - 1][impact - 1] if self.table else likelihood * impact

    def impact_of(self, domains: Mapping[str, int]) -> int:
        """The one impact that those on several domains make, by the matrix's rule.

        Raises ValueError for none, for a domain that the matrix does not have, and for a step outside it.
        """
        known = {domain.name for domain in self.domains}
        for name, impact in domains.items():
            if name not in known:
                raise ValueError(f"the matrix {self.name} has no domain “{name}”")
            self.score(1, impact)
        if not domains:
            raise ValueError("at least one domain needs an impact")
        return OVERALL[self.overall][1](domains.values())

    def scores(self) -> tuple[int, ...]:
        """Every score that can occur, the least first."""
        likelihoods, impacts = range(1, len(self.likelihoods) + 1), range(1, len(self.impacts) + 1)
        return tuple(sorted({self.score(one, two) for one in likelihoods for two in impacts}))

    def spans(self) -> tuple[tuple[int, int], ...]:
        """For each band the least and the most score that can occur in it; those it begins with, where none does."""
        found = []
        for band in self.bands:
            within = [each for each in self.scores() if self.band(each) == band]
            found.append((within[0], within[-1]) if within else (band.least, band.least))
        return tuple(found)

    def band(self, score: int) -> Band:
        """The band that a score falls in."""
        return next(band for band in reversed(self.bands) if band.least <= max(score, self.bands[0].least))

    def height(self, score: int) -> int:
        """How high a score stands among those of every matrix: by the whole system's level first, then by how far it is from the
        least to the most score that has this level here. Where all of a level score the same, they stand in its middle."""
        level = self.band(score).level
        within = [each for each in self.scores() if self.band(each).level == level]
        least, most = (within[0], within[-1]) if within else (score, score)
        top = BETWEEN - 1
        up = (min(max(score, least), most) - least) * top // (most - least) if most > least else top // 2
        return LEVELS.index(level) * BETWEEN + up

    def as_data(self) -> dict[str, Any]:
        """As it is kept in a row: `matrix_from` reads it back."""
        return {
            "likelihoods": list(self.likelihoods),
            "impacts": list(self.impacts),
            "bands": [[band.least, band.name, band.level.value, band.review_days] for band in self.bands],
            "domains": [[domain.name, list(domain.steps)] for domain in self.domains],
            "table": [list(row) for row in self.table],
            "overall": self.overall,
        }


def matrix_from(name: str, data: Mapping[str, Any]) -> Matrix:
    """A matrix as `as_data` wrote it."""
    return Matrix(
        name,
        tuple(data["likelihoods"]),
        tuple(data["impacts"]),
        tuple(Band(least, called, Level(level), days) for least, called, level, days in data["bands"]),
        tuple(Domain(called, tuple(steps)) for called, steps in data.get("domains", ())),
        tuple(tuple(row) for row in data.get("table", ())),
        data.get("overall", HIGHEST),
    )


def _bands(moderate: int, high: int, extreme: int) -> tuple[Band, ...]:
    return (
        Band(1, "Low", Level.LOW, 90),
        Band(moderate, "Moderate", Level.MODERATE, 60),
        Band(high, "High", Level.HIGH, 30),
        Band(extreme, "Extreme", Level.EXTREME, 14),
    )


# What each step of an impact looks like, by what it is on; wording to be edited by each organisation.
_DOMAINS = (
    Domain(
        "Safety of patients, staff and the public",
        (
            "Little injury, no treatment",
            "Minor injury; more than 3 days off work",
            "Needs professional treatment; reportable",
            "Long-term incapacity",
            "Death or several permanent injuries",
        ),
    ),
    Domain(
        "Quality and complaints",
        (
            "Informal complaint",
            "One failure of an internal standard",
            "Repeated failure; less effective care",
            "A national standard is missed",
            "Unacceptable quality; inquest",
        ),
    ),
    Domain(
        "Staffing and competence",
        (
            "Short of staff for under a day",
            "Short of staff, lower quality",
            "A key objective is late; unsafe for a day",
            "Delivery uncertain; key staff lost",
            "Not delivered; lasting unsafe levels",
        ),
    ),
    Domain(
        "Law and inspection",
        (
            "No or little breach",
            "A breach; rating lower if unresolved",
            "One breach; outside recommendations",
            "Enforcement; several breaches",
            "Prosecution; rated inadequate",
        ),
    ),
    Domain(
        "Reputation",
        (
            "Rumours",
            "Local media for a few days",
            "Local media for weeks",
            "National media under 3 days",
            "National media longer; lost confidence",
        ),
    ),
    Domain(
        "Objectives and projects",
        (
            "Hardly late or over budget",
            "Under 5% over time or budget",
            "5% to 10% over",
            "10% to 25% over; key objectives missed",
            "Over 25%; key objectives missed",
        ),
    ),
    Domain(
        "Money",
        (
            "Small loss",
            "0.1% to 0.25% of the budget",
            "0.25% to 0.5% of the budget",
            "0.5% to 1% of the budget",
            "Over 1% of the budget; a contract lost",
        ),
    ),
    Domain(
        "Service and environment",
        (
            "Interrupted over an hour",
            "Over 8 hours",
            "Over a day",
            "Over a week",
            "Lost for good",
        ),
    ),
)

NHS = Matrix(
    "NHS 5 × 5",
    ("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
    ("Negligible", "Minor", "Moderate", "Major", "Catastrophic"),
    _bands(4, 8, 15),
    _DOMAINS,
)
FOUR_BY_FOUR = Matrix(
    "4 × 4",
    ("Unlikely", "Possible", "Likely", "Almost certain"),
    ("Minor", "Moderate", "Major", "Severe"),
    _bands(3, 6, 12),
)
SIX_BY_FOUR = Matrix(
    "6 × 4",
    ("Low", "Medium", "High", "Almost certain"),
    ("Marginal", "Low", "Medium", "Significant", "Major", "Critical"),
    _bands(4, 8, 15),
)
SHIPPED: Mapping[str, Matrix] = {"nhs-5x5": NHS, "4x4": FOUR_BY_FOUR, "6x4": SIX_BY_FOUR}
"""The matrices that every installation begins with; the first is the default. The 6 × 4 has six impacts."""
