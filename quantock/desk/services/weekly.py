"""The weekly e-mail: once a week to each person, and only when there is something to say."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.db.models import Q
from django.template import engines
from django.utils import timezone

from quantock.access import viewer_for
from quantock.accounts.models import User
from quantock.desk.models import WeeklyMail
from quantock.desk.queries.weekly import Letter, letter_for
from quantock.people.models import MailChoice
from quantock.people.services.telling import stopping_address
from quantock.web import mail

html_template_name = "desk/weekly_mail.jinja"
SUBJECT = "Your week: what is due and what changed"


@dataclass(slots=True)
class Sent:
    """How many got their e-mail now, how many had nothing to be told, how many could not be given theirs."""

    sent: int = 0
    nothing: int = 0
    failed: int = 0


def send_weekly_mail(now: datetime, *, dry_run: bool = False) -> Sent:
    """Whoever has had this week's is left alone, so a second run does no harm; one cut off is gone on with."""
    done, week = Sent(), monday_of(timezone.localtime(now).date())
    for user in _readers(week):
        letter = letter_for(viewer_for(user), now)
        if dry_run:
            done.sent += bool(letter.parts())
            done.nothing += not letter.parts()
            continue
        kept, _ = WeeklyMail.objects.get_or_create(user=user, week=week)
        if letter.parts():
            try:
                _send(user, letter)
            except (SMTPException, OSError):
                logging.getLogger(__name__).exception("the weekly e-mail of user %s was not taken", user.pk)
                done.failed += 1
                continue
            done.sent += 1
        else:
            done.nothing += 1
        kept.done_at = timezone.now()
        kept.save(update_fields=["done_at"])
    return done


def monday_of(day: date) -> date:
    """The week that a day belongs to."""
    return day - timedelta(days=day.weekday())


def _readers(week: date) -> Iterable[User]:
    """Who signs in, wants it and has not had it this week."""
    had = WeeklyMail.objects.filter(week=week, done_at__isnull=False).values("user")
    wanted = Q(person=None) | Q(person__mail=MailChoice.WEEKLY)
    return list(User.objects.filter(wanted, is_active=True).exclude(pk__in=had).order_by("pk"))


def _send(user: User, letter: Letter) -> None:
    stop = settings.SITE_URL + stopping_address(user)
    context = {"letter": letter, "site": settings.SITE_URL, "stop": stop, "title": SUBJECT}
    context["system_name"] = settings.SYSTEM_NAME
    html = engines["jinja2"].get_template(html_template_name).render(context)
    mail.send(user.email, SUBJECT, _text(letter, stop), html, headers={"List-Unsubscribe": f"<{stop}>"})


def _text(letter: Letter, stop: str) -> str:
    parts = [letter.summary()]
    for heading, lines in letter.parts():
        told = [f"{line.about}\n{line.says}\n{settings.SITE_URL}{line.path}" for line in lines]
        parts.append("\n\n".join([heading.upper(), *told]))
    return "\n\n\n".join([*parts, f"To get no more of these: {stop}"]) + "\n"
