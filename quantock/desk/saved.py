"""Views of the dashboard and the projects list, saved by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from quantock.desk.asked import Asked
from quantock.desk.queries.choices import Named

ROUTES = {"dashboard": "desk:dashboard", "projects": "desk:projects"}


@dataclass(frozen=True, slots=True)
class Views:
    """The views of a page: one's own, those shared with one's organisations, and the usual one."""

    mine: Sequence[Named] = ()
    shared: Sequence[Named] = ()
    usual: int = 0


def views_of(one: Asked) -> Views:
    """No query: they came with the choices."""
    user = one.selection.viewer.user
    me = user.pk if user else 0
    every = one.choices.of("view")
    return Views(
        mine=[view for view in every if view.of == me],
        shared=[view for view in every if view.of != me],
        usual=next((view.pk for view in one.choices.of("usual")), 0),
    )


def opened_with_usual(request: HttpRequest, one: Asked) -> str:
    """Where to go when nothing was asked for and there is a view to begin with; `?usual=no` asks for everything."""
    usual = next(iter(one.choices.of("usual")), None)
    return f"{request.path}?{usual.text}&usual=no" if usual and usual.text and not request.GET else ""
