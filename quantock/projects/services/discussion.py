"""What people say to each other about a project, and who wants to hear of it."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.projects.models import Comment, Follow, Notice, Project


@transaction.atomic
def comment(
    project: Project, *, text: str, mentioned: Sequence[User], by: User, coaches: Sequence[User] = ()
) -> Comment:
    """Say something. Whoever is mentioned is told; the project's coaches, when they are asked for help.

    The history says that something was said, not what: a comment can be taken back.
    """
    said = Comment.objects.create(project=project, by=by, text=text)
    helping = [each for each in dict.fromkeys(coaches) if each != by]
    told = [each for each in dict.fromkeys(mentioned) if each != by and each not in helping]
    said.mentions.set([*told, *helping])
    about = f"{project.ref} {project.title}"
    _tell(helping, Notice.Kind.HELP, f"{by} asks for your help with {about}", said)
    _tell(told, Notice.Kind.MENTION, f"{by} mentioned you about {about}", said)
    says = "Asked the coach for help" if helping else "Commented"
    log.record("commented", said, by=by, says=says)
    return said


@transaction.atomic
def take_back(said: Comment, *, by: User) -> None:
    """Its words are gone, and what nobody has opened yet of its notices; that it was there stays."""
    current = Comment.objects.select_for_update().get(pk=said.pk)
    if current.taken_back_at:
        return
    current.text, current.taken_back_at = "", timezone.now()
    current.save(update_fields=["text", "taken_back_at"])
    Notice.objects.filter(url=_address(current), seen_at=None).delete()
    log.record("comment taken back", current, by=by, says="Took back a comment")


def follow(project: Project, *, by: User) -> None:
    """Hear of what changes in a project. One's own bookmark: not the project's history, so no event."""
    Follow.objects.get_or_create(user=by, project=project)


def unfollow(project: Project, *, by: User) -> None:
    Follow.objects.filter(user=by, project=project).delete()


def see(notices: Sequence[Notice]) -> None:
    """Notices their reader has opened. Only theirs to know, so no event."""
    Notice.objects.filter(pk__in=[each.pk for each in notices], seen_at=None).update(seen_at=timezone.now())


def _tell(people: Sequence[User], kind: str, says: str, said: Comment) -> None:
    Notice.objects.bulk_create(
        Notice(user=person, project=said.project, kind=kind, says=says, url=_address(said))
        for person in people
    )


def _address(said: Comment) -> str:
    """Its place on the page of the discussion."""
    return f"{reverse('projects:discussion', args=[said.project.number])}#comment-{said.pk}"
