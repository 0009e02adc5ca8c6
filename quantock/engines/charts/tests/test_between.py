"""The map of who waits for whom."""

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
