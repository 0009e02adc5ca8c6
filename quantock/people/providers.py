"""The organisations' own sign-ins (OpenID Connect), as the settings name them."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode


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
