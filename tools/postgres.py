"""A throw-away PostgreSQL server: `python -m tools.postgres -- COMMAND` runs it with DATABASE_URL set.

Reached only through a socket in a temporary folder, which goes when the command ends, however it ends.
As root the server runs as the user "postgres", which Debian's package makes.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from urllib.parse import quote

ADVICE = "PostgreSQL's server programs were not found. On Debian: apt-get install postgresql"
# Nothing here outlives the run, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "512MB",  # taken as it is used; a system of 100,000 projects holds a gigabyte
}


class PostgresMissing(Exception):
    """No server programs; the message says what to install."""


def programs() -> Path:
    """The folder of the newest server programs on this machine."""
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda folder: int(folder.parts[-2]))
    initdb = shutil.which("initdb")
    if initdb is None:
        raise PostgresMissing(ADVICE)
    return Path(initdb).resolve().parent


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A running server; gives its DATABASE_URL."""
    where = programs()
    folder = Path(tempfile.mkdtemp(prefix="quantock-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *options: str, check: bool = True) -> None:
        done = subprocess.run(  # noqa: S603
            [*as_user, str(where / program), *options], cwd=folder, capture_output=True, text=True
        )
        if check and done.returncode:
            log = folder / "log"
            said = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}{said}")

    data, log = str(folder / "data"), str(folder / "log")
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    try:
        run("initdb", "-D", data, "-U", "quantock", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        run(
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            log,
            "-o",
            f"{options} -c unix_socket_directories='{folder}'",
            "start",
        )
        yield f"postgres://quantock@{quote(str(folder), safe='')}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> None:
    if sys.argv[1:2] != ["--"] or len(sys.argv) < 3:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGHUP, _end)
    try:
        with (
            cluster() as url,
            subprocess.Popen(  # noqa: S603
                sys.argv[2:], env={**os.environ, "DATABASE_URL": url}
            ) as command,
        ):
            try:
                code = command.wait()
            except (KeyboardInterrupt, SystemExit):
                command.terminate()
                raise
    except PostgresMissing as missing:
        sys.exit(str(missing))
    sys.exit(code)


if __name__ == "__main__":
    main()
