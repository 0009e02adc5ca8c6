"""A measure offered to other projects, and used by them. A using project's history names no measure: not everyone who
reads it may see the measure's own project."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.measures.models import Measure, SharedMeasure
from quantock.people.models import Organisation
from quantock.portfolios.models import Theme
from quantock.projects.counting import keep_counted
from quantock.projects.models import Project
from quantock.projects.services import Refused


@transaction.atomic
def offer_measure(measure: Measure, library: Organisation | Theme | None, *, by: User | None) -> None:
    """Put it into a library, or (None) take it out: projects which use it go on, no other begins to."""
    current = Measure.objects.select_for_update().get(pk=measure.pk)
    was = current.library
    if was == library:
        return
    if library is not None and current.draft:
        raise Refused("A draft counts nowhere else. Say first that it is no draft.")
    current.library_organisation = library if isinstance(library, Organisation) else None
    current.library_theme = library if isinstance(library, Theme) else None
    current.save(update_fields=["library_organisation", "library_theme"])
    says = f"Offered the measure “{current.name}” in the library of {library}"
    if library is None:
        says = f"Took the measure “{current.name}” out of the library of {was}"
    verb = "measure offered" if library else "measure no longer offered"
    log.record(verb, current, by=by, says=says, changes=[log.change("library", "Library", was, library)])


@transaction.atomic
def use_measure(measure: Measure, project: Project, *, by: User | None) -> SharedMeasure:
    """The project uses it from now on: its values are data of the project's too."""
    if measure.project_id == project.pk:
        raise Refused("It is this project's own measure already.")
    if measure.draft or measure.removed_at or measure.library is None:
        raise Refused("It is not offered to other projects.")
    try:
        with transaction.atomic():
            made = SharedMeasure.objects.create(measure=measure, project=project, added_by=by)
    except IntegrityError:
        raise Refused("This project uses it already.") from None
    log.record("measure used", made, by=by, says="Began to use a measure of another project")
    keep_counted([project])
    return made


@transaction.atomic
def stop_using_measure(use: SharedMeasure, *, by: User | None) -> None:
    """It is shown with the project no more; the measure stays as it is."""
    use.removed_at, use.removed_by = timezone.now(), by
    use.save(update_fields=["removed_at", "removed_by"])
    log.record("measure no longer used", use, by=by, says="Stopped using a measure of another project")
    keep_counted([use.project_id])
