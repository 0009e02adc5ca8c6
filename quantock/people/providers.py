"""The organisations' own sign-ins (OpenID Connect), as the settings name them."""

from typing import Any

from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

LONGEST_SUBJECT = 191  # characters that an account keeps (`SOCIALACCOUNT_UID_MAX_LENGTH`)


class OrganisationsSignIn(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """Named in `SOCIALACCOUNT_PROVIDERS`; its addresses are allauth's."""

    package = OpenIDConnectProvider.get_package()

    def extract_uid(self, data: Any) -> str:
        """Who has signed in. An answer that does not say it ends in the page for answers that cannot be used; an empty one
        would make everybody who comes so one person."""
        told = data.get("userinfo") or data.get("id_token") or data
        name = self.app.settings.get("uid_field", "sub")
        subject = told.get(name) if isinstance(told, dict) else None
        if not isinstance(subject, str | int) or not 0 < len(str(subject)) <= LONGEST_SUBJECT:
            raise ProviderException(f"the answer does not say who has signed in: “{name}” is {subject!r:.60}")
        return str(subject)


def sign_in_providers(**asked: str | None) -> list[tuple[str, str]]:
    """The name of each, and the address at which signing in with it begins.

    `next` is where to go afterwards, `process="connect"` adds it to who has signed in.
    """
    query = urlencode({name: value for name, value in asked.items() if value})
    behind = f"?{query}" if query else ""
    return [
        (app["name"], reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]}) + behind)
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
