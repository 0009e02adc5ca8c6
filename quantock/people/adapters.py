"""How allauth signs people in here: only those an organisation has listed or invited may join."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from quantock.accounts.models import User
from quantock.people.services import joining
from quantock.people.services.joining import may_join


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Joining by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Once the address is proved, its owner becomes one of the organisation's people."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            joining.join(email_address.user)
        return confirmed


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Joining through an organisation's own sign-in (OpenID Connect)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return may_join(sociallogin.user.email or "")

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """A trusted provider has proved the address: nobody has to approve."""
        user = cast(User, super().save_user(request, sociallogin, form))
        joining.join(user)
        return user
