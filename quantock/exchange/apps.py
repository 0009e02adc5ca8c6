"""The exchange app: says what it is to the floors below when it starts."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "quantock.exchange"

    def ready(self) -> None:
        from quantock.access import Permission
        from quantock.people import administration

        administration.TASKS.append(
            administration.Task(
                administration.WORK,
                "Headings and scales of registers",
                "exchange:remembered",
                "How columns and ratings of an organisation's registers are read",
                Permission.ADMINISTRATION_VIEW,
            )
        )
