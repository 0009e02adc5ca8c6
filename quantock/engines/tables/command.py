"""Trying the engine from a shell, without a database."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from .mapping import Mapping
from .propose import propose
from .reading import list_tables, read_table
from .refusal import Refused
from .source import open_source
from .understand import Understanding, understand


def main(arguments: Sequence[str] | None = None, *, out: TextIO | None = None) -> int:
    """Read a file and print what was understood. Returns 0, or 1 when the file was refused."""
    out = out or sys.stdout
    options = _parser().parse_args(arguments)
    try:
        path = Path(options.file)
        source = open_source(_bytes_of(path), path.name)
        if options.list:
            for info in list_tables(source):
                rows = f"{info.rows}+" if info.more else str(info.rows)
                hidden = " (hidden)" if info.hidden else ""
                out.write(
                    f"{info.score:6.1f}  {info.sheet or path.name}{hidden}, table {info.number}: {rows} rows. {info.why}\n"
                )
            return 0
        table = read_table(source, options.sheet, options.table)
        mapping = (
            Mapping.from_dict(json.loads(Path(options.mapping).read_text()))
            if options.mapping
            else propose(table)
        )
        found = understand(table, mapping)
    except Refused as refused:
        out.write(json.dumps(refused.to_dict(), ensure_ascii=False) + "\n")
        return 1
    out.write(
        json.dumps(found.report(), ensure_ascii=False, indent=1) + "\n" if options.json else _in_words(found)
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m quantock.engines.tables",
        description="Read a register and say what was understood of it.",
    )
    parser.add_argument("file", help="a CSV file or an .xlsx workbook")
    parser.add_argument("--sheet", help="the sheet to read; without it the one most like a list of projects")
    parser.add_argument("--table", type=int, help="which table of the sheet, from 1")
    parser.add_argument(
        "--mapping", help="a JSON file saying what each column is, as printed under “mapping”"
    )
    parser.add_argument(
        "--list", action="store_true", help="list the tables of the file instead of reading one"
    )
    parser.add_argument("--json", action="store_true", help="print the whole account as JSON")
    return parser


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            f"The file {path} cannot be read: {error.strerror}.", "Check its name and place."
        ) from error


def _in_words(found: Understanding) -> str:
    table = found.table
    where = f"sheet “{table.sheet}”" if table.sheet else f"{table.encoding}, delimiter {table.delimiter!r}"
    lines = [
        f"{table.filename}: {len(found.records)} projects of {len(table.rows)} rows ({where}, {table.layout})",
        "",
        f"{'':>7} {'column':<32} {'read as':<18} {'kind':<8} {'values':>7} {'other':>6} {'blank':>6}  because",
    ]
    for column in found.mapping.columns:
        heading = " ".join(column.heading.split())
        lines.append(
            f"{column.letter:>7} {heading[:32]:<32} {column.field or '(local field)':<18} {column.kind:<8} "
            f"{column.values:>7} {column.not_values:>6} {column.blanks:>6}  {column.reason}"
        )
    lines += ["", *(f"Warning: {warning}" for warning in found.warnings)]
    lines += [f"Refused, {row.place}: {row.reason}" for row in found.refused]
    not_kept = [column.heading for column in found.mapping.columns if not column.keep]
    lines.append(f"Columns not kept: {', '.join(not_kept) or 0}")
    return "\n".join(lines) + "\n"
