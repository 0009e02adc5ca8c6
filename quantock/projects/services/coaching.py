"""What a coach keeps of a project."""

from datetime import date

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.projects.models import CoachingNote, Project


@transaction.atomic
def note_contact(
    project: Project, *, how: str, text: str, for_team: bool, by: User, on: date
) -> CoachingNote:
    """Keep a contact with the team or a note. The event says that there was one, never what the note holds."""
    note = CoachingNote.objects.create(project=project, by=by, on=on, how=how, text=text, for_team=for_team)
    says = f"{note.get_how_display()} on {on.day} {on:%B %Y}" if how else "Wrote a note"
    log.record("coaching noted", note, by=by, says=f"Coaching: {says[0].lower()}{says[1:]}")
    return note
