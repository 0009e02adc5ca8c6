"""The same tables as CSV, streamed."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from quantock.engines.documents.clean import clean_text, local_time, plain_text
from quantock.engines.documents.columns import Column, Kind
from quantock.engines.documents.xlsxcells import FORMULA_STARTS, number_digits

_BATCH = 500
_GUARDED = (*FORMULA_STARTS, "\r", "\n")


def stream_csv(
    columns: Sequence[Column], rows: Iterable[Sequence[object]], *, excel: bool = True
) -> Iterator[bytes]:
    """The table as CSV in UTF-8, lines ending in CR LF, dates as 2026-01-14, money in pounds as 1234.50.

    For Excel (the default) it begins with a byte-order mark, and text that Excel would take for a formula is
    given a leading apostrophe; with `excel=False` the values stay as they are, for programs. Numbers, money
    and dates are never touched. Raises ValueError for a row that is not as long as the columns.
    """
    pieces: list[str] = []
    writer = csv.writer(_Lines(pieces), lineterminator="\r\n")
    text = _guarded if excel else clean_text
    writers = [_WRITERS[column.kind] for column in columns]
    if excel:
        pieces.append("\ufeff")
    writer.writerow([text(column.heading) for column in columns])
    for number, row in enumerate(rows, start=2):
        if len(row) != len(writers):
            raise ValueError(f"row {number} has {len(row)} values for {len(writers)} columns")
        writer.writerow([_cell(value, write, text) for value, write in zip(row, writers, strict=True)])
        if number % _BATCH == 0:
            yield "".join(pieces).encode()
            pieces.clear()
    yield "".join(pieces).encode()


class _Lines:
    """What `csv.writer` writes to: a list of lines."""

    def __init__(self, pieces: list[str]) -> None:
        self.write: Callable[[str], Any] = pieces.append


def _cell(value: object, write: Callable[[object], str | None], text: Callable[[str], str]) -> str:
    if value is None:
        return ""
    typed = None if isinstance(value, str) else write(value)
    return typed if typed is not None else text(plain_text(value))


def _guarded(text: str) -> str:
    """Text that Excel keeps as text, judged before and after cleaning, which may bare a sign."""
    clean = clean_text(text)
    return f"'{clean}" if text.startswith(_GUARDED) or clean.startswith(_GUARDED) else clean


def _nothing_special(value: object) -> None:
    return None


def _money(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    pounds, pence = divmod(abs(value), 100)
    return f"{'-' if value < 0 else ''}{pounds}.{pence:02}"


def _date(value: object) -> str | None:
    if isinstance(value, datetime):
        return local_time(value).date().isoformat()
    return value.isoformat() if isinstance(value, date) else None


def _datetime(value: object) -> str | None:
    return f"{local_time(value):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else _date(value)


_WRITERS: dict[Kind, Callable[[object], str | None]] = {
    "text": _nothing_special,
    "number": number_digits,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
}
