"""The forms of signing in, in our words: no placeholders that vanish, and hints that are sentences."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.contrib.auth.password_validation import get_default_password_validators
from django.utils.functional import cached_property

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Password that you have now",
    "password1": "New password",
    "password2": "New password again",
    "remember": "Keep me signed in on this device",
    "code": "Code",
    "name": "Name",
    "passwordless": "Let it sign me in by itself, without my password",
}
HINTS = {
    "name": "Such as “my phone” or “the blue key”",
    "passwordless": "Your device then asks for your fingerprint, your face or its own number each time.",
}


def password_hint() -> str:
    """What a new password must be, in one sentence."""
    lengths = [each.min_length for each in get_default_password_validators() if hasattr(each, "min_length")]
    least = f"At least {lengths[0]} characters, and not" if lengths else "Not"
    return (
        f"{least} a password that many people use, nor like your e-mail address. Three or four words do well."
    )


class OurWords:
    """Labels, hints and boxes as everywhere else here."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]  # of the form it is mixed into
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = password_hint() if name == "password1" else HINTS.get(name, "")


class LoginForm(OurWords, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    pass


class ResetPasswordForm(OurWords, account.ResetPasswordForm):  # type: ignore[misc]  # as above
    pass


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    pass


class ChangePasswordForm(OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(OurWords, account.SetPasswordForm):  # type: ignore[misc]
    pass


class AddEmailForm(OurWords, account.AddEmailForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class AuthenticateForm(OurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    @cached_property
    def ways(self) -> set[str]:
        """What its person has set up: "totp" (an app), "webauthn" (a passkey), "recovery_codes". One query."""
        return set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))


class ActivateTOTPForm(OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(OurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    pass


class RenamePasskeyForm(OurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    pass
