"""What tests of registers share: bringing one in by the command, and where the real ones are."""

import json
import os
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

REAL = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data"


def bring_in(path: Path, **options: Any) -> dict[str, Any]:
    """What the command printed, the proposed mapping taken."""
    out = StringIO()
    call_command("import_register", str(path), stdout=out, **{"accept_proposed": True, **options})
    return json.loads(out.getvalue())


def ended(path: Path, code: int, **options: Any) -> dict[str, Any]:
    """What the command printed when it ended with this code."""
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_register", str(path), stdout=out, **options)
    assert stopped.value.code == code
    return json.loads(out.getvalue())


def real(folder: str, name: str) -> Path:
    """A real file; the test is skipped, saying so, where it is not here."""
    path = REAL / folder / name
    if not path.exists():
        pytest.skip(f"{path} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    return path


def expected(name: str) -> Any:
    """What a real file must give."""
    return json.loads(real("expected", name).read_text())


def year(number: int, **more: Any) -> dict[str, Any]:
    """The major projects of a year, as at the end of March."""
    path = real("registers", f"gmpp_{number}.csv")
    return bring_in(path, portfolio="GMPP", as_at=date(number, 3, 31), complete=True, **more)


def written(tmp_path: Path, text: str, name: str = "register.csv") -> Path:
    """A file with this text."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path
