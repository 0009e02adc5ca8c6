"""Scales of sheets of risks that are not ours: mapped once by a person's choice, remembered for the organisation's next sheet."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.logs.finding import RISK, Found
from quantock.engines.risk import SHIPPED, Matrix
from quantock.engines.risk.ratings import (
    MEASURES,
    NOTES,
    RATING,
    Answer,
    Ratings,
    choices,
    key_of,
    number_of,
)
from quantock.engines.risk.sheet import Sheet
from quantock.engines.risk.which import STANDARD, Matrices
from quantock.engines.tables import Refused
from quantock.exchange import logs
from quantock.exchange.models import RememberedMapping
from quantock.exchange.scoring import offered
from quantock.people.models import Organisation
from quantock.projects.models import Project

KEPT_AS = "risks"
KEPT_ON = "kept"
MOST_REMEMBERED = 300
CALLED = {"likelihood": "Likelihood", "impact": "Impact", "rating": "Rating alone"}
NOTHING = Ratings()
EXAMPLE = '{"scales": [{"of": "likelihood", "word": "H", "taken_as": 5}]}'


Again = Callable[[Ratings, Matrices], Sheet | None]
"""Reads a sheet of risks with what is said of its scales, on one of these matrices."""


def read(
    found: Found,
    project: Project | None,
    viewer: Viewer | None,
    *,
    on: date,
    said: Ratings = NOTHING,
    chosen: Mapping[int, str] | None = None,
    matrix: str = "",
) -> Sheet | None:
    """A sheet of risks whose scales mean what is said, or chosen by the place of an answer; else what they meant last time.

    `matrix`: the code of the one that it is to be scored on, where somebody chose. Raises Refused where it is said that an
    answer means what that does not have.
    """

    def again(said: Ratings, matrices: Matrices) -> Sheet | None:
        sheet = found.read(RISK, on=on, ratings=said, matrices=matrices)
        return sheet if isinstance(sheet, Sheet) else None

    return settled(again, project, viewer, on=on, said=said, chosen=chosen, matrix=matrix)


def settled(
    again: Again,
    project: Project | None,
    viewer: Viewer | None,
    *,
    on: date,
    said: Ratings = NOTHING,
    chosen: Mapping[int, str] | None = None,
    matrix: str = "",
) -> Sheet | None:
    """The sheet on the matrix of its organisation (with a viewer), its scales as they are said to mean, else as they meant last
    time, else as they propose: read again where that differs from what it proposes on a matrix that ships."""
    first = again(NOTHING, replace(STANDARD, chosen=matrix))
    if first is None:
        return None
    homes = (
        logs.homes_of({each.scope for each in first.risks}, None, viewer) if viewer and not project else {}
    )
    offer = offered(project, homes, on=on) if viewer else None
    matrices = offer.matrices(matrix) if offer else replace(STANDARD, chosen=matrix)
    if matrix and matrix not in matrices.known:
        raise Refused(
            f"There is no matrix {matrix} to score on. Nothing was brought in.",
            f"Say one of {', '.join(matrices.known)}.",
        )
    if matrices != replace(STANDARD, chosen=matrix):
        first = again(NOTHING, matrices) or first
    refuse_unfit(first, said)
    for at, taken in (chosen or {}).items():
        if at < len(first.answers):
            said = Ratings(_with(said.said, first.answers[at].measure, first.answers[at].key, taken))
    bodies = (
        {project.lead_organisation_id} if project else {each.lead_organisation_id for each in homes.values()}
    )
    before = remembered(first, bodies).said if viewer else {}
    merged = Ratings({of: {**before.get(of, {}), **said.said.get(of, {})} for of in MEASURES})
    differs = any(merged.of(each.measure, each.key) not in (None, each.taken) for each in first.answers)
    sheet = (again(merged, matrices) if differs else None) or first
    if offer:
        sheet.choices = offer.choices
        sheet.warnings += [offer.told] if offer.told else []

    def on_other(other: Matrix) -> Sheet | None:
        return again(said, Matrices({**matrices.known, KEPT_ON: other}, KEPT_ON, ours=True, chosen=KEPT_ON))

    sheet.on_other = on_other
    if sheet.theirs and (own := on_other(sheet.theirs)):
        sheet.stated = own.sums
    return sheet


def _with(
    said: Mapping[str, Mapping[str, str]], of: str, key: str, taken: str
) -> dict[str, Mapping[str, str]]:
    return {**said, of: {**said.get(of, {}), key: taken}}


def remembered(sheet: Sheet, bodies: Collection[int | None]) -> Ratings:
    """What the answers of a sheet meant the last time in the organisations whose projects it is of. At most one query."""
    if not bodies or all(each.is_ours for each in sheet.answers):
        return NOTHING
    said: Mapping[str, Mapping[str, str]] = {}
    for mapping in RememberedMapping.objects.filter(organisation__in=bodies).values_list(
        "mapping", flat=True
    ):
        for of, words in mapping.get(KEPT_AS, {}).get(sheet.matrix, {}).items():
            for key, taken in words.items():
                said = _with(said, of, key, taken)
    return Ratings(said)


def worth_keeping(answers: Sequence[Answer]) -> list[Answer]:
    """The answers whose meaning somebody had to say: not our own numbers."""
    return [each for each in answers if not each.is_ours or number_of(each.text) is None]


@transaction.atomic
def remember(sheet: Sheet, account: logs.Account, *, by: User | None) -> None:
    """Keep what the answers of a sheet mean for the next one of each organisation into whose projects it came."""
    answers = worth_keeping(sheet.answers)
    rows = (row for row in account.rows if row.outcome in ("created", "updated") and row.project)
    bodies = {row.project.lead_organisation_id for row in rows if row.project}
    for body in Organisation.objects.filter(pk__in=bodies) if answers else ():
        kept, _ = RememberedMapping.objects.select_for_update().get_or_create(organisation=body)
        before = kept.mapping.get(KEPT_AS, {})
        here = before.get(sheet.matrix, {})
        changes = []
        for each in answers:
            was = here.get(each.measure, {}).get(each.key)
            if was != each.taken:
                label = f"{CALLED[each.measure]} “{each.text}”"
                changes.append(log.change(each.key, label, was or "", each.ours or "kept in the notes"))
                words = {**here.get(each.measure, {}), each.key: each.taken}
                here = {**here, each.measure: dict(list(words.items())[-MOST_REMEMBERED:])}
        if changes:
            kept.mapping[KEPT_AS] = {**before, sheet.matrix: here}
            kept.save(update_fields=["mapping"])
            says = "Said what the scale of a sheet of risks means"
            log.record("scale changed", body, by=by, says=says, changes=changes)


@transaction.atomic
def forget(kept: RememberedMapping, *, by: User | None) -> None:
    """Forget what scales of sheets of risks mean: the next sheet is read as if it were the first."""
    kept = RememberedMapping.objects.select_for_update().get(pk=kept.pk)
    if not kept.mapping.pop(KEPT_AS, None):
        return
    kept.save(update_fields=["mapping"])
    says = "Forgot what the scales of sheets of risks mean"
    log.record("scale forgotten", kept.organisation, by=by, says=says)


def shown(mapping: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What is remembered, as a page shows it: whose scale, the answer, what it means."""
    found = []
    for code, measures in mapping.get(KEPT_AS, {}).items():
        for of, words in measures.items():
            ours = dict(choices(SHIPPED[code], of)) if code in SHIPPED and of in MEASURES else {}
            found += [
                (CALLED.get(of, of), word, ours.get(taken) or _unnamed(taken))
                for word, taken in words.items()
            ]
    return found


def _unnamed(taken: str) -> str:
    """What an answer means on a matrix whose words are not at hand: an organisation's own, which has versions."""
    if not taken:
        return "Stays in the notes"
    return f"Step {taken} of the organisation’s matrix" if taken.isdecimal() else taken.capitalize()


def mapping_in(path: str) -> Ratings:
    """What a file says of scales: the "scales" that the commands print, edited. Raises Refused for what is none."""
    if not path:
        return NOTHING
    name = Path(path).name
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not JSON in UTF-8"
        raise Refused(
            f"{name} could not be read: {why}. Nothing was brought in.", "Check the file."
        ) from error
    said: Mapping[str, Mapping[str, str]] = {}
    try:
        for each in _scales_in(given):
            said = _with(said, each["of"], key_of(str(each["word"])), _taken(each["of"], each["taken_as"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            f"{name} is no mapping of scales. Nothing was brought in.", f"Write {EXAMPLE}."
        ) from error
    return Ratings(said)


def _scales_in(given: Any) -> list[Any]:
    """The scales in what a command printed: of one sheet, of several, or alone."""
    if isinstance(given, list):
        return given
    if "sheets" in given:
        return [each for sheet in given["sheets"] for each in sheet.get("scales", ())]
    return list(given["scales"])


def _taken(of: str, taken: Any) -> str:
    if of not in MEASURES:
        raise ValueError(of)
    if taken is None:
        return NOTES
    return str(taken) if of == RATING else str(int(taken))


def refuse_unfit(sheet: Sheet, said: Ratings) -> None:
    """Raises Refused where an answer is said to mean what the sheet's matrix does not have."""
    matrix = sheet.on
    for each in sheet.answers:
        taken = said.of(each.measure, each.key)
        ours = dict(choices(matrix, each.measure))
        if taken and taken not in ours:
            raise Refused(
                f"“{each.text}” cannot be {taken} on the matrix {matrix.name}. Nothing was brought in.",
                f"Say one of {', '.join(ours)}, or null to leave it in the notes.",
            )
