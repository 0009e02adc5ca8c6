"""Administration of local fields, and of how an organisation's new projects begin."""

from django.urls import path

from quantock.projects.views import beginning
from quantock.projects.views import local as views

app_name = "local-fields"
urlpatterns = [
    path("", views.fields, name="fields"),
    path("beginning/<int:organisation_id>/", beginning.beginning, name="beginning"),
    path("add/", views.field_add, name="field-add"),
    path("<int:field_id>/", views.field, name="field"),
]
