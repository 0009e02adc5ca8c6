"""The risk matrix: words in a field stand clear of its score, however many they are."""

import pytest
from defusedxml import ElementTree

from quantock.engines.charts.matrix import Picture, risk_matrix


@pytest.mark.parametrize("steps", [(5, 5), (4, 4), (6, 4)])
@pytest.mark.parametrize("said", ["aim", "before\nnow", "before\nnow\nthen", "before\nnow\nthen\naim"])
@pytest.mark.parametrize("width", [300, 560])
def test_words_stand_below_the_score_and_within_their_field(steps, said, width):
    up, across = steps
    picture = Picture(["Likely"] * up, ["Major"] * across, lambda one, two: "high", marks={(2, 3): said})
    parts = list(ElementTree.fromstring(risk_matrix(picture, prefix="one", width=width)).iter())
    ground = [each for each in parts if "c-level" in each.get("class", "")][(up - 2) * across + 2]
    top, high = float(ground.get("y")), float(ground.get("height"))
    lines = [float(each.get("y")) for each in parts if each.text in said.split("\n")]
    assert len(lines) == said.count("\n") + 1
    assert min(lines) - 9 >= top + 12  # the score's foot; a line of 12 reaches 9 up
    assert max(lines) + 3 <= top + high
