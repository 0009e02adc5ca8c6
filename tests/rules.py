"""The files of the repository, as the rules in `test_rules.py` read them."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements/base.txt", "requirements/dev.txt", "requirements/tools.txt", "package-lock.json"}
BINARY = {".png", ".jpg", ".ico", ".xlsx", ".docx", ".pdf", ".woff2", ".ttf", ".gz"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in git or would be added to it, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    names = {Path(name) for name in listed.split("\0") if name}
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def files(*suffixes: str, under: str = ".", tests: bool = True) -> Iterator[Path]:
    """Tracked text files with these endings (all, without); `tests=False` leaves out test code."""
    for path in tracked():
        if path.suffix in BINARY or (suffixes and path.suffix not in suffixes):
            continue
        is_test = "tests" in path.parts or path.name == "conftest.py"
        if path.is_relative_to(under) and (tests or not is_test):
            yield path


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def lines_with(pattern: str, paths: Iterable[Path]) -> list[str]:
    """`file:line: text` of every line that matches."""
    wanted = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(read(path).splitlines(), 1)
        if wanted.search(line)
    ]
