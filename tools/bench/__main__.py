"""`make bench`: measures systems of several sizes on both databases and writes docs/benchmarks.md.

python -m tools.bench                      all of it; about a quarter of an hour
python -m tools.bench --quick              1,000 projects on SQLite, few samples; printed, not written
python -m tools.bench --sizes 10000 --databases sqlite
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
# What would change the measurements, were it set outside.
OURS = ("DEBUG", "DEMONSTRATION", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "LOG_LEVEL", "SECRET_KEY_FILE")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    given = parser.parse_args()
    sizes, databases = ((1_000,), ("sqlite",)) if given.quick else (given.sizes, given.databases)
    collect()
    results: list[dict[str, Any]] = []
    watched: list[dict[str, Any]] = []
    for database in databases:
        for size in sizes:
            results.append(measured(size, database, quick=given.quick))
            _keep(results, watched, quick=given.quick)
    many = 500 if given.quick else 10_000
    for database in databases:
        watched.append(
            measured(many, database, quick=given.quick, what="measures", of="tools.bench.measures")
        )
        _keep(results, watched, quick=given.quick)
    if given.quick:
        sys.stdout.write(written(results, watched))
    short = missed(results)
    sys.stdout.write(
        "\n".join(["Short of what is wanted:", *short] if short else ["All that is wanted is met."]) + "\n"
    )


def _keep(results: Sequence[dict[str, Any]], watched: Sequence[dict[str, Any]], *, quick: bool) -> None:
    """The page, of what is measured so far: half an hour's work is not lost with its last minute."""
    if not quick:
        (ROOT / "docs" / "benchmarks.md").write_text(written(results, watched))


def collect() -> None:
    """The static files, as `make run` collects them."""
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment("sqlite://:memory:", Path("var")), check=True)  # noqa: S603


def measured(
    size: int, database: str, *, quick: bool, what: str = "projects", of: str = "tools.bench.system"
) -> dict[str, Any]:
    """One system on one database, in processes of its own; nothing of it is left."""
    sys.stdout.write(f"{database}, {size:,} {what}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="quantock-bench-") as name, _server(database, Path(name)) as url:
        said = Path(name) / "measured.json"
        command = [
            sys.executable,
            "-m",
            of,
            str(size),
            str(said),
            *(["--quick"] if quick else []),
        ]
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
