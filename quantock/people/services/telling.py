"""How somebody is told of what is due: by a weekly e-mail, or not at all."""

from django.core import signing
from django.db import transaction
from django.urls import reverse

from quantock.accounts.models import User
from quantock.audit import log
from quantock.people.models import MailChoice
from quantock.people.services.joining import person_of

SALT = "quantock.people.mail"


@transaction.atomic
def choose_mail(user: User, choice: str, *, by: User) -> None:
    """Written to weekly, or never. Said again, it stays as it is."""
    person = person_of(user)
    if person.mail == choice:
        return
    was, now = MailChoice(person.mail).label, MailChoice(choice).label
    person.mail = choice
    person.save(update_fields=["mail"])
    changes = [log.change("mail", "E-mail about what is due", was, now)]
    log.record("mail chosen", person, by=by, says="Changed the e-mail about what is due", changes=changes)


def stopping_address(user: User) -> str:
    """The page whose button stops the weekly e-mail, also for whoever has not signed in. Signed, so nobody else's."""
    return reverse("people:mail-stop", args=[signing.dumps(user.pk, salt=SALT)])


def reader_of(token: str) -> User | None:
    """Whose link it is; nobody's where it was changed on its way."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key, is_active=True).first()
