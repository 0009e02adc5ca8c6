"""The lists of organisations that others publish, read into one shape. Which list it is, is known by its content.

- trusts (`etr`) and practices (`epraccur`): ODS files of 27 columns, as a rule without a heading row;
- services: any other ODS file of that shape (commissioning groups, sites, branches, care homes);
- icbs: the ONS list of integrated care boards, with ONS and ODS code and name;
- councils: the list of UK local authorities, which names successors;
- organisations: any other list whose headings name organisations and say something of each (`headed`).

As CSV with any delimiter, as an Excel workbook, and gzipped.
"""

import csv
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quantock.engines.tables import Refused, as_text, open_source, plain_grid
from quantock.engines.tables.encoding import decode, find_delimiter
from quantock.engines.tables.source import refuse_other_kinds
from quantock.engines.tables.table import Cell
from quantock.engines.text import mask_nhs_numbers, plural
from quantock.people.headed import PRESCRIBING, STANDINGS, columns_of, kind_of, reader_of
from quantock.people.listed import Belongs, Code, Listed, called, day
from quantock.people.models import CodeSystem, OrganisationType, Standing

# In the order in which one refers to another.
KINDS = ("icbs", "councils", "organisations", "services", "trusts", "practices")
OF = {
    "icbs": "integrated care boards",
    "trusts": "NHS trusts",
    "practices": "GP practices and others that prescribe",
    "services": "organisations of the NHS",
}
MOST_BYTES = 64 * 1024 * 1024
ODS_COLUMNS = 27
ODS_CODE = re.compile(r"[A-Z0-9]{3}|(?=.*\d)[A-Z0-9]{5,9}")
# Where these stand in an ODS file; a copy whose headings say otherwise is read by its headings.
ODS_PLACES = {"ods": 0, "name": 1, "opens": 10, "closes": 11, "standing": 12}
WHAT_TO_SEND = (
    "Send the ODS file of trusts (etr) or of practices (epraccur), the ONS list of integrated care boards, "
    "the list of UK local authorities, or any list with a heading row that has a column for the name and one for a code "
    "or the type, as CSV or an Excel workbook."
)
MOST_TITLES = 10  # so many rows may stand above the headings


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

    @property
    def of(self) -> str:
        """What it lists, in words."""
        return OF.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Found:
    """Which list a table is, and where in it the organisations begin."""

    kind: str
    heading: Sequence[str] | None
    rows: Sequence[Sequence[str]]
    above: int
    """How many rows stand above them."""


def read(data: bytes, name: str, kind: str = "") -> Published:
    """Read a list, gzipped or not. Raises Refused with a sentence for anything else."""
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, name)
    try:
        encoding, warnings, tables = _opened(data, name)
    except csv.Error as error:
        raise Refused(f"{name} is not a CSV file ({error}).", WHAT_TO_SEND) from error
    except Refused as refused:
        raise Refused(refused.error, WHAT_TO_SEND) from refused
    found = next(filter(None, map(found_in, tables)), None)
    if found is None:
        raise Refused(f"{name} is none of the lists of organisations that we know.", WHAT_TO_SEND)
    if kind and kind != found.kind:
        raise Refused(f"{name} looks like a list of {found.kind}, not of {kind}.", WHAT_TO_SEND)
    columns = len(found.heading or found.rows[0])
    reader = READERS[found.kind](found.heading or [])
    coded = found.kind != "organisations"
    listed, refused_rows = _understood(
        found.rows, reader, first=found.above + 1, columns=columns, coded=coded
    )
    return Published(
        name=name,
        kind=found.kind,
        encoding=encoding,
        header_row=found.heading is not None,
        columns=columns,
        rows=len(found.rows),
        listed=tuple(listed),
        refused=tuple(refused_rows),
        figures=_figures(found.kind, found.rows, found.heading or [], listed),
        warnings=tuple(warnings),
    )


def _opened(data: bytes, name: str) -> tuple[str, Sequence[str], Iterator[list[list[str]]]]:
    """The encoding, what is odd, and each sheet's rows that are not empty."""
    if data.startswith(b"PK"):
        source = open_source(data, name)
        grids = (plain_grid(source, sheet.name) for sheet in source.sheets)
        return "xlsx", source.warnings, (_padded(grid.rows) for grid in grids)
    refuse_other_kinds(data, name)
    text = decode(data)
    cells = csv.reader(io.StringIO(text.text, newline=None), delimiter=find_delimiter(text.text))
    table = [row for row in cells if any(cell.strip() for cell in row)]
    return text.encoding, text.warnings(), iter([table])


def _padded(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """A sheet's cells as text, each row as wide as the widest: a workbook keeps no empty cells at the end of a row."""
    table = [[as_text(cell) for cell in row] for row in rows]
    widest = max(map(len, table), default=0)
    begins = [row[0].strip() for row in table[: MOST_TITLES + 2] if len(row) > ODS_PLACES["opens"]]
    if any(map(ODS_CODE.fullmatch, begins)):
        widest = max(widest, ODS_COLUMNS)
    return [row + [""] * (widest - len(row)) for row in table if any(cell.strip() for cell in row)]


def found_in(table: Sequence[Sequence[str]]) -> Found | None:
    """Which list this is, by its headings (a title may stand above them) or, where there are none, by the codes."""
    for place, row in enumerate(table[: MOST_TITLES + 1]):
        below = table[place + 1 :]
        if _is_ods(row):
            return Found(_ods_kind(table[place:]), None, table[place:], place)
        if kind := _kind_by_headings(row, below):
            return Found(kind, row, below, place + 1)
    return None


def _kind_by_headings(row: Sequence[str], below: Sequence[Sequence[str]]) -> str:
    headings = {cell.strip().casefold() for cell in row}
    if {"local-authority-code", "official-name"} <= headings:
        return "councils"
    if any(re.fullmatch(r"icb\d\dcdh", heading) for heading in headings):
        return "icbs"
    columns = columns_of(row)
    if below and len(row) == ODS_COLUMNS and _is_ods(below[0]):
        places = columns.places if columns else {}
        if all(places.get(name, place) == place for name, place in ODS_PLACES.items()):
            return _ods_kind(below)
    return "organisations" if columns and below else ""


def _is_ods(row: Sequence[str]) -> bool:
    return len(row) == ODS_COLUMNS and bool(ODS_CODE.fullmatch(row[0].strip()))


def _ods_kind(rows: Sequence[Sequence[str]]) -> str:
    """What most of the codes are: trusts' begin with R or T, a practice has a setting in which it prescribes."""
    codes = [row[0].strip() for row in rows[:500] if len(row) == ODS_COLUMNS]
    trusts = sum(re.fullmatch(r"[RT][A-Z0-9]{2}", code) is not None for code in codes)
    if trusts * 2 > len(codes):
        return "trusts"
    practices = sum(re.fullmatch(r"[A-HJ-NPV-Y]\d{5}", code) is not None for code in codes)
    return "practices" if practices * 2 > len(codes) else "services"


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


def _understood(
    rows: Iterable[Sequence[str]], reader: "Reader", *, first: int, columns: int, coded: bool
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
            if coded and not (one.code[1] and one.name):
                raise ValueError("it has no code or no name")
            one.must_make_sense()
            if one.key in seen:
                raise ValueError(
                    f"the {'code' if one.code[1] else 'name'} {one.code[1] or one.name} stands in the file twice"
                )
        except ValueError as error:
            refused.append(
                {"row": place, "code": mask_nhs_numbers(row[0].strip())[:30], "reason": str(error)}
            )
            continue
        seen.add(one.key)
        listed.append(one)
    return listed, refused


Reader = Callable[[Sequence[str]], Listed]


def _trusts(heading: Sequence[str]) -> Reader:
    def read_row(row: Sequence[str]) -> Listed:
        return Listed(
            code=(CodeSystem.ODS, row[0].strip()),
            name=called(row[1]),
            kind=OrganisationType.TRUST,
            opens_on=day(row[10]),
            closes_on=day(row[11]),
            parents=(Belongs(row[3].strip()),) if row[3].strip() else (),
        )

    return read_row


def _services(heading: Sequence[str]) -> Reader:
    def read_row(row: Sequence[str]) -> Listed:
        codes = [(CodeSystem.ODS, row[0].strip())]
        parents = dict.fromkeys(code for place in (3, 14) if (code := row[place].strip()))
        return Listed(
            code=codes[0],
            name=called(row[1]),
            kind=kind_of("", "", codes, row[1].strip()),
            opens_on=day(row[10]),
            closes_on=day(row[11]),
            parents=tuple(map(Belongs, parents)),
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
            name=called(row[1]),
            kind=PRESCRIBING.get(row[25].strip(), OrganisationType.SERVICE),
            opens_on=day(row[10]),
            closes_on=day(row[11]),
            standing=STANDINGS.get(row[12].strip().casefold(), Standing.ORDINARY),
            parents=tuple(parents),
        )

    return read_row


def _icbs(heading: Sequence[str]) -> Reader:
    names = [cell.strip().casefold() for cell in heading]
    ods = next(place for place, name in enumerate(names) if re.fullmatch(r"icb\d\dcdh", name))
    ons = next((place for place, name in enumerate(names) if re.fullmatch(r"icb\d\dcd", name)), None)
    named = next((place for place, name in enumerate(names) if re.fullmatch(r"icb\d\dnm", name)), None)
    if named is None:
        raise Refused("This list of integrated care boards has no column with their names.", WHAT_TO_SEND)

    def read_row(row: Sequence[str]) -> Listed:
        ons_code = row[ons].strip() if ons is not None else ""
        return Listed(
            code=(CodeSystem.ODS, row[ods].strip()),
            name=called(row[named]),
            kind=OrganisationType.ICB,
            other_codes=((CodeSystem.GSS, ons_code),) if ons_code else (),
        )

    return read_row


def _others(heading: Sequence[str]) -> Reader:
    columns = columns_of(heading)
    if columns is None:
        raise Refused("This list has no headings that name organisations.", WHAT_TO_SEND)
    return reader_of(columns)


def _councils(heading: Sequence[str]) -> Reader:
    """The list's other names run together with commas that also stand inside names: only the short name is sure."""
    places = {cell.strip().casefold(): place for place, cell in enumerate(heading)}

    def read_row(row: Sequence[str]) -> Listed:
        def cell(name: str) -> str:
            return row[places[name]].strip() if name in places else ""

        codes = [cell("gss-code"), *cell("former-gss-codes").split(",")]
        return Listed(
            code=(CodeSystem.COUNCIL, cell("local-authority-code")),
            name=called(cell("official-name")),
            kind=OrganisationType.COUNCIL,
            opens_on=day(cell("start-date")),
            closes_on=day(cell("end-date")),
            other_codes=tuple((CodeSystem.GSS, code.strip()) for code in codes if code.strip()),
            other_names=tuple(filter(None, [called(cell("nice-name"))])),
            successors=tuple(code.strip() for code in cell("replaced-by").split(",") if code.strip()),
        )

    return read_row


READERS: Mapping[str, Callable[[Sequence[str]], Reader]] = {
    "trusts": _trusts,
    "practices": _practices,
    "services": _services,
    "icbs": _icbs,
    "councils": _councils,
    "organisations": _others,
}


def _figures(
    kind: str, rows: Sequence[Sequence[str]], heading: Sequence[str], listed: Sequence[Listed]
) -> dict[str, Any]:
    """What the file itself says, counted: the same figures whatever was here before."""
    closed = [one.closes_on for one in listed if one.closes_on]
    opened = [one.opens_on for one in listed if one.opens_on]
    figures: dict[str, Any] = {
        "distinct_codes": len({one.code for one in listed if one.code[1]}),
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
    elif kind == "organisations":
        figures["codes"] = dict(sorted(Counter(one.code[0] or "none" for one in listed).items()))
        figures["types"] = dict(sorted(Counter(str(one.kind) for one in listed).items()))
    return figures


def _count(rows: Sequence[Sequence[str]], place: int) -> dict[str, int]:
    counted = Counter(row[place].strip() for row in rows if len(row) > place)
    return dict(sorted(counted.items()))
