"""Who answers for a project and how much is asked of it: its lead organisation, its track, its steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.people.models import Organisation
from quantock.projects.models import Partner, Project, Step
from quantock.projects.services.merging import Refused
from quantock.projects.services.record import change_record


@transaction.atomic
def change_lead(
    project: Project,
    organisation: Organisation,
    *,
    stays: bool,
    by: User | None,
    on: date,
    reason: str = "",
    seen: Mapping[str, Any] | None = None,
) -> Project:
    """Another organisation leads it: the unit, which was the first one's, is emptied. With `stays` the first
    goes on as a partner, so that its people still see the project."""
    before = Project.objects.select_related("lead_organisation").get(pk=project.pk).lead_organisation
    said: dict[str, Any] = {"lead_organisation": organisation}
    shown = dict(seen) if seen else None
    if organisation != before:
        said |= {"unit": None, "organisation_text": ""}
        shown = shown and {"unit": project.unit, "organisation_text": project.organisation_text, **shown}
    now = change_record(project, said, by=by, on=on, seen=shown, reason=reason)
    if now.lead_organisation_id != before.pk:
        Partner.objects.filter(project=project, organisation=organisation).delete()
        if stays:
            Partner.objects.get_or_create(project=project, organisation=before)
            log.record("partner added", project, by=by, says=f"{before.name} stays as a partner")
    return now


def change_path(
    project: Project,
    *,
    track: str,
    step: Step,
    by: User | None,
    on: date,
    reason: str = "",
    seen: Mapping[str, Any] | None = None,
) -> Project:
    """The track, and the step (with it the life-cycle model) at which the project stands on it."""
    if track not in step.tracks:
        raise Refused(f"The {track} track does not ask for the step “{step}”. Choose another step.", "step")
    at = project.step
    if at and at.model_id == step.model_id and step.number < at.number and not reason:
        raise Refused("It moves back a step. Say why.", "reason")
    said = {"track": track, "life_cycle": step.model, "step": step}
    shown = {**seen, "life_cycle": seen["step"].model if seen["step"] else None} if seen else None
    return change_record(project, said, by=by, on=on, seen=shown, reason=reason)
