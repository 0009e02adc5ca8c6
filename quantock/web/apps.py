"""The web app: it also makes sure that the door's own check runs before the site starts."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "quantock.web"

    def ready(self) -> None:
        from quantock.access import page  # noqa: F401  registers the check that every view carries @page
