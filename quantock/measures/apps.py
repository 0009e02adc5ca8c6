"""Measures: registers its page in the project's menu and its kept figures with the check of the records."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "quantock.measures"

    def ready(self) -> None:
        from quantock.measures import counting, marks, overview, places  # noqa: F401 - two register their panels
        from quantock.projects.views import editing

        counting.register()
        marks.register("milestone", marks.MILESTONES)
        marks.register("update", marks.UPDATES)
        editing.add_to_menu("Measures", "measures:measures", after="projects:milestones")
