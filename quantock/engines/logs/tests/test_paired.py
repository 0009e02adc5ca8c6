"""Trackers with a row "Plan" and a row "Actual" for each scheme, the months across."""

import os
from datetime import date
from pathlib import Path

import pytest

from quantock.engines.logs.finding import find_logs
from quantock.engines.tables import open_source

ON = date(2026, 11, 27)
SHARED = Path(os.environ.get("QUANTOCK_REAL_DATA", Path(__file__).parents[5] / "shared"))
APRIL, MAY, JUNE = (date(2026, month, 1) for month in (4, 5, 6))


def read(text, name="cip.csv"):
    [found] = find_logs(open_source(text.encode(), name), on=ON)
    assert found.kind == "benefit"
    return found.read("benefit", on=ON)


def months(gain):
    """Forecast and reported of each month, in pounds."""
    return {
        month: tuple(said[each] // 100 if each in said else None for each in ("forecast", "reported"))
        for month, said in gain.months.items()
    }


LED = {APRIL: (10_000, 8_000), MAY: (10_000, 9_000), JUNE: (10_000, None)}
MEDICINES = {APRIL: (5_000, 6_000), MAY: (5_000, None), JUNE: (5_000, None)}
STYLES = {
    "a column that says which": (
        "CIP tracker 2026/27 £000\nRef,Scheme,Lead,,Apr,May,Jun\n1,LED lighting,Tom,Plan,10,10,10\n,,,Actual,8,9,\n,,,Variance,-2,-1,\n"
        "2,Medicines,Ann,Plan,5,5,5\n,,,Actual,6,,\n"
    ),
    "names repeated": (
        "Scheme,Type,Apr-26 £k,May-26 £k,Jun-26 £k\nLED lighting,Planned savings,10,10,10\nLED lighting,Actual savings,8,9,\n"
        "Medicines,Planned savings,5,5,5\nMedicines,Actual savings,6,,\n"
    ),
    "rows under the scheme": (
        "Scheme,Apr-26 £k,May-26 £k,Jun-26 £k\nLED lighting,,,\nPlan,10,10,10\nActual,8,9,\n\nMedicines,,,\nPlan,5,5,5\nActual,6,,\n"
        "Total,,,\n"
        "Plan,15,15,15\nActual,14,9,\n"
    ),
    "behind the name": (
        "Savings scheme,Apr-26 £k,May-26 £k,Jun-26 £k\nLED lighting - Plan,10,10,10\nLED lighting - Actual,8,9,\nMedicines (Plan),5,5,5\n"
        "Medicines (Actual),6,,\n"
    ),
    "no heading over the names": (
        ",Apr-26 £k,May-26 £k,Jun-26 £k\nLED lighting,,,\nTarget,10,10,10\nAchieved,8,9,\nMedicines,,,\nTarget,5,5,5\nAchieved,6,,\n"
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_months_are_forecast_and_reported(style):
    led, medicines = read(STYLES[style]).gains
    assert (led.name, medicines.name) == ("LED lighting", "Medicines")
    assert months(led) == LED
    assert months(medicines) == MEDICINES


def test_what_stands_beside_the_months_is_kept_and_what_is_worked_out_is_told():
    sheet = read(
        "Workstream,Scheme,Class,Plan/Actual,Apr-26 £k,May-26 £k,FYE £k,Comment\nEstates,LED lighting,Cash,Plan,10,10,120,\n"
        "Estates,LED lighting,Cash,Forecast,9,9,110,\nEstates,LED lighting,Cash,Actual,8,9,,Two sites late\n"
        "Estates,LED lighting,Cash,Cumulative actual,8,17,,\nPharmacy,Medicines,Cash,Plan,5,5,60,\nPharmacy,Medicines,Cash,Actual,6,,,\n"
    )
    led, medicines = sheet.gains
    assert (led.row, led.scope, led.said["full_year"], months(led)[APRIL]) == (
        2,
        "Estates",
        12_000_000,
        (9_000, 8_000),
    )
    notes = led.said["notes"]
    assert "First plan of Apr-26 £k: 10" in notes
    assert "FYE £k (row of forecast): 110" in notes
    assert "Comment (row of actual): Two sites late" in notes
    assert (months(medicines)[APRIL], "notes" in medicines.said) == ((5_000, 6_000), False)
    assert "2 schemes have a row for the forecast and one for the actual" in sheet.warnings[0]
    assert "row 5" in sheet.warnings[-1]


@pytest.mark.real_data
def test_the_outcomes_of_a_real_return_are_no_tracker():
    path = SHARED / "data/returns/towns_fund_round_4.xlsx"
    if not path.exists():
        pytest.skip("the real returns are not here")
    [found] = find_logs(open_source(path.read_bytes(), path.name), on=ON)
    assert (found.kind, found.name) == ("risk", "7 - Risk Register")


def test_a_sheet_with_a_row_a_benefit_is_left_as_it_is():
    sheet = read("Benefit,Class,Owner,Apr-26 £k,May-26 £k\nPlan,Cash,Tom,1,2\nLED lighting,Cash,Tom,1,2\n")
    assert [gain.name for gain in sheet.gains] == ["Plan", "LED lighting"]
