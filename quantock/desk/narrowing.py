"""The projects that the list shows under an address, for workbooks and exports of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from quantock.access import Viewer
from quantock.desk.forms.projects import FilterForm
from quantock.desk.queries.projects import narrowed


def projects_of(viewer: Viewer, query: QueryDict) -> QuerySet[Any]:
    """What is not understood of the address is not applied, as in the list itself."""
    form = FilterForm(query)
    form.is_valid()
    return narrowed(viewer, form.cleaned_data)
