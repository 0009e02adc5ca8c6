"""The one way this engine says no."""


class Refused(ValueError):
    """What was given cannot be used. `error` says what it is, `what_to_do` what to send instead."""

    def __init__(self, error: str, what_to_do: str) -> None:
        super().__init__(f"{error} {what_to_do}")
        self.error = error
        self.what_to_do = what_to_do

    def to_dict(self) -> dict[str, str]:
        """The JSON a command prints."""
        return {"error": self.error, "what_to_do": self.what_to_do}
