"""Measures of the whole system."""

from django.urls import path

from quantock.measures.views import system

app_name = "measures-everywhere"
urlpatterns = [
    path("", system.everywhere, name="measures"),
    path("measures.xlsx", system.export, {"kind": "xlsx"}, name="xlsx"),
    path("measures.csv", system.export, {"kind": "csv"}, name="csv"),
]
