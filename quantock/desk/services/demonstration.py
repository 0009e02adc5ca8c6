"""The made-up people of the demonstration, found again by their address."""

from dataclasses import dataclass

from quantock.accounts.models import User

DOMAIN = "demonstration.example"


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the demonstration's people, and what they do."""

    key: str
    name: str
    does: str

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Somebody("priya", "Priya Nair", "ward nurse leading a quality improvement project"),
    Somebody("tom", "Tom Ellis", "programme office of the hospital trust"),
    Somebody("ruth", "Ruth Adeyemi", "improvement coach"),
    Somebody("mark", "Mark Selwood", "works for the council, a partner"),
    Somebody("helen", "Helen Marsh", "administrator of the whole system"),
    Somebody("asif", "Asif Khan", "auditor: reads everything, changes nothing"),
)


def demonstration_people() -> tuple[Somebody, ...]:
    """Those whom the sign-in page offers."""
    return PEOPLE


def demonstration_user(email: str) -> User | None:
    """The sign-in of one of them; nobody else's."""
    if email not in {person.email for person in PEOPLE}:
        return None
    return User.objects.filter(email=email, is_active=True).first()
