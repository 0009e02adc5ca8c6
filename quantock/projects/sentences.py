"""What a project's overview says in a sentence: what will be better, and how the work stands against its dates."""

from collections.abc import Sequence
from datetime import date

from quantock.engines.dates import say_date, working_days_between
from quantock.engines.text import plural
from quantock.projects.models import CharterFact, ProjectRecord
from quantock.projects.rules import Judged, Verdict


def aim_in_a_sentence(charter: CharterFact) -> str:
    """From 6.1 to 3.0 falls per 1,000 occupied bed days by 31 March 2027; empty without a target."""
    if not charter.aim_target:
        return ""
    begun = (
        f"From {charter.aim_baseline} to {charter.aim_target}" if charter.aim_baseline else charter.aim_target
    )
    measure = f" {charter.aim_measure}" if charter.aim_measure else ""
    by = f" by {say_date(charter.aim_by)}" if charter.aim_by else ""
    return f"{begun}{measure}{by}."


def standing_in_a_sentence(record: ProjectRecord, verdicts: Sequence[Verdict], *, on: date) -> str:
    """Since when it runs and until when, how much later than planned, and what of its milestones is late."""
    said = [_dates(record, on), _late(verdicts)]
    return " ".join(filter(None, said))


def _dates(record: ProjectRecord, on: date) -> str:
    start, finish = record.starts_on, record.ends_on
    if record.actual_end:
        ended = say_date(record.actual_end)
        return f"It ran from {say_date(start)} to {ended}." if start else f"It ended on {ended}."
    begins = f"{'Since' if start <= on else 'From'} {say_date(start)}" if start else ""
    ends = f"to end on {say_date(finish)}{_slip(record)}" if finish else ""
    if begins and ends:
        return f"{begins}, {ends}."
    return f"{begins}." if begins else f"T{ends[1:]}." if ends else ""


def _slip(record: ProjectRecord) -> str:
    """How much later, or earlier, than planned it is expected to end."""
    if not (record.planned_end and record.forecast_end) or record.planned_end == record.forecast_end:
        return ""
    days = working_days_between(record.planned_end, record.forecast_end)
    if days == 0:
        return ""
    return f", {plural(abs(days), 'working day')} {'later' if days > 0 else 'earlier'} than planned"


def _late(verdicts: Sequence[Verdict]) -> str:
    late = sum(verdict.status == Judged.RED for verdict in verdicts)
    if late == 0:
        return ""
    return f"{plural(late, 'milestone')} {'is' if late == 1 else 'are'} late."
