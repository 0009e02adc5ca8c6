"""`quantock make-administrator EMAIL`: the first administrator of an installation, or one more."""

import argparse
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.forms import ValidationError
from django.urls import reverse

from quantock.access import Role
from quantock.accounts.models import Place, User
from quantock.audit import log
from quantock.audit.models import Channel
from quantock.people.services import grants
from quantock.people.services.joining import person_of
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = "Make somebody an administrator of the whole system; prints a link to set a password."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address. Nobody was made.") from error
        user = User.objects.filter(email=email).first()
        if user is not None and not user.is_active:
            raise CommandError(
                f"The sign-in of {user} was closed. Let them sign in again on their page under “People”, or name another address."
            )
        user = user or User.objects.create_user(email, name=options["name"])
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
        person_of(user)
        if grants.give(user=user, role=Role.ADMIN, place=Place.SYSTEM):
            says = f"Made {user} an administrator of the whole system"
            log.record("role given", user, by=None, says=says, channel=Channel.COMMAND)
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        uid, _, token = key.partition("-")
        address = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        self.stdout.write(f"{user} is an administrator of the whole system.")
        self.stdout.write(f"To set a password, open {settings.SITE_URL}{address}")
