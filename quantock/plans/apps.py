"""Plans of projects: registers the page in the project's menu, and what leavers hand over."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "quantock.plans"

    def ready(self) -> None:
        from quantock.plans import places

        places.register()
