"""The real files, wherever they are kept."""

import json
import os
from functools import cache
from pathlib import Path

import pytest

from quantock.engines.tables import open_source, propose, read_table, understand

REAL = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data"


def real(name):
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{path} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    return path


def expected(name):
    return json.loads(real(f"expected/{name}.json").read_text())


@cache
def understood(name, sheet=None):
    """A real file as the engine understands it by itself."""
    path = real(name)
    table = read_table(open_source(path.read_bytes(), path.name), sheet)
    return understand(table, propose(table))
