"""Addresses of named routes, looked up once where they differ in a number only."""

from functools import lru_cache

from django.urls import reverse

MARK = 917_530_001  # no address of ours holds these digits


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route, as in `url("projects:overview", number=project.number)`.

    A list has hundreds of addresses that differ in a number only: those are looked up once.
    """
    if args:
        return reverse(name, args=args, kwargs=kwargs or None)
    for value in kwargs.values():
        if type(value) is not int or value < 0:
            return reverse(name, kwargs=kwargs)
    return _pattern(name, tuple(kwargs)) % kwargs


@lru_cache(maxsize=1000)
def _pattern(name: str, numbers: tuple[str, ...]) -> str:
    """A route's address with a place for each of its numbers. (No request of ours has routes of its own, and one
    process serves the site under one address.)"""
    marks = {number: MARK + place for place, number in enumerate(numbers)}
    address = reverse(name, kwargs=marks or None).replace("%", "%%")
    for number, mark in marks.items():
        address = address.replace(str(mark), f"%({number})d")
    return address
