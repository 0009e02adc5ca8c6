"""The log of a project: registers its page in the project's menu, its history with the door, its owners with leavers, what
is counted of it."""

from django.apps import AppConfig


class RaidConfig(AppConfig):
    name = "quantock.raid"

    def ready(self) -> None:
        from quantock.raid import counting, places

        places.register()
        counting.register()
