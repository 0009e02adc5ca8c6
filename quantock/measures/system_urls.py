"""Measures of the whole system."""

from django.urls import path

from quantock.measures.views import before_after, small_numbers, system

app_name = "measures-everywhere"
urlpatterns = [
    path("", system.everywhere, name="measures"),
    path("measures.xlsx", system.export, {"kind": "xlsx"}, name="xlsx"),
    path("small-numbers/<int:organisation_id>/", small_numbers.threshold, name="small-numbers"),
    path("before-after/<uuid:uid>/", before_after.before_after, name="before-after"),
    path("before-after/<uuid:uid>/take-back/", before_after.withdraw, name="before-after-back"),
    path("measures.csv", system.export, {"kind": "csv"}, name="csv"),
]
