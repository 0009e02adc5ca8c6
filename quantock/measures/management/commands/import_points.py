"""`quantock import-points FILE --measure NAME`: values of a measure from a file, on a schedule. Prints one JSON object."""

import argparse
import contextlib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit.models import Channel
from quantock.engines.tables import Refused
from quantock.measures.models import Measure
from quantock.measures.taking import may_give, take_file
from quantock.web.commands import JsonCommand, refuse_other_tables

NOTHING = "Nothing was kept."


class Command(JsonCommand):
    help = (
        "Bring values of one measure in from a CSV or XLSX file, with the checks of its page: all of them or none. "
        "A period that has another value gets the new one; the old one stays in the history."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="a CSV file or an .xlsx workbook: dates and values")
        parser.add_argument(
            "--measure",
            required=True,
            help="its number (the last of its page's address), its UUID, or its name; “P-0042 Falls” where names repeat",
        )
        parser.add_argument("--sheet", default=None, help="the sheet of a workbook")
        parser.add_argument("--by", default="", help="the e-mail address of whoever brings them in")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of each value; keep nothing"
        )

    def answer(self, options: dict[str, Any]) -> tuple[dict[str, Any], int]:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refused(f"{path.name} could not be read: {error.strerror}.", "Check its name.") from error
        refuse_other_tables()
        measure = _measure(options["measure"].strip())
        by = _person(options["by"], measure)
        taken = take_file(
            measure,
            data,
            path.name,
            on=timezone.localdate(),
            by=by,
            how=f"from {path.name}",
            channel=Channel.COMMAND,
            dry_run=options["dry_run"],
            sheet=options["sheet"],
        )
        report = {"file": path.name, "dry_run": options["dry_run"], **taken.report(measure)}
        if taken.is_kept:
            return report, 0
        return {"error": NOTHING, "what_to_do": "Mend the rows under “problems”.", **report}, 1


def _measure(said: str) -> Measure:
    """By number, UUID, name, or reference and name. Raises Refused where none or several are meant."""
    every = Measure.objects.filter(removed_at=None, project__archived_at=None).select_related("project")
    ref, _, rest = said.partition(" ")
    wanted = Q(name__iexact=said)
    if ref.upper().startswith("P-") and ref[2:].isdigit():
        wanted = Q(project__number=int(ref[2:]), name__iexact=rest.strip())
    elif said.isdigit():
        wanted = Q(pk=int(said))
    else:
        with contextlib.suppress(ValidationError):
            wanted |= Q(pk__in=every.filter(uid=said).values("pk"))
    found = list(every.filter(wanted)[:6])
    if not found:
        raise Refused(
            f"There is no measure “{said}”. {NOTHING}",
            "Give the number that ends its page's address, or its name.",
        )
    if len(found) > 1:
        named = "; ".join(f"{each.project.ref} {each.name} (number {each.pk})" for each in found)
        raise Refused(f"Several measures are called so: {named}. {NOTHING}", "Give the number.")
    return found[0]


def _person(email: str, measure: Measure) -> User | None:
    """Whoever keeps the machine may, without a name; a person named must be one who may."""
    if not email:
        return None
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        raise Refused(f"Nobody signs in as {email}. {NOTHING}", "Check the e-mail address.")
    if not may_give(user, measure):
        raise Refused(f"{email} may not change this measure. {NOTHING}", "Name somebody of its team.")
    return user
