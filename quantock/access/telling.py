"""Which events of a project somebody is not told of, though they see the project: an app that keeps a record to named
people says which of its events go with it. Every list of events asks here."""

from collections.abc import Callable

from django.db.models import Q

from quantock.access.viewer import Viewer

HIDDEN: list[Callable[[Viewer], Q]] = []


def told_to(viewer: Viewer) -> Q:
    """The condition on events that leaves out what this viewer may not hear of. No query of its own."""
    condition = Q()
    for hidden in HIDDEN:
        condition &= ~hidden(viewer)
    return condition
