"""Scales as registers write them."""

from collections import Counter

import pytest

from quantock.engines.tables import SCALES, movement, step_of
from quantock.engines.tables.ratings import aspect_of, best_scale, rater_of


@pytest.mark.parametrize(
    ("text", "scale", "step"),
    [
        ("Amber/red", "five_step", "Amber/Red"),
        ("AMBER - RED", "five_step", "Amber/Red"),
        ("Red/Amber", "five_step", "Amber/Red"),
        ("AG", "five_step", "Amber/Green"),
        ("g", "three_step", "Green"),
        ("Yellow", "three_step", "Amber"),
        ("2 - Amber", "three_step", "Amber"),
        ("Green (improving)", "three_step", "Green"),
        ("Green ↑", "three_step", "Green"),
        ("Amber – some slippage", "three_step", "Amber"),
        ("Complete", "blue_red_amber_green", "Blue"),
        ("5", "one_best", "5"),
        ("5.00", "one_best", "5"),
        ("5 - Very high", "one_best", "5"),
        ("On Track", "track", "On track"),
        ("behind schedule", "track", "Off track"),
        ("very high", "five_words", "Very high"),
        ("Reset", "three_step", None),
        ("Exempt under Section 26 of the Freedom of Information Act 2000 (Defence)", "five_step", None),
        ("Green belt review", "three_step", None),
        ("6", "one_best", None),
        ("", "three_step", None),
    ],
)
def test_the_step_a_text_means(text, scale, step):
    assert step_of(text, SCALES[scale]) == step


def test_the_smallest_scale_that_explains_a_column_is_chosen():
    three = Counter({"Red": 3, "Green": 4, "amber": 2})
    assert best_scale(three, "whatever").scale.key == "three_step"
    assert best_scale(three + Counter({"Amber/Green": 1}), "whatever").scale.key == "five_step"
    assert best_scale(three + Counter({"Blue": 5}), "whatever").scale.key == "blue_red_amber_green"
    assert best_scale(Counter({"1": 4, "2": 3}), "delivery rag").scale.key == "one_best"
    assert best_scale(Counter({"1": 4, "2": 3}), "priority") is None
    assert best_scale(Counter({"High": 4, "Low": 3}), "delivery confidence").scale.key == "confidence"
    assert best_scale(Counter(), "rag") is None


def test_movement_is_judged_on_one_scale():
    five, numbers = SCALES["five_step"], SCALES["one_best"]
    assert movement("Amber/Red", "Amber", five) == "better"
    assert movement("Green", "Amber/Green", five) == "worse"
    assert movement("Red", "Red", five) == "same"
    assert movement(None, "Red", five) is None
    assert movement("4", "2", numbers) == "better"


@pytest.mark.parametrize(
    ("heading", "rater", "aspect"),
    [
        ("ipa delivery confidence assessment", "independent", None),
        ("sro delivery confidence", "sponsor", None),
        ("pmo rag", "programme_office", None),
        ("rag", None, None),
        ("cost rag", None, "cost"),
        ("schedule rag", None, "schedule"),
        ("overall risk rating", None, None),
        ("risk rating", None, "risk"),
        ("benefits rag", None, "benefits"),
    ],
)
def test_who_rated_and_what(heading, rater, aspect):
    assert (rater_of(heading), aspect_of(heading)) == (rater, aspect)
