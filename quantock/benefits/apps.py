"""Benefits: registers its page in the project's menu, its panel, its owners with leavers, what is counted of its past."""

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "quantock.benefits"

    def ready(self) -> None:
        from quantock.benefits import counting, places

        places.register()
        counting.register()
