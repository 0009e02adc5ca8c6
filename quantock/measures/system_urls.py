"""Measures of the whole system."""

from django.urls import path

from quantock.measures.views import small_numbers, system

app_name = "measures-everywhere"
urlpatterns = [
    path("", system.everywhere, name="measures"),
    path("measures.xlsx", system.export, {"kind": "xlsx"}, name="xlsx"),
    path("small-numbers/<int:organisation_id>/", small_numbers.threshold, name="small-numbers"),
    path("measures.csv", system.export, {"kind": "csv"}, name="csv"),
]
