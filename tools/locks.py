"""Lock files say what to install and its hash, never where from: no address, no path of one machine."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# An address outside the fields that say who to fund, where to report, or a licence.
ADDRESS = re.compile(r"^(?!\s*\"(url|funding|homepage)\":).*(://|file:|--(extra-)?index-url|--find-links)")


def findings() -> list[str]:
    """Each offending line, as file:line: text."""
    files = [*sorted(ROOT.glob("requirements/*.txt")), ROOT / "package-lock.json"]
    found = []
    for path in files:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if ADDRESS.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
        if path.suffix == ".txt" and "--hash=sha256:" not in path.read_text():
            found.append(f"{path.relative_to(ROOT)}: no hashes")
    return found


if __name__ == "__main__":
    problems = findings()
    sys.exit("\n".join(["Lock files may not say where from:", *problems]) if problems else 0)
