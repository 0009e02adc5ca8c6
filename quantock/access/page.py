"""`@page(...)`: every view says what it needs; the middleware and a system check refuse one that does not."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from quantock.access.permissions import Permission

V = TypeVar("V", bound=Callable[..., Any])

# Views of the libraries we use, which guard themselves.
OTHERS = ("allauth.", "django.")


def page(permission: Permission, *, own_door: bool = False) -> Callable[[V], V]:
    """Say what a view needs.

    Without a record the role may be held anywhere; `fetch` then asks again for the record at hand.
    `own_door=True` says that the view shows nothing but the viewer's own things or no records at all,
    so that the middleware does not expect `fetch` or `visible`.
    """

    def mark(view: V) -> V:
        view.permission = permission  # type: ignore[attr-defined]
        view.own_door = own_door  # type: ignore[attr-defined]
        return view

    return mark


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every route: its full name, its pattern and its view."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from routes(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or entry.pattern}", str(entry.pattern), entry.callback


def is_ours(view: Any) -> bool:
    """Whether a view is one of ours, and so must carry `@page`."""
    where = getattr(getattr(view, "view_class", view), "__module__", "")
    return not str(where).startswith(OTHERS)


@register()
def every_view_says_what_it_needs(**_: Any) -> list[CheckMessage]:
    """A view without `@page` is an error before the site starts."""
    return [
        Error(f"the view of {name} has no @page(...)", id="quantock.E001")
        for name, _, view in routes()
        if is_ours(view) and not hasattr(view, "permission")
    ]
