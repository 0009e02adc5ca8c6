"""Whole registers as people keep them: trusts, councils, portfolio tools, other countries."""

import random
from datetime import date, datetime, timedelta

import pytest

from quantock.engines.tables import propose

from .build import NAMES, built, fields_of, lines, table_of, understood_of, us_register, workbook


def proposal(data, name="register.csv", sheet=None):
    return propose(table_of(data, name, sheet))


def column(mapping, heading):
    [found] = [each for each in mapping.columns if each.heading == heading]
    return found


def test_a_year_of_major_projects_under_its_official_headings():
    rng = random.Random(2024)
    heads = [
        "GMPP ID Number",
        "Project Name",
        "Department",
        "Annual Report Category",
        "Description / Aims",
        "IPA Delivery Confidence Assessment",
        "SRO Delivery Confidence Assessment",
        "Departmental commentary on actions planned or taken on the IPA RAG rating.",
        "Project - Start Date (Latest approved start date)",
        "Project - End Date (Latest approved end date)",
        "Departmental narrative on schedule, including any deviation from planned schedule (if necessary)",
        "Financial Year Baseline (£m) (including Non-Government Costs)",
        "Financial Year Forecast (£m) (including Non-Government Costs)",
        "Financial Year Variance (%)",
        "TOTAL Baseline Whole Life Costs (£m) (including Non-Government Costs)",
        "Departmental Narrative on Budgeted Whole Life Costs",
        "TOTAL Baseline Benefits (£m)",
        "Departmental Narrative on Budgeted Benefits",
    ]
    rows = [
        [
            f"DFT_{n:04d}_2223-Q1",
            name,
            rng.choice(["DfT", "MOD"]),
            rng.choice(["ICT", "Military Capability"]),
            f"To deliver {name} for everyone who needs it",
            ["Green", "Amber", "Red", "Exempt under Section 24 of the Freedom of Information Act 2000"][
                n % 4
            ],
            ["Green", "Amber", "Red", "Reset"][n % 4],
            "A narrative that runs on " * 4,
            "01/04/2015",
            "31/03/2031" if n % 5 else "Exempt under Section 26",
            "Another narrative " * 5,
            f"{100 + n:,.2f}",
            f"{99 + n:,.2f}",
            f"{n - 5}%",
            f"{5000 + n:,.2f}" if n % 3 else "Exempt under Section 43 of the Freedom of Information Act 2000",
            "Narrative " * 9,
            f"{9000 + n:,.2f}",
            "Narrative " * 9,
        ]
        for n, name in enumerate(NAMES)
    ]
    found = understood_of(lines(heads, *rows).encode("cp1252"), "gmpp.csv")
    assert fields_of(found) == {
        "external_id": heads[0],
        "name": heads[1],
        "organisation": heads[2],
        "category": heads[3],
        "description": heads[4],
        "start_date": heads[8],
        "end_date": heads[9],
        "in_year_budget": heads[11],
        "in_year_forecast": heads[12],
        "whole_life_cost": heads[14],
        "benefits": heads[16],
    }
    report = found.report()
    assert [(rating["rater"], rating["scale"]) for rating in report["ratings"]] == [
        ("independent", "three_step"),
        ("sponsor", "three_step"),
    ]
    assert report["ratings"][1]["not_ratings"] == {"Reset": 4}
    assert report["fields"]["whole_life_cost"]["not_values"] == 6
    assert {report["fields"][f]["unit"] for f in ("in_year_budget", "benefits")} == {"GBP million"}
    assert column(found.mapping, "Financial Year Variance (%)").kind == "percent"


def test_a_savings_tracker_of_a_trust():
    heads = ["CIP Ref", "Scheme Name", "Division", "Executive Lead", "Recurrent / Non-recurrent"]
    heads += [
        "2024/25 Plan £k",
        "2024/25 Forecast £k",
        "Full Year Effect £k",
        "BRAG",
        "Start Date",
        "Go live date",
    ]
    rows = [["Trust Efficiency Programme 2024/25"], ["Month 7, all figures £000"], [], heads]
    for n, name in enumerate(NAMES):
        when = date(2024, 4, 1) + timedelta(n)
        rows.append([f"CIP{n:03d}", name, "Surgery" if n % 2 else "Medicine", "A Person", "Recurrent"])
        rows[-1] += [
            100 + n,
            90.5 + n,
            200 + n,
            ["Blue", "Red", "Amber", "Green"][n % 4],
            when,
            when if n % 3 else "TBC",
        ]
    rows += [["Total", None, None, None, None, 5000, 4000, 9000], [], ["* QIA = quality impact assessment"]]
    data = workbook({"Summary": [["Division", "Plan"], ["Surgery", 1], ["Medicine", 2]], "Tracker": rows})
    found = understood_of(data, "cip.xlsx")
    assert found.table.sheet == "Tracker"
    assert len(found.records) == len(NAMES)
    fields = fields_of(found)
    assert fields["benefits"] == "Full Year Effect £k"
    assert "in_year_budget" not in fields
    assert "in_year_forecast" not in fields
    assert column(found.mapping, "2024/25 Plan £k").unit == "GBP thousand"
    [rating] = found.report()["ratings"]
    assert rating["scale"] == "blue_red_amber_green"
    assert column(found.mapping, "Go live date").not_values == 6


def test_a_capital_programme_of_a_council():
    heads = [
        "Scheme",
        "Ward",
        "Total Scheme Cost",
        "Spend to 31/03/2024",
        "2024/25 Budget",
        "2024/25 Forecast Outturn",
    ]
    heads += ["2025/26 Budget", "Status", "Completion Date"]

    def write(book, sheet):
        sheet.merge_range(0, 0, 0, 8, "Capital Programme 2024/25")
        sheet.merge_range(1, 0, 1, 8, "£000s")
        sheet.write_row(3, 0, heads)
        row = 4
        for section in ("Adult Services", "Highways"):
            sheet.merge_range(row, 0, row, 8, section)
            for n, name in enumerate(NAMES[:6]):
                cost = 900 + 100 * n
                status = ["On track", "At risk", "Off track", "Complete"][n % 4]
                sheet.write_row(
                    row + 1 + n, 0, [f"{section} {name}", "Taunton", cost, 10, cost // 4, cost // 4 + n]
                )
                sheet.write_row(row + 1 + n, 6, [cost // 5, status, "Mar-26" if n else "TBC"])
            sheet.write_row(row + 7, 0, [f"Total {section}", None, 1, 2, 3])
            row += 8
        sheet.write_row(row, 0, ["Grand Total", None, 1, 2, 3])

    found = understood_of(built(write), "capital.xlsx")
    assert len(found.records) == 12
    assert fields_of(found) == {
        "name": "Scheme",
        "place": "Ward",
        "whole_life_cost": "Total Scheme Cost",
        "in_year_budget": "2024/25 Budget",
        "in_year_forecast": "2024/25 Forecast Outturn",
        "end_date": "Completion Date",
    }
    assert column(found.mapping, "Total Scheme Cost").unit == "GBP thousand"
    assert column(found.mapping, "Total Scheme Cost").unit_reason == "heading"
    assert [rating["scale"] for rating in found.report()["ratings"]] == ["track"]
    assert {record.local["Section"].answer.text for record in found.records} == {"Adult Services", "Highways"}
    assert found.records[1].fields["end_date"].value == date(2026, 3, 1)


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_american_register_proves_its_own_date_order(delimiter, encoding):
    mapping = proposal(us_register(delimiter).encode(encoding))
    for heading in ("Planned Start", "Planned Finish"):
        assert column(mapping, heading).date_order == "month"
        assert "US order" in column(mapping, heading).reason
        assert column(mapping, heading).not_values == 0
    assert any("month first" in warning for warning in mapping.warnings)
    assert any("$" in warning for warning in mapping.warnings)
    assert column(mapping, "Overall Status").scale == "three_step"
    assert column(mapping, "Cost RAG").aspect == "cost"


def test_one_impossible_date_does_not_turn_a_british_register_american():
    rows = [[name, f"{n + 10}/04/2025"] for n, name in enumerate(NAMES)]
    mapping = proposal(lines(["Project name", "Start date"], *rows, ["A slip", "04/25/2025"]))
    assert column(mapping, "Start date").date_order == "day"
    assert column(mapping, "Start date").not_values == 1


def test_an_export_of_a_portfolio_tool():
    heads = [
        "Name",
        "Portfolio",
        "Programme",
        "Project Stage",
        "RAG Status",
        "Previous RAG Status",
        "Forecast Finish Date",
    ]
    heads += ["Start", "Approved Budget", "Project Manager", "Modified On", "(Do Not Modify) Project"]
    rows = [
        [
            name,
            "Digital",
            "AB"[n % 2],
            "Execute",
            "Green" if n % 2 else "Red",
            "Amber",
            datetime(2026, 3, n + 1),
            datetime(2024, 3, n + 1),
            ["£1.2m", "£350k", "£1,200,000", "£0.5m"][n % 4],
            "P",
            datetime(2024, 1, 1, 10, 30),
            f"3f2504e0-4f89-11d3-9a0c-0305e82c33{n:02d}",
        ]
        for n, name in enumerate(NAMES)
    ]
    found = understood_of(workbook({"Project Advanced Find View": [heads, *rows]}), "view.xlsx")
    fields = fields_of(found)
    assert (fields["name"], fields["start_date"], fields["end_date"]) == (
        "Name",
        "Start",
        "Forecast Finish Date",
    )
    assert fields["whole_life_cost"] == "Approved Budget"
    money = column(found.mapping, "Approved Budget")
    assert (money.unit, money.unit_reason) == ("GBP", "values")
    assert found.records[1].fields["whole_life_cost"].value == 350_000
    assert [rating.column for rating in found.records[0].ratings] == ["RAG Status"]
    assert column(found.mapping, "Previous RAG Status").field is None
