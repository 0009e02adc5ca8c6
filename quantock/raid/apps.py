"""The log of a project: registers its page in the project's menu, its history with the door, its owners with leavers."""

from django.apps import AppConfig


class RaidConfig(AppConfig):
    name = "quantock.raid"

    def ready(self) -> None:
        from quantock.raid import places

        places.register()
