"""What the desk tells the floors below when the site starts."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The pages that show several nouns together."""

    name = "quantock.desk"

    def ready(self) -> None:
        """A workbook or an export of the projects list takes the list's own address; every header counts notices."""
        from quantock.desk.narrowing import projects_of
        from quantock.desk.queries.notices import unopened
        from quantock.exchange.lists import narrow_with
        from quantock.web.context import UNOPENED

        narrow_with(projects_of)
        UNOPENED[:] = [unopened]
