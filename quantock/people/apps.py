"""The people app: says what its records are found by when it starts."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "quantock.people"

    def ready(self) -> None:
        from quantock.people import finding

        finding.register()
