"""The floor that pages are compared with: a bare Django view doing one indexed query of 50 rows.

The same framework, database and server as the product, and nothing else: no session, no rights, no template.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quantock.config.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path


def fifty(request: HttpRequest) -> HttpResponse:
    """Fifty projects by their number, as lines of text."""
    from quantock.projects.models import Project

    rows = Project.objects.order_by("number").values_list("number", "title", "state")[:50]
    return HttpResponse("\n".join(f"{number} {title} {state}" for number, title, state in rows))


urlpatterns = [path("", fifty)]
django.setup()
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
application = WSGIHandler()
