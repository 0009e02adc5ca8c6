"""What the overview says in a sentence."""

from datetime import date

import pytest

from quantock.projects.models import CharterFact, Project
from quantock.projects.rules import Judged, Verdict
from quantock.projects.sentences import aim_in_a_sentence, standing_in_a_sentence

TODAY = date(2026, 11, 25)
START, PLANNED, EXPECTED = date(2026, 9, 1), date(2027, 3, 31), date(2027, 4, 14)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, ""),
        ({"aim_baseline": "6.1", "aim_by": PLANNED}, ""),
        ({"aim_target": "None"}, "None."),
        (
            {"aim_baseline": "6.1", "aim_target": "3.0", "aim_measure": "falls a month", "aim_by": PLANNED},
            "From 6.1 to 3.0 falls a month by 31 March 2027.",
        ),
    ],
)
def test_the_aim(said, sentence):
    assert aim_in_a_sentence(CharterFact(**said)) == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, ""),
        ({"actual_start": START}, "Since 1 September 2026."),
        ({"planned_start": PLANNED}, "From 31 March 2027."),
        ({"planned_end": PLANNED}, "To end on 31 March 2027."),
        (
            {"actual_start": START, "planned_end": PLANNED, "forecast_end": EXPECTED},
            "Since 1 September 2026, to end on 14 April 2027, 10 working days later than planned.",
        ),
        (
            {"planned_end": EXPECTED, "forecast_end": date(2027, 4, 13)},
            "To end on 13 April 2027, 1 working day earlier than planned.",
        ),
        ({"planned_end": PLANNED, "forecast_end": PLANNED}, "To end on 31 March 2027."),
        ({"planned_end": date(2027, 4, 3), "forecast_end": date(2027, 4, 4)}, "To end on 4 April 2027."),
        ({"actual_start": START, "actual_end": TODAY}, "It ran from 1 September 2026 to 25 November 2026."),
        ({"actual_end": TODAY}, "It ended on 25 November 2026."),
    ],
)
def test_the_dates(said, sentence):
    assert standing_in_a_sentence(Project(**said), [], on=TODAY) == sentence


def test_the_milestones_that_are_late():
    late, fine = Verdict(Judged.RED, "overdue"), Verdict(Judged.AMBER, "soon")
    assert standing_in_a_sentence(Project(), [late, fine], on=TODAY) == "1 milestone is late."
    assert standing_in_a_sentence(Project(), [late, late], on=TODAY) == "2 milestones are late."
