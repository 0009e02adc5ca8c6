"""What the desk tells the floors below when the site starts."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The pages that show several nouns together."""

    name = "quantock.desk"

    def ready(self) -> None:
        """A workbook or an export of the projects list takes the list's own address, as the page of measures takes
        the dashboard's; every header counts notices."""
        from quantock.benefits import narrowing as benefits
        from quantock.desk import evidence, marks
        from quantock.desk.narrowing import benefits_of, measures_of, projects_of
        from quantock.desk.queries import among
        from quantock.desk.queries.notices import unopened
        from quantock.exchange.lists import narrow_with
        from quantock.measures import narrowing
        from quantock.web.context import UNOPENED

        narrow_with(projects_of)
        narrowing.narrow_with(measures_of)
        benefits.narrow_with(benefits_of)
        UNOPENED[:] = [unopened]
        marks.register()
        evidence.register()
        among.register()
