"""The portfolios app: says what it is to the floors below when it starts."""

from django.apps import AppConfig


class PortfoliosConfig(AppConfig):
    name = "quantock.portfolios"

    def ready(self) -> None:
        from quantock.portfolios import places

        places.register()
