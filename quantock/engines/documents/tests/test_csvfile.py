"""The CSV export, read back with the standard library."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv

COLUMNS = (
    Column("Title"),
    Column("Score", "number"),
    Column("Budget", "money"),
    Column("Start", "date"),
    Column("Changed", "datetime"),
)


def read(columns, rows, **options):
    text = b"".join(stream_csv(columns, rows, **options)).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_it_works():
    changed = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    data = b"".join(stream_csv(COLUMNS, [("Tîm ŵ, “A”", -4.5, -123456, date(2026, 1, 14), changed)]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == (
        'Title,Score,Budget,Start,Changed\r\n"Tîm ŵ, “A”",-4.5,-1234.56,2026-01-14,2026-07-01 10:30:00\r\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "\x00="])
def test_text_like_a_formula_is_guarded_for_excel_only(start):
    text = start + "cmd|' /C calc'!A0"
    rows = [(text, text, text, text, text)]
    assert all(value.startswith("'") for value in read(COLUMNS, rows)[1])
    assert not any(value.startswith("'") for value in read(COLUMNS, rows, excel=False)[1])


def test_headings_are_guarded_too():
    assert read((Column("=1+1"),), [])[0] == ["'=1+1"]


def test_for_programs_there_is_no_byte_order_mark():
    assert b"".join(stream_csv((Column("A"),), [(None,)], excel=False)) == b'A\r\n""\r\n'


def test_values_not_of_the_kind_are_kept_as_text():
    assert read(COLUMNS, [(None, "TBC", True, "Q3", float("nan"))])[1] == ["", "TBC", "Yes", "Q3", "nan"]
    assert read(COLUMNS, [(42, Decimal("NaN"), 1.5, 7, 8)])[1] == ["42", "NaN", "1.5", "7", "8"]


def test_a_day_in_a_column_of_times_and_the_other_way_round():
    columns = (Column("A", "date"), Column("B", "datetime"))
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert read(columns, [(late, date(2026, 7, 1))])[1] == ["2026-07-02", "2026-07-01"]


def test_control_characters_and_lone_surrogates_are_cleaned():
    assert read((Column("A"),), [("bell\x07 half\ud83d tab\x0bend",)])[1] == ["bell half tab\nend"]


def test_it_is_streamed():
    read_so_far = []

    def rows():
        for number in range(2_000):
            read_so_far.append(number)
            yield (str(number),)

    stream = stream_csv((Column("A"),), rows())
    next(stream)
    assert len(read_so_far) < 1_000
    assert b"".join(stream).endswith(b"1999\r\n")


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="row 2 has 1 values for 5 columns"):
        list(stream_csv(COLUMNS, [("short",)]))
