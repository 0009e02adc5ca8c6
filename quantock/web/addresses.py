"""Addresses of named routes, looked up once where they differ in a number only."""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

MARK = 917_530_001  # no address of ours holds these digits


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route, as in `url("projects:overview", number=project.number)`.

    A list has hundreds of addresses that differ in a number only: those are looked up once.
    """
    if not args and all(type(value) is int and value >= 0 for value in kwargs.values()):
        return _pattern(name, tuple(kwargs), get_urlconf(), get_script_prefix()) % kwargs
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=1000)
def _pattern(name: str, numbers: tuple[str, ...], urlconf: str | None, prefix: str) -> str:
    """A route's address with a place for each of its numbers."""
    marks = {number: MARK + place for place, number in enumerate(numbers)}
    address = reverse(name, kwargs=marks or None).replace("%", "%%")
    for number, mark in marks.items():
        address = address.replace(str(mark), f"%({number})d")
    return address
