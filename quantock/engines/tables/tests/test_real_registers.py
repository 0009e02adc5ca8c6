"""The real registers read as they must be: encoding, delimiter, layout, and every record."""

import json
import os
from pathlib import Path

import pytest

from quantock.engines.tables import Refused, open_source, read_table

REAL = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data"
pytestmark = pytest.mark.real_data


def real(name):
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{path} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    return path


def read(name, sheet=None):
    path = real(name)
    return read_table(open_source(path.read_bytes(), path.name), sheet)


def column(table, heading):
    place = table.headings.index(heading)
    return [row.cells[place] for row in table.rows]


@pytest.mark.parametrize("year", [2016, 2019, 2020, 2021])
def test_the_major_projects_of_each_year(year):
    expected = json.loads(real("expected/gmpp.json").read_text())["files"]
    [wanted] = [each for each in expected if each["file"] == f"gmpp_{year}.csv"]
    table = read(f"registers/gmpp_{year}.csv")
    assert len(table.rows) == wanted["projects"]
    assert table.layout == ("columns" if year == 2016 else "rows")
    assert table.encoding.lower().replace("windows-", "cp") == wanted["encoding"]
    assert table.delimiter == wanted["delimiter"]


def test_the_ratings_of_2019_as_written():
    ratings = column(read("registers/gmpp_2019.csv"), "colour_rating")
    assert [ratings.count(each) for each in ("Amber", "Amber/Red", "Amber/Green", "Green", "Red")] == [
        66,
        38,
        18,
        4,
        4,
    ]


def test_a_capital_programme_with_a_byte_order_mark():
    table = read("registers/melbourne_water_capital.csv")
    assert table.headings[0] == "ID"
    assert len(set(column(table, "ID"))) == 445


def test_two_rounds_of_one_register():
    three = column(read("registers/towns_fund_register_round_3.csv"), "project_id")
    four = column(read("registers/towns_fund_register_round_4.csv"), "project_id")
    assert (len(three), len(set(three)), len(four)) == (968, 967, 969)
    assert (len(set(four) - set(three)), len(set(three) - set(four))) == (20, 18)


@pytest.mark.parametrize("name", ["password_protected.mpp", "primavera_export.xer"])
def test_files_of_another_kind_are_refused_with_what_to_send(name):
    path = real(f"negative/{name}")
    with pytest.raises(Refused) as refused:
        open_source(path.read_bytes(), path.name)
    assert refused.value.error
    assert refused.value.what_to_do
