"""`quantock spc FILE`: the charts of a file of values, as sentences, as JSON, as a picture."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, TextIO

from quantock.engines.charts.control import control_svg
from quantock.engines.charts.pareto import pareto_svg
from quantock.engines.dates import DateError, parse_uk
from quantock.engines.points import Ask, Found, read_file, read_period
from quantock.engines.points.cutting import cut_file
from quantock.engines.shell.pareto import counted
from quantock.engines.shell.series import ALSO_CALLED, CHARTS, PARETO, Asked, Charted, chart_series, series_of
from quantock.engines.spc import Direction, NotChartable, RuleSet
from quantock.engines.spc.kinds import RATES, SEVERAL, WEIGHED
from quantock.engines.spc.rulesets import NAMES, RULE_SETS
from quantock.engines.tables import Refused

HELP = """\
Judge the values of a CSV or XLSX file by the rules of statistical process control, and say what they show.

The file needs a column of dates (or months, weeks, quarters, years) and one of values; or a numerator and a denominator; or a
column for each ward or site; or only dates, one for each event. Columns are found by their headings and by what is in
them: --json says what each was taken for. Several measures and groups in one file give several charts.
"""
MORE = """\
examples
  quantock spc falls.csv --improve down --target 3
  quantock spc waits.xlsx --chart p --json
  quantock spc cdi.csv --rebase Nov-14 --improve down --svg cdi.svg
  xclip -o | quantock spc - --improve down
  quantock spc turnaround.csv --chart s --svg spread.svg
  quantock spc causes.csv --chart pareto --svg causes.svg
  quantock spc all_trusts.csv --series RBA --rules nhsr --json

exit codes: 0 done; 1 the file, or what was asked of it, cannot be charted (the reason is on standard error, and with --json
also as {"error": ...} on standard output); 2 the command was not understood
"""
MOST_SAID = 20
STANDARD_INPUT = "-"


class Wrong(ValueError):
    """What was asked cannot be done; the text is for whoever asked."""


def main(
    arguments: Sequence[str] | None = None,
    *,
    out: TextIO | None = None,
    err: TextIO | None = None,
    given: BinaryIO | None = None,
) -> int:
    """Run the command: 0, or 1 where the file or what was asked of it cannot be charted."""
    out, err = out or sys.stdout, err or sys.stderr
    options = _parser().parse_args(arguments)
    try:
        if options.chart == PARETO:
            return _pareto(options, given, out, err)
        found = _read(options, given)
        charts = _charts(options, found)
        files = _draw(options, charts)
    except (Wrong, Refused, NotChartable, OSError) as wrong:
        says = (
            f"{options.file}: {wrong.strerror}"
            if isinstance(wrong, OSError) and wrong.strerror
            else str(wrong)
        )
        err.write(f"quantock spc: {says}\n")
        if options.json:
            out.write(json.dumps({"error": says}, ensure_ascii=False) + "\n")
        return 1
    if options.json:
        out.write(json.dumps(_report(options, found, charts), ensure_ascii=False, indent=1) + "\n")
    else:
        for says in found.says:
            err.write(f"{says}\n")
        out.write("\n\n".join(each.in_words() for each in charts) + "\n")
    for path in files:
        err.write(f"Drawn: {path}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quantock spc",
        description=HELP,
        epilog=MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", metavar="FILE", help="a CSV file or an Excel workbook (.xlsx); - for standard input"
    )
    parser.add_argument(
        "--chart", choices=CHARTS, default="xmr", metavar="KIND", type=lambda text: ALSO_CALLED.get(text.lower(), text.lower()),
        help=f"{', '.join(CHARTS)} (pp, up and ip are P′, U′ and I′); auto takes the one that suits (without it: xmr, as the NHS uses for "
        "nearly everything). mr: how far each value lies from the one before, beside an XmR chart; xbar and s: average and standard "
        "deviation of several measurements in each period (rows of one date, or columns side by side); pareto: kinds and how often "
        "each came (--group and --value name their columns), the most frequent first",
    )  # fmt: skip
    parser.add_argument(
        "--target",
        type=float,
        metavar="N",
        help="the target; without it the file's own column, if it has one",
    )
    parser.add_argument("--improve", choices=[each.value for each in Direction], help="which way is better")
    parser.add_argument(
        "--rebase", action="append", default=[], type=_day, metavar="DATE",
        help="limits begin again from the first value on or after that day (or Sep-24, Q3 2025/26, 2024-W36: as dates are read in "
        "the file); may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--baseline", type=_baseline, metavar="N", help="fix the limits by the first N values (12 or more)"
    )
    parser.add_argument(
        "--rules", type=_rules, default=NAMES["mdc"], metavar="NAME",
        help="mdc: Making Data Count (without it); nhsr: as NHSRplotthedots computes; mdc-6 and nhsr-6: runs of six",
    )  # fmt: skip
    parser.add_argument(
        "--per", type=_per, metavar="N", help="a U chart's rate is per so many (without it: as the unit says)"
    )
    parser.add_argument(
        "--series", metavar="NAME", help="only the series whose measure or group has this in its name"
    )
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    for role in ("date", "value", "numerator", "denominator", "measure", "group"):
        parser.add_argument(
            f"--{role}", metavar="COLUMN", help=f"the column of the {role}, by its heading or letter"
        )
    parser.add_argument(
        "--svg", metavar="OUT.svg", help="draw the chart; of several, OUT-1.svg, OUT-2.svg and so on"
    )
    parser.add_argument("--json", action="store_true", help="print only one JSON object, with everything")
    return parser


def _pareto(options: argparse.Namespace, given: BinaryIO | None, out: TextIO, err: TextIO) -> int:
    """Kinds have no order in time: no limits, target or rules, another picture."""
    data, name = _bytes(options, given)
    cut = cut_file(data, name, options.sheet)
    found = counted(cut, kinds=options.group or options.measure or "", counts=options.value or "")
    if options.json:
        out.write(json.dumps({"file": name, **found.report()}, ensure_ascii=False, indent=1) + "\n")
    else:
        out.write(found.in_words() + "\n")
    if options.svg:
        path = Path(options.svg)
        path.write_text(str(pareto_svg(found.bars, prefix=_prefix(path), name=found.kinds)), encoding="utf-8")
        err.write(f"Drawn: {path}\n")
    return 0


def _prefix(path: Path) -> str:
    return re.sub(r"\W+", "-", path.stem) or "chart"


def _bytes(options: argparse.Namespace, given: BinaryIO | None) -> tuple[bytes, str]:
    """The file's content, and what it is called."""
    if options.file == STANDARD_INPUT:
        options.file = "standard input"
        return (given or sys.stdin.buffer).read(), options.file
    path = Path(options.file)
    return path.read_bytes(), path.name


def _day(text: str) -> date:
    period, _ = read_period(text, "", "day")
    if period:
        return period.day
    try:
        return parse_uk(text, on=date.today())
    except DateError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _baseline(text: str) -> int:
    if not text.isdigit() or int(text) < 12:
        raise argparse.ArgumentTypeError("a baseline needs at least 12 values")
    return int(text)


def _per(text: str) -> float:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        number = 0.0
    if not 0 < number < 1e12:
        raise argparse.ArgumentTypeError("a rate is per a number above 0, such as 1000")
    return number


def _rules(text: str) -> RuleSet:
    name, _, runs = text.strip().partition("-")
    if text in RULE_SETS:
        return RULE_SETS[text]
    if name not in NAMES or runs not in ("", "6", "7"):
        known = ", ".join([*NAMES, *(f"{each}-6" for each in NAMES), *(f"“{code}”" for code in RULE_SETS)])
        raise argparse.ArgumentTypeError(f"there are no rules called {text}: choose one of {known}")
    return NAMES[name].with_runs_of(int(runs)) if runs else NAMES[name]


def _read(options: argparse.Namespace, given: BinaryIO | None) -> Found:
    said = {
        role: getattr(options, name)
        for name, role in (
            ("date", "period"), ("value", "value"), ("numerator", "numerator"), ("denominator", "denominator"),
            ("measure", "measure"), ("group", "group"),
        )
        if getattr(options, name)
    }  # fmt: skip
    unit = "rate" if options.chart in (*RATES, WEIGHED) else ""
    ask = Ask(on=date.today(), columns=said, exact=True, unit=unit, several=options.chart in SEVERAL)
    data, name = _bytes(options, given)
    found = read_file(data, name, ask, options.sheet)
    if options.chart in SEVERAL:
        found.says = [
            each.replace("was read as a group:", "was read as a measurement of each period:")
            for each in found.says
        ]
    headings = {column.heading.casefold() for column in found.columns} | {
        column.letter.casefold() for column in found.columns
    }
    missing = [name for name in said.values() if name.strip().casefold() not in headings]
    if missing and found.columns:
        names = ", ".join(column.name for column in found.columns)
        raise Wrong(f"There is no column {missing[0]}. The columns are {names}.")
    if problems := found.problems:
        lines = [f"{row.place}: {row.problem}" for row in problems[:MOST_SAID]]
        more = [f"and {len(problems) - MOST_SAID} more"] if len(problems) > MOST_SAID else []
        if len(problems) == 1 and not problems[0].text:
            raise Wrong(problems[0].problem)
        if all("is there twice" in row.problem for row in problems):
            more.append(
                "Are they several measurements of one period? Then ask for --chart xbar, and for --chart s."
            )
        raise Wrong("\n  ".join([f"{options.file} cannot be charted as it is:", *lines, *more]))
    return found


def _charts(options: argparse.Namespace, found: Found) -> list[Charted]:
    asked = Asked(
        chart=options.chart,
        target=options.target,
        direction=Direction(options.improve) if options.improve else None,
        rebases=tuple(sorted(options.rebase)),
        baseline=options.baseline,
        rules=options.rules,
        per=options.per,
    )
    every = series_of(found, options.chart)
    wanted = (options.series or "").casefold()
    chosen = [each for each in every if wanted in each.title.casefold() or wanted in each.id.casefold()]
    if not chosen:
        raise Wrong(
            f"No series has “{options.series}” in its name. There are: {', '.join(each.title for each in every[:20])}."
        )
    charts = []
    for each in chosen:
        try:
            charts.append(chart_series(each, asked))
        except (NotChartable, ValueError) as error:
            raise Wrong(f"{each.title}: {error}") from error
    return charts


def _draw(options: argparse.Namespace, charts: Sequence[Charted]) -> list[Path]:
    if not options.svg:
        return []
    path = Path(options.svg)
    names = (
        [path]
        if len(charts) == 1
        else [path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(1, len(charts) + 1)]
    )
    for name, each in zip(names, charts, strict=True):
        name.write_text(str(control_svg(each.drawing, prefix=_prefix(name))), encoding="utf-8")
    return names


def _report(options: argparse.Namespace, found: Found, charts: Sequence[Charted]) -> dict[str, object]:
    rules: RuleSet = options.rules
    return {
        "file": Path(options.file).name,
        "layout": found.layout,
        "frequency": found.frequency,
        "columns": [
            {
                "column": column.letter,
                "heading": column.heading,
                "read_as": column.role,
                "because": column.why,
            }
            for column in found.columns
        ],
        "says": found.says,
        "rules": {"name": rules.name, "version": rules.version, "code": rules.code},
        "series": [each.report() for each in charts],
    }
