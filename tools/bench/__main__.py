"""`make bench`: measures systems of several sizes on both databases and writes docs/benchmarks.md.

python -m tools.bench                      all of it; about a quarter of an hour
python -m tools.bench --quick              1,000 projects on SQLite, few samples; printed, not written
python -m tools.bench --sizes 10000 --databases sqlite
python -m tools.bench --only measures --databases sqlite      10,000 measures with 1,000,000 values; some minutes
python -m tools.bench --only logs          logs and benefits; the other sections of the page stay as they are
"""

import argparse
import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tools.bench.report import missed, written
from tools.bench.serving import ROOT
from tools.postgres import cluster

SIZES = (1_000, 10_000, 100_000)
DATABASES = ("sqlite", "postgresql")
MODULES = {
    "projects": "tools.bench.system",
    "measures": "tools.bench.measures",
    "logs": "tools.bench.logs",
}
PARTS = tuple(MODULES)
PAGE = ROOT / "docs" / "benchmarks.md"
# What would change the measurements, were it set outside.
OURS = ("DEBUG", "DEMONSTRATION", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "LOG_LEVEL", "SECRET_KEY_FILE")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    sizes, databases = ((1_000,), ("sqlite",)) if given.quick else (given.sizes, given.databases)
    parts = Parts(given.only)
    # What is measured in part leaves the rest of the page as it was.
    whole = (parts.only, tuple(sizes), tuple(databases)) == (PARTS, SIZES, DATABASES)
    kept = PAGE.read_text() if not whole and not given.quick and PAGE.exists() else ""
    collect()
    for part, database, size in parts.planned(databases, sizes, quick=given.quick):
        parts.found[part].append(measured(size, database, quick=given.quick, part=part))
        if not given.quick:  # half an hour's work is not lost with its last minute
            PAGE.write_text(parts.page(kept))
    if given.quick:
        sys.stdout.write(parts.page())
    short = missed([*parts.found["projects"], *parts.found["logs"]])
    sys.stdout.write(
        "\n".join(["Short of what is wanted:", *short] if short else ["All that is wanted is met."]) + "\n"
    )


class Parts:
    """What is to be measured, and what was found."""

    def __init__(self, only: Sequence[str]) -> None:
        self.only = tuple(part for part in PARTS if part in only)
        self.found: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}

    def planned(
        self, databases: Sequence[str], sizes: Sequence[int], *, quick: bool
    ) -> Iterator[tuple[str, str, int]]:
        """Each part on each database, with the sizes of its systems."""
        of = {"projects": sizes, "measures": (500 if quick else 10_000,), "logs": (500 if quick else 10_000,)}
        return ((part, database, size) for part in self.only for database in databases for size in of[part])

    def page(self, kept: str = "") -> str:
        found = self.found
        return written(found["projects"], found["measures"], found["logs"], kept=kept)


def collect() -> None:
    """The static files, as `make run` collects them."""
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment("sqlite://:memory:", Path("var")), check=True)  # noqa: S603


def measured(size: int, database: str, *, quick: bool, part: str) -> dict[str, Any]:
    """One system on one database, in processes of its own; nothing of it is left."""
    sys.stdout.write(f"{part}: {database}, {size:,}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="quantock-bench-") as name, _server(database, Path(name)) as url:
        said = Path(name) / "measured.json"
        command = [sys.executable, "-m", MODULES[part], str(size), str(said), *(["--quick"] if quick else [])]
        subprocess.run(command, cwd=ROOT, env=environment(url, Path(name)), check=True)  # noqa: S603
        found: dict[str, Any] = json.loads(said.read_text())
    return found


@contextlib.contextmanager
def _server(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
    else:
        with cluster() as url:
            yield url


def environment(url: str, folder: Path, without: Sequence[str] = OURS) -> dict[str, str]:
    """Ours, with the settings of an installation in earnest."""
    kept = {name: value for name, value in os.environ.items() if name not in without}
    ours = {"DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": secrets.token_urlsafe(50)}
    return kept | ours | {"DJANGO_SETTINGS_MODULE": "quantock.config.settings"}


if __name__ == "__main__":
    main()
