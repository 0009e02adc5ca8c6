"""The measurements as docs/benchmarks.md."""

import os
import platform
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import django

from tools.bench.pages import MOST_QUERIES, Kind

HEADING = "## "
BUSY = "Busy: processor time a request, of the server alone; on two processors 32 clients wait for 16 times as long."
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HEAD = """\
# Benchmarks

Made by `make bench`; nothing here is written by hand. {machine}.

Each system is generated (tools/bench/making.py): organisations, boards, themes, 500 people, and per project four to nine dated
facts, three milestones, a charter, money, a lead, events and status updates. It is served as in earnest: gunicorn with two workers,
debug off, no page cache. Client, server and database share the machine. Pages are asked for by the programme office of one
organisation, so every query is narrowed to what it may see; a connection for each request, every request counted.

**× bare** compares with a bare Django view in the same sitting, which makes one indexed query of 50 rows and nothing else (no
session, no rights, no template): the ratio means something on another machine, the milliseconds hardly. **Wanted** is the p95 of
DESIGN section 7 for one client and, in brackets, for 32; “missed” says so plainly. Where other work went on beside it (the bare
view's own p95 is then far above its p50) the milliseconds are too high.
"""


def written(
    results: Sequence[dict[str, Any]],
    watched: Sequence[dict[str, Any]] = (),
    logged: Sequence[dict[str, Any]] = (),
    *,
    kept: str = "",
) -> str:
    """The whole page: systems of projects, then of measures, then of logs. Of a page that is `kept`, what is not measured
    anew stays."""
    lines = [line for result in results for line in _system(result)]
    lines += [line for result in watched for line in _measures(result)]
    lines += [line for result in logged for line in _logs(result)]
    sections = _sections(kept) | _sections("\n".join(lines))
    return "\n".join([HEAD.format(machine=_machine()), *sections.values()])


def _sections(text: str) -> dict[str, str]:
    """The sections of a page by their headings, whole."""
    found = (f"{HEADING}{section.rstrip()}\n" for section in f"\n{text}".split(f"\n{HEADING}")[1:])
    return {section.partition("\n")[0]: section for section in found}


def _measures(result: dict[str, Any]) -> Iterator[str]:
    """The engine of the charts, one chart, and pages of many measures."""
    yield f"## Measures: {NAMES[result['database']]}, {result['measures']:,} measures, {result['points']:,} values"
    yield ""
    made = f"{_day(date.today())}: made and judged in {result['made']:.0f} s"
    yield f"{made}. 36 values a series; × plain is against mean and limits alone, as a book has them."
    yield ""
    yield "| Series judged | ms | One by one, ms | × plain | Peak, MB |"
    yield "|--:|--:|--:|--:|--:|"
    for row in result["engine"]:
        singly = row.get("singly", row["seconds"])  # figures kept from before numpy was an extra
        cells = f"{row['seconds'] * 1000:.2f} | {singly * 1000:.2f} | {row['times']:.1f} | {row['peak']:.1f}"
        yield f"| {row['series']:,} | {cells} |"
    yield ""
    yield _beside_r(result["engine"])
    yield ""
    yield "| Page | Queries | p50 ms | p95 ms |"
    yield "|---|--:|--:|--:|"
    for page in result["pages"]:
        yield f"| {page['name']} | {page['queries']} | {page['p50']:.1f} | {page['p95']:.1f} |"
    yield ""
    yield f"- One chart of 36 values as SVG: {result['svg'] * 1000:.2f} ms."
    yield f"- 500 pasted rows read, checked and kept: {result['paste'] * 1000:.0f} ms."
    yield ""


def _beside_r(rows: Sequence[dict[str, Any]]) -> str:
    """The reference on the same series, where it is installed."""
    said = [
        f"{row['series']:,} series in {each:.2f} s, {each / row['seconds']:.0f} times ours"
        for row in rows
        if (each := row.get("in_r"))
    ]
    if not said:
        return "R with NHSRplotthedots was not installed here: not compared with it."
    return f"R with NHSRplotthedots: {'; '.join(said)}."


def missed(results: Sequence[dict[str, Any]]) -> list[str]:
    """What falls short of DESIGN section 7, worst first."""
    found: list[tuple[float, str]] = []
    for result in results:
        if "saves" in result:
            found += _missed_beside(result)
        of = f"{NAMES[result['database']]}, {result['size']:,} projects"
        for page in result["pages"]:
            if not page["path"]:
                continue
            wanted = Kind(**page["kind"]).wanted(result["size"])
            over = page["one"]["p95"] / wanted
            if over > 1:
                found.append(
                    (over, f"{of}: {page['name']}: {page['one']['p95']:.0f} ms, wanted {wanted:.0f}")
                )
            if page["queries"] > MOST_QUERIES:
                over = page["queries"] / MOST_QUERIES
                found.append(
                    (over, f"{of}: {page['name']}: {page['queries']} queries, wanted {MOST_QUERIES}")
                )
            crowd, most = page.get("crowd"), Kind(**page["kind"]).wanted_crowded(result["size"])
            if crowd and most and crowd["p95"] > most:
                said = f"{of}: {page['name']}, 32 clients: {crowd['p95']:.0f} ms, wanted {most:.0f}"
                found.append((crowd["p95"] / most, said))
    return [said for _, said in sorted(found, reverse=True)]


def _missed_beside(result: dict[str, Any]) -> Iterator[tuple[float, str]]:
    """What falls short beside the pages: how many times over, and a sentence."""
    of = f"{NAMES[result['database']]}, {result['size']:,} projects"
    figures = [
        ("memory, idle", result["memory"]["idle"], 220, "MiB"),
        ("memory, after all", result["memory"]["after"], 320, "MiB"),
        ("cold start", result["cold_start"], 1.5, "s"),
        ("saving", result["saves"]["p95"], 20, "ms"),
    ]
    for name, weight in result["weight"].items():
        figures.append((f"first load of {name}", weight["first"] / 1024, 90, "KB"))
        figures.append((f"requests of {name}", weight["requests"], 6, "requests"))
        figures.append((f"{name} again", weight["repeat"] / 1024, 15, "KB"))
    if imported := result["import"]:
        tried, done = imported["tried"], imported["done"]
        figures += [("trying an import", tried["seconds"], 4, "s"), ("an import", done["seconds"], 15, "s")]
        figures.append(("memory of an import", max(tried["peak"], done["peak"]), 512, "MB"))
    for name, figure, wanted, unit in figures:
        if figure > wanted:
            yield figure / wanted, f"{of}: {name}: {figure:.1f} {unit}, wanted {wanted}"
    if (rate := result["saves"]["rate"]) < 150:
        yield 150 / rate, f"{of}: saves: {rate:.0f} a second, wanted 150"


def _system(result: dict[str, Any]) -> Iterator[str]:
    floor = result["floor"]
    yield f"## {NAMES[result['database']]}, {result['size']:,} projects"
    yield ""
    yield f"{_made(result)}. {_bare(floor)} {BUSY}"
    yield ""
    yield "| Page | Queries | p50 ms | p95 ms | × bare | Busy ms | 32 clients, p95 ms | Wanted | |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|---|"
    for page in result["pages"]:
        yield _row(page, result["size"], floor["p50"])
    yield ""
    yield from (f"- {line}" for line in _others(result))
    yield ""


def _logs(result: dict[str, Any]) -> Iterator[str]:
    """Logs, milestones and benefits of all projects."""
    floor = result["floor"]
    yield f"## Logs and benefits: {NAMES[result['database']]}, {result['size']:,} projects"
    yield ""
    counts = ", ".join(f"{count:,} {what}" for what, count in result["counts"].items())
    yield f"{_made(result)}: {counts} (tools/bench/filling.py). {_bare(floor)} {BUSY}"
    yield ""
    yield "| Page | Queries | p50 ms | p95 ms | × bare | Busy ms | Wanted, p95 | |"
    yield "|---|--:|--:|--:|--:|--:|--:|---|"
    for page in result["pages"]:
        wanted, one = Kind(**page["kind"]).wanted(result["size"]), page["one"]
        short = one["p95"] > wanted or page["queries"] > MOST_QUERIES
        figures = (one["p50"], one["p95"], one["p50"] / floor["p50"], page["busy"])
        said = " | ".join(f"{each:.1f}" for each in figures)
        yield f"| {page['name']} | {page['queries']} | {said} | {wanted:.0f} | {'**missed**' if short else 'met'} |"
    yield ""
    yield f"- Two workers: {result['memory']['idle']:.0f} MiB idle (220), {result['memory']['after']:.0f} MiB after all this (320)."
    imported = result["import"]
    tried, done = imported["tried"], imported["done"]
    yield (
        f"- A register of {imported['rows']:,} risks in 200 projects: tried in {tried['seconds']:.1f} s, brought in in "
        f"{done['seconds']:.1f} s, at most {max(tried['peak'], done['peak']):.0f} MB."
    )
    yield ""


def _made(result: dict[str, Any]) -> str:
    return f"{_day(date.today())}: made in {result['made']:.0f} s"


def _bare(floor: dict[str, float]) -> str:
    return f"The bare view: {floor['p50']:.1f} ms, p95 {floor['p95']:.1f} ms."


def _row(page: dict[str, Any], size: int, floor: float) -> str:
    kind = Kind(**page["kind"])
    crowded = kind.wanted_crowded(size)
    wanted = f"{kind.wanted(size):.0f}" + (f" ({crowded:.0f})" if crowded else "")
    if not page["path"]:
        return f"| {page['name']} | | | | | | | {wanted} | not there yet |"
    one, crowd = page["one"], page.get("crowd")
    short = one["p95"] > kind.wanted(size) or bool(crowd and crowded and crowd["p95"] > crowded)
    many = page["queries"] > MOST_QUERIES
    cells = [
        page["name"],
        str(page["queries"]),
        f"{one['p50']:.1f}",
        f"{one['p95']:.1f}",
        f"{one['p50'] / floor:.1f}",
        f"{page['busy']:.1f}",
        f"{crowd['p95']:.0f}" if crowd else "not measured",
        wanted,
        "**missed**" if short or many else "met",
    ]
    return f"| {' | '.join(cells)} |"


def _others(result: dict[str, Any]) -> Iterator[str]:
    memory, saves = result["memory"], result["saves"]
    for name, weight in result["weight"].items():
        yield (
            f"First load of {name}: {weight['first'] / 1024:.0f} KB in {weight['requests']} requests (90 KB, 6); "
            f"again: {weight['repeat'] / 1024:.1f} KB (15)."
        )
    yield (
        f"Saving a change with its fact and event: {saves['p50']:.1f} ms, p95 {saves['p95']:.1f} ms (20); by two workers "
        f"at once {saves['rate']:.0f} a second (150)."
    )
    for kind, export in result["exports"].items():
        size = export["bytes"] / 1024 / 1024
        yield (
            f"Everything as {kind}: {export['seconds']:.1f} s, {size:.1f} MB sent; the server grew by {export['grew']:.0f} MB."
        )
    yield f"Cold start {result['cold_start']:.1f} s (1.5)."
    yield f"Two workers: {memory['idle']:.0f} MiB idle (220), {memory['after']:.0f} MiB after all this (320)."
    if imported := result["import"]:
        tried, done = imported["tried"], imported["done"]
        yield (
            f"A register of {imported['rows']:,} rows and 12 columns: tried in {tried['seconds']:.1f} s (4), brought in in "
            f"{done['seconds']:.1f} s (15), at most {max(tried['peak'], done['peak']):.0f} MB (512)."
        )


def _machine() -> str:
    cpu = re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    total = int(re.findall(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[0])
    return (
        f"{os.cpu_count()} cores ({cpu[0] if cpu else platform.machine()}), {total / 1024 / 1024:.0f} GB, "
        f"Python {platform.python_version()}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}"
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
