"""What the desk tells the floors below when the site starts."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The pages that show several nouns together."""

    name = "quantock.desk"

    def ready(self) -> None:
        """A workbook or an export of the projects list takes the list's own address."""
        from quantock.desk.narrowing import projects_of
        from quantock.exchange.lists import narrow_with

        narrow_with(projects_of)
