"""Debian's packages that the tests need: installed where we may, otherwise named.

python -m tools.packages [NAME ...]      all of them, or only those named
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NEEDED: dict[str, Callable[[], bool]] = {
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "chromium": lambda: bool(shutil.which("chromium") or shutil.which("chromium-browser")),
    "fonts-liberation": lambda: any(Path("/usr/share/fonts").rglob("LiberationSans-Regular.ttf")),
}


def install(names: list[str]) -> None:
    """With apt-get; raises CalledProcessError when it fails."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"], check=True, env=quiet)  # noqa: S603
    subprocess.run(  # noqa: S603
        [*apt, "install", "-y", "--no-install-recommends", *names],
        check=True,
        env=quiet,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    asked = sys.argv[1:] or list(NEEDED)
    missing = [name for name in asked if not NEEDED[name]()]
    if not missing:
        return
    by_hand = f"Run: sudo apt-get install {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"These Debian packages are needed and not here: {', '.join(missing)}. {by_hand}")
    sys.stdout.write(f"Installing Debian's {', '.join(missing)} (needed by the tests)\n")
    sys.stdout.flush()
    try:
        install(missing)
    except subprocess.CalledProcessError as failed:
        sys.exit(f"apt-get failed with {failed.returncode}. {by_hand}")


if __name__ == "__main__":
    main()
