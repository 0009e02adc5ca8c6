"""Saving a view of a page by name, taking it away, and opening a page with one."""

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.desk.models import SavedView, UsualView
from quantock.people.models import Organisation


@transaction.atomic
def save_view(
    *, page: str, name: str, query: str, shared_with: Organisation | None, usual: bool, by: User
) -> SavedView:
    """Keep an address by a name, for oneself or for one's organisation too."""
    view = SavedView.objects.create(by=by, page=page, name=name, query=query, shared_with=shared_with)
    said = f" and shared it with {shared_with.name}" if shared_with else ""
    log.record("view saved", view, by=by, says=f"Saved the view “{name}”{said}")
    if usual:
        open_with(view, by=by)
    return view


@transaction.atomic
def change_view(view: SavedView, *, name: str, shared_with: Organisation | None, by: User) -> None:
    """Another name, or others who see it. Who no longer does opens the page with everything again."""
    changes = [
        log.change("name", "Name", view.name, name),
        log.change(
            "shared_with",
            "Who else sees it",
            str(view.shared_with or "Only you"),
            str(shared_with or "Only you"),
        ),
    ]
    changes = [change for change in changes if change["was"] != change["is"]]
    if not changes:
        return
    if view.shared_with != shared_with:
        UsualView.objects.filter(view=view).exclude(user=by).delete()
    view.name, view.shared_with = name, shared_with
    view.save(update_fields=["name", "shared_with"])
    log.record("view changed", view, by=by, says=f"Changed the view “{view.name}”", changes=changes)


@transaction.atomic
def remove_view(view: SavedView, *, by: User) -> None:
    """It is gone for everyone it was shared with; pages they opened with it open with everything again."""
    log.record("view removed", view, by=by, says=f"Removed the view “{view.name}”")
    view.delete()


def open_with(view: SavedView, *, by: User) -> None:
    """From now on the page opens with this view for this person."""
    UsualView.objects.update_or_create(user=by, page=view.page, defaults={"view": view})


def open_with_everything(view: SavedView, *, by: User) -> None:
    """The page no longer opens with this view for this person."""
    UsualView.objects.filter(user=by, view=view).delete()
