"""Measures of the whole system."""

from django.urls import path

from quantock.measures.views import before_after, sets, small_numbers, system

app_name = "measures-everywhere"
urlpatterns = [
    path("", system.everywhere, name="measures"),
    path("measures.xlsx", system.export, {"kind": "xlsx"}, name="xlsx"),
    path("small-numbers/<int:organisation_id>/", small_numbers.threshold, name="small-numbers"),
    path("before-after/<uuid:uid>/", before_after.before_after, name="before-after"),
    path("before-after/<uuid:uid>/take-back/", before_after.withdraw, name="before-after-back"),
    *(
        path(
            f"before-after/<uuid:uid>/{name}.{kind}",
            before_after.download,
            {"kind": kind},
            name=f"before-after-{kind}",
        )
        for name, kind in (
            ("chart", "svg"),
            ("chart", "png"),
            ("chart", "json"),
            ("values", "csv"),
            ("values", "xlsx"),
        )
    ),
    path("sets/", sets.measure_sets, name="sets"),
    path("sets/begin/", sets.begin, name="set-begin"),
    path("sets/<int:set_id>/", sets.measure_set, name="set"),
    path("sets/<int:set_id>/measures.xlsx", sets.export, name="set-xlsx"),
    path("sets/<int:set_id>/change/", sets.change, name="set-change"),
    path("sets/<int:set_id>/measures/", sets.arrange, name="set-measures"),
    path("sets/<int:set_id>/measures/put/", sets.put, name="set-put"),
    path("sets/<int:set_id>/remove/", sets.remove, name="set-remove"),
    path("measures.csv", system.export, {"kind": "csv"}, name="csv"),
]
