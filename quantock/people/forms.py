"""Joining."""

from allauth.account.forms import SignupForm
from django.core.exceptions import ValidationError

from quantock.people.services import may_join


class JoinForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """Refuses an address that nobody has listed or invited, before anything is made."""

    def clean_email(self) -> str:
        email = str(super().clean_email()).lower()
        if not may_join(email):
            raise ValidationError(
                "No organisation here has listed this e-mail address. Use your work address, or ask your "
                "programme office for an invitation."
            )
        return email
