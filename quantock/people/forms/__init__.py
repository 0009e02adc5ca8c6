"""Forms about organisations and people."""

from quantock.people.forms.joining import JoinForm

__all__ = ["JoinForm"]
