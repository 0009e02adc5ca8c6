"""How allauth signs people in here: only those an organisation has listed or invited may join."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from quantock.people.models import Invitation, ListedDomain


def may_join(email: str) -> bool:
    """A listed e-mail domain, or an invitation not yet used."""
    domain = email.rpartition("@")[2].lower()
    return (
        ListedDomain.objects.filter(domain=domain).exists()
        or Invitation.objects.filter(email__iexact=email, used_at=None).exists()
    )


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Joining by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Joining through an organisation's own sign-in (OpenID Connect)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return True
