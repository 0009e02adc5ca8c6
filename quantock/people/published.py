"""The lists of organisations that others publish, read into one shape. Which list it is, is known by its content.

- trusts (`etr`) and practices (`epraccur`): ODS files of 27 columns, as a rule without a heading row;
- icbs: the ONS list of integrated care boards, with ONS and ODS code and name;
- councils: the list of UK local authorities, which names successors.
"""

import csv
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quantock.engines.tables import Refused
from quantock.engines.tables.encoding import decode
from quantock.engines.text import clean, plural
from quantock.people.models import CodeSystem, OrganisationType, Standing

KINDS = ("icbs", "councils", "trusts", "practices")  # in the order in which one refers to another
MOST_BYTES = 64 * 1024 * 1024
ODS_COLUMNS = 27
WHAT_TO_SEND = (
    "Send the ODS file of trusts (etr) or of practices (epraccur), the ONS list of integrated care boards, "
    "or the list of UK local authorities, as CSV."
)
# epraccur column 26; the settings that are not GP practices are other services that may prescribe.
PRESCRIBING = {"4": OrganisationType.PRACTICE, "14": OrganisationType.HOSPICE}
STANDINGS = {"D": Standing.DORMANT, "P": Standing.PROPOSED}

Code = tuple[str, str]  # the system that gave it, and the code


@dataclass(frozen=True, slots=True)
class Belongs:
    """A parent by its code, with the days between which the file says so."""

    code: str
    so_from: date | None = None
    so_until: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One organisation as a list gives it."""

    code: Code
    name: str
    kind: OrganisationType
    opens_on: date | None = None
    closes_on: date | None = None
    standing: Standing = Standing.ORDINARY
    other_codes: tuple[Code, ...] = ()
    other_names: tuple[str, ...] = ()
    parents: tuple[Belongs, ...] = ()
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A whole list. `figures` counts what the file says, `refused` the rows that say nothing usable."""

    name: str
    kind: str
    encoding: str
    header_row: bool
    columns: int
    rows: int
    listed: tuple[Listed, ...]
    refused: tuple[dict[str, Any], ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read(data: bytes, name: str, kind: str = "") -> Published:
    """Read a list, gzipped or not. Raises Refused with a sentence for anything else."""
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, name)
    text = decode(data)
    try:
        table = [row for row in csv.reader(io.StringIO(text.text)) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Refused(f"{name} is not a CSV file ({error}).", WHAT_TO_SEND) from error
    found = kind_of(table)
    if found is None:
        raise Refused(f"{name} is none of the lists of organisations that we know.", WHAT_TO_SEND)
    if kind and kind != found:
        raise Refused(f"{name} looks like a list of {found}, not of {kind}.", WHAT_TO_SEND)
    heading = table[0] if found in {"icbs", "councils"} or not _is_ods(table[0]) else None
    rows = table[1:] if heading else table
    reader, first = READERS[found](heading or []), 2 if heading else 1
    listed, refused = _understood(rows, reader, first=first, columns=len(table[0]))
    return Published(
        name=name,
        kind=found,
        encoding=text.encoding,
        header_row=heading is not None,
        columns=len(table[0]),
        rows=len(rows),
        listed=tuple(listed),
        refused=tuple(refused),
        figures=_figures(found, rows, heading or [], listed),
        warnings=tuple(text.warnings()),
    )


def kind_of(table: Sequence[Sequence[str]]) -> str | None:
    """Which list this is, by its headings or, where there are none, by the codes in its first rows."""
    if not table:
        return None
    headings = {cell.strip().casefold() for cell in table[0]}
    if {"local-authority-code", "official-name"} <= headings:
        return "councils"
    if any(re.fullmatch(r"icb\d\dcdh", heading) for heading in headings):
        return "icbs"
    for row in table[:2]:
        if _is_ods(row):
            return "practices" if len(row[0].strip()) > 3 else "trusts"
    return None


def _is_ods(row: Sequence[str]) -> bool:
    return len(row) == ODS_COLUMNS and bool(re.fullmatch(r"[A-Z0-9]{3}|[A-Z][A-Z0-9]{5}", row[0].strip()))


def _unpacked(data: bytes, name: str) -> bytes:
    """The contents of a gzip file, within bounds."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacking.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise Refused(f"{name} is a damaged gzip file.", WHAT_TO_SEND) from error
    if unpacking.unconsumed_tail:
        raise Refused(f"{name} unpacks to more than {MOST_BYTES // 1024**2} MB.", WHAT_TO_SEND)
    if not unpacking.eof:
        raise Refused(f"{name} ends in the middle: it was not copied whole.", WHAT_TO_SEND)
    return unpacked


def day(text: str) -> date | None:
    """20210930 or 2021-09-30; None for nothing. Raises ValueError, in words, for anything else."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise ValueError(f"“{text.strip()[:30]}” is no date") from error


def _understood(
    rows: Iterable[Sequence[str]], reader: "Reader", *, first: int, columns: int
) -> tuple[list[Listed], list[dict[str, Any]]]:
    """Each row read, and the rows refused, by their place in the file (rows that are not empty count)."""
    listed: list[Listed] = []
    refused: list[dict[str, Any]] = []
    seen: set[Code] = set()
    for place, row in enumerate(rows, start=first):
        try:
            if len(row) != columns:
                raise ValueError(f"it has {plural(len(row), 'cell')}, not {columns}")
            one = reader(row)
            if not one.code[1] or not one.name:
                raise ValueError("it has no code or no name")
            if one.code in seen:
                raise ValueError(f"the code {one.code[1]} stands in the file twice")
            if one.opens_on and one.closes_on and one.closes_on < one.opens_on:
                raise ValueError("it closes before it opens")
        except ValueError as error:
            refused.append({"row": place, "code": row[0].strip()[:30], "reason": str(error)})
            continue
        seen.add(one.code)
        listed.append(one)
    return listed, refused


Reader = Callable[[Sequence[str]], Listed]


def _trusts(heading: Sequence[str]) -> Reader:
    def read_row(row: Sequence[str]) -> Listed:
        return Listed(
            code=(CodeSystem.ODS, row[0].strip()),
            name=_name(row[1]),
            kind=OrganisationType.TRUST,
            opens_on=day(row[10]),
            closes_on=day(row[11]),
            parents=(Belongs(row[3].strip()),) if row[3].strip() else (),
        )

    return read_row


def _practices(heading: Sequence[str]) -> Reader:
    def read_row(row: Sequence[str]) -> Listed:
        area, commissioner = row[3].strip(), row[14].strip()
        parents = [Belongs(area)] if area else []
        if commissioner and commissioner != area:
            parents.append(Belongs(commissioner, day(row[15]), day(row[16])))
        return Listed(
            code=(CodeSystem.ODS, row[0].strip()),
            name=_name(row[1]),
            kind=PRESCRIBING.get(row[25].strip(), OrganisationType.SERVICE),
            opens_on=day(row[10]),
            closes_on=day(row[11]),
            standing=STANDINGS.get(row[12].strip(), Standing.ORDINARY),
            parents=tuple(parents),
        )

    return read_row


def _icbs(heading: Sequence[str]) -> Reader:
    names = [cell.strip().casefold() for cell in heading]
    ods = next(place for place, name in enumerate(names) if name.endswith("cdh"))
    ons = next((place for place, name in enumerate(names) if re.fullmatch(r"icb\d\dcd", name)), None)
    called = next((place for place, name in enumerate(names) if re.fullmatch(r"icb\d\dnm", name)), None)
    if called is None:
        raise Refused("This list of integrated care boards has no column with their names.", WHAT_TO_SEND)

    def read_row(row: Sequence[str]) -> Listed:
        ons_code = row[ons].strip() if ons is not None else ""
        return Listed(
            code=(CodeSystem.ODS, row[ods].strip()),
            name=_name(row[called]),
            kind=OrganisationType.ICB,
            other_codes=((CodeSystem.GSS, ons_code),) if ons_code else (),
        )

    return read_row


def _councils(heading: Sequence[str]) -> Reader:
    """The list's other names run together with commas that also stand inside names: only the short name is sure."""
    places = {cell.strip().casefold(): place for place, cell in enumerate(heading)}

    def read_row(row: Sequence[str]) -> Listed:
        def cell(name: str) -> str:
            return row[places[name]].strip() if name in places else ""

        codes = [cell("gss-code"), *cell("former-gss-codes").split(",")]
        return Listed(
            code=(CodeSystem.COUNCIL, cell("local-authority-code")),
            name=_name(cell("official-name")),
            kind=OrganisationType.COUNCIL,
            opens_on=day(cell("start-date")),
            closes_on=day(cell("end-date")),
            other_codes=tuple((CodeSystem.GSS, code.strip()) for code in codes if code.strip()),
            other_names=tuple(filter(None, [_name(cell("nice-name"))])),
            successors=tuple(code.strip() for code in cell("replaced-by").split(",") if code.strip()),
        )

    return read_row


READERS: Mapping[str, Callable[[Sequence[str]], Reader]] = {
    "trusts": _trusts,
    "practices": _practices,
    "icbs": _icbs,
    "councils": _councils,
}


def _name(text: str) -> str:
    return clean(text, one_line=True)[:200]


def _figures(
    kind: str, rows: Sequence[Sequence[str]], heading: Sequence[str], listed: Sequence[Listed]
) -> dict[str, Any]:
    """What the file itself says, counted: the same figures whatever was here before."""
    closed = [one.closes_on for one in listed if one.closes_on]
    opened = [one.opens_on for one in listed if one.opens_on]
    figures: dict[str, Any] = {
        "distinct_codes": len({one.code for one in listed}),
        "closed": len(closed),
        "open": len(listed) - len(closed),
        "latest_open_date": max(opened, default=None),
        "latest_close_date": max(closed, default=None),
    }
    if kind == "trusts":
        figures["by_region"] = _count(rows, 2)
        figures["icb_codes"] = len({parent.code for one in listed for parent in one.parents})
    elif kind == "practices":
        figures["status"] = _count(rows, 12)
        figures["prescribing_setting"] = _count(rows, 25)
        figures["active_gp_practices"] = sum(
            row[12].strip() == "A" and row[25].strip() == "4" for row in rows if len(row) == ODS_COLUMNS
        )
    elif kind == "councils":
        names = [cell.strip().casefold() for cell in heading]
        for figure, name in (("nation", "nation"), ("type", "local-authority-type-name")):
            if name in names:
                figures[figure] = _count(rows, names.index(name))
        figures["with_successor"] = sum(bool(one.successors) for one in listed)
    return figures


def _count(rows: Sequence[Sequence[str]], place: int) -> dict[str, int]:
    counted = Counter(row[place].strip() for row in rows if len(row) > place)
    return dict(sorted(counted.items()))
