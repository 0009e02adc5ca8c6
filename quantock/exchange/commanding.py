"""What the commands that bring sheets of logs in have in common: the file, who brings it in, into which project, and when."""

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from quantock.access import MACHINE, Viewer, viewer_for
from quantock.accounts.models import User
from quantock.engines.tables import Refused, Source, open_source
from quantock.exchange.queries import projects_called
from quantock.projects.models import Project
from quantock.web.commands import day


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that all of them take."""
    parser.add_argument("file", help="a CSV file or an .xlsx workbook")
    parser.add_argument(
        "--project", default="", help="the programme or project that the sheet is of: P-0042, or its title"
    )
    parser.add_argument(
        "--as-at", type=day, default=None, help="the day it was true, YYYY-MM-DD; today if not given"
    )
    parser.add_argument("--by", default="", help="the e-mail address of whoever brings it in")
    parser.add_argument("--dry-run", action="store_true", help="try it; nothing is written")


def opened(name: str) -> tuple[Path, Source]:
    """The file. Raises Refused where it cannot be read."""
    path = Path(name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path.name} could not be read: {error.strerror}.", "Check its name.") from error
    return path, open_source(data, path.name)


def day_of(options: dict[str, Any]) -> date:
    """The day it was true. Raises Refused for one to come."""
    on: date = options["as_at"] or timezone.localdate()
    if on > timezone.localdate():
        raise Refused(f"{on} is in the future. Nothing was brought in.", "Say when the sheet was true.")
    return on


@dataclass(frozen=True, slots=True)
class Asked:
    """Who brings it in, what they see, and into which programme or project."""

    by: User | None
    viewer: Viewer
    project: Project | None


def asked_by(options: dict[str, Any]) -> Asked:
    """Raises Refused for nobody's address and for what is not one project."""
    email, words = options["by"], options["project"]
    by = User.objects.filter(email=email.lower(), is_active=True).first() if email else None
    if email and by is None:
        raise Refused(f"Nobody signs in as {email}. Nothing was brought in.", "Check the e-mail address.")
    found = projects_called(MACHINE, words) if words else []
    if words and len(found) != 1:
        raise Refused(
            f"{len(found)} projects are called {words}. Nothing was brought in.", "Give its reference."
        )
    return Asked(by, viewer_for(by) if by else MACHINE, found[0] if found else None)


def add_mapping(parser: argparse.ArgumentParser) -> None:
    """The option of commands that read scores of risks."""
    parser.add_argument(
        "--mapping",
        default="",
        help="a JSON file that says what the answers of the sheet's scales mean: the scales that this command prints, edited",
    )
    parser.add_argument(
        "--matrix",
        default="",
        metavar="CODE",
        help="score on this matrix: own (the one that the organisation of the project uses), nhs-5x5, 4x4 or 6x4. Without it on "
        "the organisation's own, if it keeps one, else on the one that the sheet's words are of",
    )
