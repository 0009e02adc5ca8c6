"""The organisations' own sign-ins (OpenID Connect), as the settings name them."""

from django.conf import settings
from django.urls import reverse


def sign_in_providers() -> list[tuple[str, str]]:
    """The name of each, and the address at which signing in with it begins."""
    return [
        (app["name"], reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]}))
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
