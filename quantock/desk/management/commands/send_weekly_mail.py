"""`quantock send-weekly-mail`: what is due and what changed, once a week to each person."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from quantock.desk.services.weekly import send_weekly_mail
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = (
        "Write to everybody who wants it what is due of them and what changed in what they follow. Whoever has had "
        "this week's is left alone, so it can run every day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count; nothing is sent or kept")

    def handle(self, *args: Any, **options: Any) -> None:
        done = send_weekly_mail(timezone.now(), dry_run=options["dry_run"])
        would = "would get" if options["dry_run"] else "got"
        self.stdout.write(f"{done.sent} {would} the weekly e-mail; {done.nothing} had nothing to be told.")
        if done.failed:
            raise CommandError(
                f"{done.failed} could not be sent, for the reason in the log. Run the command again: "
                "whoever has had theirs is left alone."
            )
