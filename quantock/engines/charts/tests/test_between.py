"""The map of who waits for whom."""

import re
from itertools import combinations

from quantock.engines.charts.between import Tie, ties_map, ties_sentence


def test_the_sentence_counts_late_in_time_and_without_dates():
    ties = [Tie("A", "B", gap=3), Tie("A", "C", gap=0), Tie("B", "C", gap=-2), Tie("D", "C")]
    assert ties_sentence(ties) == "4 pairs: 1 late, 2 in time, 1 without both dates."


def test_each_name_stands_once_on_each_side_and_each_line_says_its_gap():
    drawn = ties_map([Tie("Network", "Records", 2, 5, "?q=a"), Tie("Network", "Beds <&>")], prefix="m")
    assert drawn.count(">Network<") == 1
    assert "5 days late (2)" in drawn
    assert "no date" in drawn
    assert "Beds &lt;&amp;&gt;" in drawn
    assert 'stroke-dasharray="5 4"' in drawn
    assert 'role="group"' in drawn
    assert "Network to Records: 5 days late" in drawn


def test_it_fits_a_phone_and_nothing_is_drawn_of_nothing():
    assert 'width="300"' in ties_map([Tie("A" * 90, "B" * 90, gap=1)], prefix="m", width=300)
    assert "0 pairs" in ties_map([], prefix="m")


def test_no_two_gaps_stand_on_each_other():
    """Lines that cross: each gap is moved along its own line until it is clear of those before it."""
    ties = [Tie("A", "Z", gap=12), Tie("B", "Y", gap=12), Tie("C", "X", gap=25), Tie("A", "X", gap=0)]
    ties += [Tie(name, name.lower(), gap=4) for name in "DEFG"]
    ties += [Tie("A", name, gap=9) for name in "defg"]
    for width in (960, 300):
        drawn = str(ties_map(ties, prefix="m", width=width))
        texts = re.findall(r"<text ([^>]*)>(?:\d+ days late|in time)</text>", drawn)
        places = [re.findall(r'\b[xy]="([\d.]+)"', text) for text in texts]
        assert len(places) == len(ties)
        if width == 960:
            spots = [(float(x), float(y)) for x, y in places]
            near = [
                (one, other)
                for one, other in combinations(spots, 2)
                if abs(one[1] - other[1]) < 12 and abs(one[0] - other[0]) < 50
            ]
            assert not near
