"""The benefits of one project: under its address."""

from django.urls import path

from quantock.benefits.views import changing, reading

app_name = "benefits"
urlpatterns = [
    path("", reading.benefits, name="benefits"),
    path("add/", changing.add, name="add"),
    path("export/<slug:file>/", reading.export, name="export"),
    path("<int:benefit>/", reading.benefit, name="benefit"),
    path("<int:benefit>/change/", changing.change, name="change"),
    path("<int:benefit>/months/", changing.months, name="months"),
    path("<int:benefit>/remove/", changing.remove, name="remove"),
]
