"""Reading sheets of benefits in the ways in which people keep them."""

from datetime import date, datetime
from decimal import Decimal

from quantock.engines.logs.benefits import Chosen, read_grid
from quantock.engines.logs.finding import find_logs
from quantock.engines.tables import open_source
from quantock.engines.tables.grid import Grid

ON = date(2026, 11, 20)
HEADINGS = (
    "Ref,Project,Benefit,Benefit type,Benefit owner,In-year value 2026/27 (£k),Full year effect (£k),R/NR,Start date,"
    "Baseline,Target,RAG,Apr forecast (£k),Apr actual (£k)"
)
REGISTER = f"""Benefits register 2026/27,,,,,,,,,,,,,
{HEADINGS}
B1,Falls,Fewer bed days,CRES,Ann Bell,120,240.5,R,01/04/2026,1400 days,1200 days,Amber,10,8
B2,Falls,Calmer nights,Happiness,,TBC,tbc,sometimes,Spring,,,,n/a,
B3,Falls,More parking,Dis-benefit,Tom,,£(1.2m),One-off,Jun-26,,,Green,,
"""


def read(text, **chosen):
    [found] = find_logs(open_source(text.encode(), "b.csv"), on=ON)
    assert found.kind == "benefit"
    return found.read("benefit", on=ON, chosen=Chosen(**chosen))


def test_a_register_as_people_keep_it():
    sheet = read(REGISTER)
    first, second, third = sheet.gains
    assert (first.scope, first.name, first.kind, first.kind_text, first.owner) == (
        "Falls",
        "Fewer bed days",
        "cash",
        "CRES",
        "Ann Bell",
    )
    assert first.said == {
        "unit": "£",
        "full_year": 24_050_000,
        "full_year_text": "£240.5k",
        "in_year": 12_000_000,
        "in_year_text": "£120k",
        "year": 2026,
        "baseline": "1400 days",
        "target": "1200 days",
        "starts": date(2026, 4, 1),
        "recurrence": "recurrent",
        "notes": "RAG: Amber",
    }
    april = date(2026, 4, 1)
    assert first.months == {
        april: {
            "forecast": 1_000_000,
            "forecast_text": "£10k",
            "reported": 800_000,
            "reported_text": "£8k",
        }
    }
    # What is no figure, no day and no class stays as it was answered.
    assert (second.kind, second.kind_text, second.said["no_figure"]) == ("", "Happiness", "tbc")
    assert second.said["notes"] == "Value in 2026/27: TBC\nFrom when: Spring\nRecurrent: sometimes"
    assert second.months == {april: {"note": "forecast: n/a"}}
    assert len(second.told) == 2
    # What gets worse is often written below 0.
    assert (third.kind, third.said["full_year"], third.said["unit"]) == ("disbenefit", 120_000_000, "£")
    assert (third.said["recurrence"], third.said["starts"]) == ("once", date(2026, 6, 1))
    assert sheet.kept == ["RAG"]
    assert dict(sheet.classes) == {
        ("CRES", "cash"): 1,
        ("Happiness", ""): 1,
        ("Dis-benefit", "disbenefit"): 1,
    }
    assert sheet.to_dict()["by_class"] == {"cash": 1, "not known": 1, "disbenefit": 1}
    assert read(REGISTER, classes={"happiness": "experience"}).gains[1].kind == "experience"


def test_figures_count_what_cell_heading_or_person_says():
    text = (
        "Benefit,Class,Unit,Annual value,2026/27,2027/28\n"
        "Days,Quality,bed days,40,12.5,30\nCost,Cash,,1.5,,2\nFalls,Quality,,7,,\nBeds,Cash,beds,3,,\n"
    )
    days, cost, falls, beds = read(text).gains
    assert (days.said["unit"], days.said["full_year"], days.said["in_year"]) == ("bed days", 4000, 1250)
    assert days.said["notes"] == "Value in 2027/28: 30"
    assert (cost.said["full_year"], cost.said["in_year"], cost.said["year"]) == (150, 200, 2027)
    # Without a unit, and in another than its class has, a figure is words.
    assert (falls.said["unit"], falls.said["notes"]) == ("", "Full-year value: 7")
    assert beds.said == {"unit": "£", "notes": "Counted in: beds\nFull-year value: 3"}
    assert "not say what its figures count" in falls.told[0]
    assert "“beds” is not in pounds" in beds.told[0]
    assert read(text).unsaid == 3
    thousands = read(text, size="GBP thousand").gains
    assert [each.said.get("full_year") for each in thousands] == [4000, 150_000, None, None]
    # Months whose headings state no unit are in that of the others, and it can be said otherwise.
    text = "Benefit,Class,Annual value (£k),Apr 26 forecast\nCost,Cash,120,10\n"
    assert read(text).gains[0].months[date(2026, 4, 1)]["forecast"] == 1_000_000
    assert read(text, size="GBP").gains[0].months[date(2026, 4, 1)]["forecast"] == 1000


def test_months_under_headings_of_several_and_a_scheme_that_is_the_benefit():
    rows = [
        ["All figures in £000", None, None, None, None],
        [None, None, "Forecast", None, "Actual"],
        ["Scheme", "Category", datetime(2026, 4, 1), datetime(2026, 5, 1), datetime(2026, 4, 1)],
        ["Theatre lists", "Productivity", Decimal(5), Decimal(-3), Decimal(-2)],
    ]
    sheet = read_grid(Grid(rows, [1, 2, 3, 4]), "CIP", on=ON)
    [gain] = sheet.gains
    assert (gain.name, gain.kind, gain.scope) == ("Theatre lists", "non-cash", "programme")
    april, may = gain.months[date(2026, 4, 1)], gain.months[date(2026, 5, 1)]
    assert (april["forecast"], april["reported"]) == (500_000, -200_000)
    assert may == {"note": "forecast: -£3k"}
    assert "below 0" in gain.told[0]
    # A month to come cannot have been reported; without a word it is a forecast, which is told.
    early = read("Benefit,Type,Dec 26 actual,Dec 26\nA,Cash,5,6\n").gains[0]
    assert early.months == {date(2026, 12, 1): {"forecast": 600, "forecast_text": "6"}}
    assert "read as forecast" in read("Benefit,Type,Apr 26\nA,Cash,5\n").warnings[0]


def test_other_lists_are_not_taken_for_benefits():
    [found] = find_logs(
        open_source(b"Action,Owner,Due date,Expected benefit\nDo,Tom,1/1/2027,Calm\n", "a.csv"), on=ON
    )
    assert found.kind == "action"


def test_a_benefit_from_a_quarter_on_begins_with_it():
    [gain] = read("Ref,Benefit,Benefit type,Benefit owner,Start date\nB1,Calm,Quality,Ann,Q4 2026/27\n").gains
    assert gain.said["starts"] == date(2027, 1, 1)
    assert gain.said["notes"] == "From when: Q4 2026/27"
