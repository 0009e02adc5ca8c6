"""The amounts of a project, told as they were known when: budgets by year, forecasts that move with the end. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from quantock.desk.demonstration.reading import pick
from quantock.desk.demonstration.story import Story
from quantock.engines.dates import financial_year_start

THOUSAND = 100_000  # pence
UNITS = {"k": THOUSAND, "m": 1000 * THOUSAND}
TEXTS = {"TBC": "TBC", "Exempt": "Exempt: commercial in confidence"}


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount as at a day: pence, or the answer given instead."""

    day: date
    nature: str
    span: str
    basis: str
    pence: int | None
    text: str = ""


def amounts(story: Story, today: date) -> list[Amount]:
    """All that was said of a project's money, oldest first."""
    said = story.work.also.get("money")
    if not said:
        return []
    nature, written = said
    if written in TEXTS:
        return [Amount(story.began, nature, "whole-life", "budget", None, TEXTS[written])]
    whole = round(float(written[:-1]) * UNITS[written[-1]])
    last = min(today, story.ended or today)
    found = [*_whole_life(story, nature, whole), *_by_year(story, nature, whole, last)]
    return sorted((each for each in found if each.day <= today), key=lambda each: each.day)


def _whole_life(story: Story, nature: str, whole: int) -> Iterator[Amount]:
    """Capital has a whole-life budget; its forecast grows when the end moves. Revenue is a full year's."""
    span = "whole-life" if nature == "capital" else "full-year"
    yield Amount(story.began, nature, span, "budget", whole)
    forecast = whole
    if nature == "capital":
        yield Amount(story.began, nature, span, "forecast", forecast)
        for day, days in story.slips:
            forecast = rounded(forecast * (1 + days / 900))
            yield Amount(day, nature, span, "forecast", forecast)


def _by_year(story: Story, nature: str, whole: int, last: date) -> Iterator[Amount]:
    """What was meant for each financial year, what was expected, and what it came to at the last look."""
    years = max((story.planned_end - story.began).days / 365, 1)
    yearly = rounded(whole / years if nature == "capital" else whole)
    day = story.began
    while day <= last:
        following = date(financial_year_start(day).year + 1, 4, 1)
        share = (min(following, story.forecast_end) - day).days / 365
        budget = rounded(yearly * max(min(share, 1), 0.1))
        yield Amount(day, nature, "in-year", "budget", budget)
        yield Amount(day, nature, "in-year", "forecast", budget)
        for quarter in (1, 2, 3):
            looked = day + timedelta(days=91 * quarter)
            if looked < min(following, last):
                drift = pick((-6, -3, 0, 2, 4, 7), story.work.title, looked.year, quarter)
                over = 5 if story.work.story in {"red", "slipping"} else 0
                yield Amount(
                    looked, nature, "in-year", "forecast", rounded(budget * (100 + drift + over) / 100)
                )
                yield Amount(
                    looked, nature, "in-year", "actual", rounded(budget * (23 + drift / 3) * quarter / 100)
                )
        day = following


def rounded(pence: float) -> int:
    """To whole thousands of pounds, at least one."""
    return max(round(pence / THOUSAND), 1) * THOUSAND
