"""The projects app: says what it is to the floors below when it starts."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "quantock.projects"

    def ready(self) -> None:
        from quantock.projects import finding, places

        places.register()
        finding.register()
