"""The logs of all projects that one may see."""

from django.urls import path

from quantock.raid.views import everywhere

app_name = "raid-everywhere"
urlpatterns = [
    path("", everywhere.register, {"tab": "risks"}, name="log"),
    path("<slug:tab>/", everywhere.register, name="register"),
    path("<slug:tab>/export/<slug:file>/", everywhere.export, name="export"),
]
