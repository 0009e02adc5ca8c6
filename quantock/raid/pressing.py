"""An action done from an e-mail: a page of one button, for the person it was sent to, also without signing in."""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from quantock.access import viewer_for
from quantock.accounts.models import User
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry

SALT = "quantock.raid.done"
LASTS = 60 * 24 * 60 * 60
"""Seconds: some weekly e-mails later there is a newer link."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Whose link it is, and for which action."""

    entry: Entry
    user: User


def address_of(entry: Entry, user: User | None) -> str:
    """The page of the button; none for what is no action, or is kept to named people."""
    if user is None or entry.kind != Kind.ACTION or entry.restricted:
        return ""
    return reverse("raid-everywhere:done-from-mail", args=[signing.dumps([entry.pk, user.pk], salt=SALT)])


def pressed(token: str) -> Pressed | None:
    """Nothing where the link was changed on its way or is old, where its person has left, or where the action is no longer
    theirs, kept to named people, or of a project that they may not see meanwhile."""
    try:
        entry_key, user_key = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_key, is_active=True).first()
    if user is None:
        return None
    seen = Entry.objects.visible_to(viewer_for(user)).filter(pk=entry_key, owner__user=user, restricted=False)
    entry = seen.select_related("project", "owner").first()
    return Pressed(entry, user) if entry else None
