"""How allauth signs people in here: only those an organisation has listed or invited may join."""

import logging
from typing import Any, cast

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.accounts.models import User
from quantock.people.services import joining, second_step

NOBODY_LISTS = (
    "may no longer join: no organisation lists it now. Ask your programme office for an invitation."
)
BY_LINK, PASSWORD_CHANGED = "account_reset_password_from_key", "account/messages/password_changed.txt"
TIMEOUT = 10  # seconds that a provider has to answer


class Session(requests.Session):
    """Asks an organisation's sign-in. One that does not answer, or with an error, ends in a page, not a fault."""

    request_of_page: HttpRequest

    def request(self, *args: Any, **options: Any) -> requests.Response:
        options.setdefault("timeout", TIMEOUT)
        try:
            answer = super().request(*args, **options)
            answer.raise_for_status()
        except requests.RequestException as error:
            logging.getLogger(__name__).warning("a sign-in provider did not answer: %s", error)
            page = TemplateResponse(
                self.request_of_page, "socialaccount/authentication_error.html", {}, status=502
            )
            raise ImmediateHttpResponse(page.render()) from error
        return answer


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Joining by e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This sign-in has been closed. If that is a mistake, ask your programme office.",
        "cannot_remove_primary_email": "Messages go to this address. Send them to another one first.",
        "duplicate_email": "This e-mail address is yours already.",
        "email_password_mismatch": "This e-mail address and this password do not go together. Check both.",
        "email_taken": "Somebody signs in with this e-mail address already.",
        "enter_current_password": "This is not your password.",
        "incorrect_password": "This is not your password.",
        "invalid_password_reset": "This link was used already, or is too old. Ask for a new one.",
        "max_email_addresses": "You cannot have more than %d e-mail addresses.",
        "rate_limited": "Too many tries in a short time. Wait a few minutes, then try again.",
        "select_only_one": "Choose one only.",
        "unknown_email": "Nobody signs in with this e-mail address.",
        "unverified_primary_email": "Confirm the address to which messages go first.",
        "too_many_login_attempts": "Too many wrong passwords for this address. Try again in five minutes, or set a new one: "
        "“Forgotten your password?”",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Whoever came by the link of an invitation has proved the address already."""
        saved = cast(User, super().save_user(request, user, form, commit))
        if commit and self.is_email_verified(request, saved.email):
            joining.join(saved)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Once the address is proved, its owner becomes one of the organisation's people.

        Where the organisation took the domain off its list meanwhile, nobody is let in by the link of before.
        """
        if not joining.may_confirm(email_address.user, email_address.email):
            messages.error(request, f"{email_address.email} {NOBODY_LISTS}")
            return False
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            joining.join(email_address.user, email=email_address.email)
        return confirmed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links lead to the site's own address, whatever name the site was asked by: that is the asker's choice."""
        here = self.request.build_absolute_uri("/")
        told = {
            name: f"{settings.SITE_URL}/{value.removeprefix(here)}"
            if isinstance(value, str) and value.startswith(here)
            else value
            for name, value in context.items()
        }
        super().send_mail(template_prefix, email, told)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        """Whoever set a new password by a link is told so by the page that follows, and by nothing else."""
        match = request.resolver_match
        if not (match and match.url_name == BY_LINK and message_template == PASSWORD_CHANGED):
            super().add_message(request, level, message_template, *args, **more)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home; whoever has not said their name yet is asked first."""
        user = cast(User, request.user)
        return str(super().get_login_redirect_url(request)) if user.name else reverse("people:welcome")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:welcome")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Joining through an organisation's own sign-in (OpenID Connect)."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": "This sign-in of your organisation belongs to somebody else here.",
        "disconnect_last": "This is the only way in which you sign in. Set a password first.",
        "email_taken": "You have a sign-in here with this e-mail address. Sign in with it first, then add %s under "
        "“You and your settings”.",
        "invalid_token": "Your organisation's sign-in gave an answer that cannot be used. Try again.",
        "no_password": "This is the only way in which you sign in. Set a password first.",
        "no_verified_email": "Confirm your e-mail address first: open your settings, then your e-mail addresses.",
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Somebody new whose address nobody has listed or invited is told so, and nothing is made."""
        told = sociallogin.account.extra_data
        subjects = {said.get("sub") for name in ("userinfo", "id_token") if (said := told.get(name))}
        if len(subjects) > 1:
            # OpenID Connect Core 5.3.2: what is told of somebody else than the token names is not used.
            raise PermissionDenied("the token and what is told of its holder name two people")
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        email = (sociallogin.user.email or "").lower()
        if not joining.may_join(email):
            context = {"title": "You cannot join yet", "email": email}
            page = TemplateResponse(request, "people/not_listed.jinja", context, status=403)
            raise ImmediateHttpResponse(page.render())

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """The page does not say why; whoever looks after the site finds it in the log."""
        if error != AuthError.CANCELLED:
            name = provider.app.provider_id
            logging.getLogger(__name__).warning(
                "signing in with %s failed: %s", name, _why(exception) or error
            )

    def get_requests_session(self) -> "Session":
        """What speaks to a provider; when it does not answer, a page says so."""
        session = Session()
        session.request_of_page = self.request
        return session

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Where the provider says that the address is proved, nothing more is asked; else a link is sent."""
        user = cast(User, super().save_user(request, sociallogin, form))
        if any(one.verified and one.email.lower() == user.email for one in sociallogin.email_addresses):
            joining.join(user)
        return user

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """The name as the provider gives it, whole or in parts; of its addresses, which its word proves."""
        user = cast(User, super().populate_user(request, sociallogin, data))
        for address in sociallogin.email_addresses:
            address.verified = self._vouches(sociallogin, address.email)
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        user.name = (data.get("name") or " ".join(filter(None, parts)))[:200]
        user.email = user.email.lower()
        return user

    def _vouches(self, sociallogin: Any, email: str) -> bool:
        """Whether the provider's word proves an address: only one at a domain that the settings trust it with.

        Else whoever runs one organisation's sign-in could enter as anybody of another's.
        """
        told = sociallogin.account.extra_data
        claims = told.get("userinfo") or told.get("id_token") or told
        is_denied = str(claims.get("email_verified", "")).casefold() == "false"
        return not is_denied and bool(self.is_email_verified(sociallogin.provider, email))


def _why(exception: BaseException | None) -> str:
    """The reasons of an exception, the first one last: allauth wraps what the token's check said."""
    said = []
    while exception is not None:
        said.append(f"{type(exception).__name__} {exception}".strip())
        exception = exception.__cause__
    return ", since ".join(said)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """The second factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "unverified_email": "Confirm your e-mail address first: open your settings, then your e-mail addresses.",
        "add_email_blocked": "Turn the second step off before you add an e-mail address.",
        "cannot_delete_authenticator": "You need a second step here: set up another one first.",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first: the codes come with it.",
        "incorrect_code": "This code is not right, or no longer. Enter the one that the app shows now.",
    }

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """What a passkey is called until its owner says otherwise."""
        others = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {others + 1}" if others else "Passkey"

    def get_totp_issuer(self) -> str:
        """What an authenticator app calls this site."""
        return f"Quantock, {settings.SYSTEM_NAME}"

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """The last one stays with whoever has to have one."""
        if not second_step.is_asked_of(authenticator.user):
            return True
        others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk)
        return bool(others.exclude(type="recovery_codes").exists())
