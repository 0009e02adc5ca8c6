"""An address that only a button or a form leads to, opened by itself: a page that says so and leads back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve

MAY_ONLY_BE_SENT_TO = 405


class SaysSo:
    """Every 405 that has nothing to say for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        says_nothing = isinstance(response, HttpResponse) and not response.content
        if response.status_code != MAY_ONLY_BE_SENT_TO or not says_nothing:
            return response
        context = {"title": "Nothing to open at this address", "back": above(request.path)}
        page = TemplateResponse(request, "web/unopened.jinja", context, status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page.render()


def above(path: str) -> str:
    """The nearest address above this one at which something stands: where its button or form is."""
    parts = path.strip("/").split("/")
    for kept in range(len(parts) - 1, 0, -1):
        higher = f"/{'/'.join(parts[:kept])}/"
        try:
            resolve(higher)
        except Resolver404:
            continue
        return higher
    return "/"
