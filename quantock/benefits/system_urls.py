"""The benefits of all projects that one may see."""

from django.urls import path

from quantock.benefits.views import everywhere

app_name = "benefits-everywhere"
urlpatterns = [
    path("", everywhere.benefits, name="benefits"),
    path("export/<slug:file>/", everywhere.export, name="export"),
]
