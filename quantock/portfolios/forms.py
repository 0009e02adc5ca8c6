"""Forms about portfolios and strategic themes."""

from typing import Any, ClassVar

from quantock.access import Permission, Viewer
from quantock.people.kept import PlaceField, taken
from quantock.portfolios.models import Portfolio, Theme
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, UkDate

KEEP = Permission.PORTFOLIO_EDIT


class PortfolioForm(EditForm):
    """What a portfolio is."""

    COLUMNS = ("name", "organisation", "purpose", "archived_on")
    definitions: ClassVar[dict[str, str]] = {"name": "Portfolio"}

    name = CleanText(label="Name", max_length=200)
    purpose = CleanText(
        label="What is it for?",
        one_line=False,
        required=False,
        max_length=2000,
        help_text="Which board or meeting looks at it, and what it decides there",
    )
    archived_on = UkDate(
        label="Archived on",
        required=False,
        help_text="From this day it is no longer offered; its history stays. Leave empty while it is used",
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, portfolio: Portfolio | None = None) -> None:
        self.portfolio = portfolio
        now = {name: getattr(portfolio, name) for name in self.COLUMNS} if portfolio else {}
        super().__init__(data, now=now)
        self.fields["organisation"] = PlaceField(
            viewer,
            KEEP,
            now=portfolio.organisation if portfolio else None,
            is_new=portfolio is None,
            label="Whose is it?",
            help_text="Everybody of that organisation sees that it is there; its projects only as far as they may",
        )
        self.order_fields(["name", "organisation", "purpose", "archived_on", "seen"])
        if portfolio is None:
            del self.fields["archived_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        name, place = cleaned.get("name"), cleaned.get("organisation")
        if (
            name
            and "organisation" in cleaned
            and taken(Portfolio.objects.all(), place=place, mine=self.portfolio, name__iexact=name)
        ):
            self.add_error("name", "There is a portfolio of this name already")
        return cleaned


class ThemeForm(EditForm):
    """A strategic theme and the time for which it holds."""

    COLUMNS = ("name", "organisation", "so_from", "so_until")
    definitions: ClassVar[dict[str, str]] = {"name": "Strategic theme"}

    name = CleanText(label="Name", max_length=200, help_text="As the strategy words it")
    so_from = UkDate(
        label="Holds from", required=False, help_text="Such as 1/4/2025. Leave empty if it always did"
    )
    so_until = UkDate(
        label="No longer from",
        required=False,
        help_text="The first day on which it is no longer a theme. What projects said of it stays",
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, theme: Theme | None = None) -> None:
        self.theme = theme
        now = {name: getattr(theme, name) for name in self.COLUMNS} if theme else {}
        super().__init__(data, now=now)
        self.fields["organisation"] = PlaceField(
            viewer,
            KEEP,
            now=theme.organisation if theme else None,
            is_new=theme is None,
            label="Whose is it?",
        )
        self.order_fields(["name", "organisation", "so_from", "so_until", "seen"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, finish = cleaned.get("so_from"), cleaned.get("so_until")
        if start and finish and finish <= start:
            self.add_error(
                "so_until", "It must hold for at least a day: this is not after the day it holds from"
            )
        name = cleaned.get("name")
        if (
            name
            and "organisation" in cleaned
            and taken(
                Theme.objects.all(),
                place=cleaned["organisation"],
                mine=self.theme,
                name__iexact=name,
            )
        ):
            self.add_error("name", "There is a theme of this name already")
        return cleaned
