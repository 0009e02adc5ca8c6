"""The measures of one project: under its address."""

from django.urls import path

from quantock.measures.views import (
    before_after,
    changing,
    comparing,
    grid,
    pasting,
    pushing,
    reading,
    shared,
    uploading,
)

app_name = "measures"
urlpatterns = [
    path("", reading.measures, name="measures"),
    path("upload/", uploading.upload_many, name="upload-many"),
    path("add/", changing.add, name="add"),
    path("library/", shared.library, name="library"),
    path("library/<int:offered_id>/use/", shared.use, name="use"),
    path("shared/<int:use_id>/stop/", shared.stop, name="stop-using"),
    path("<int:measure_id>/", reading.measure, name="measure"),
    path("<int:measure_id>/offer/", shared.offer, name="offer"),
    path("<int:measure_id>/compare/", comparing.compare, name="compare"),
    path("<int:measure_id>/history/", reading.history, name="history"),
    path("<int:measure_id>/settings/", changing.settings, name="settings"),
    path("<int:measure_id>/definition/", changing.definition, name="definition"),
    path("<int:measure_id>/values/paste/", pasting.paste, name="paste"),
    path("<int:measure_id>/values/grid/", grid.grid, name="grid"),
    path("<int:measure_id>/values/upload/", pasting.upload, name="upload"),
    path("<int:measure_id>/values/add/", changing.add_value, name="value-add"),
    path("<int:measure_id>/values/<int:point>/correct/", changing.correct, name="value-correct"),
    path("<int:measure_id>/values/<int:point>/remove/", changing.remove_value, name="value-remove"),
    path("<int:measure_id>/batches/<int:batch_id>/take-back/", changing.take_back, name="batch-back"),
    path("<int:measure_id>/sending/", pushing.tokens, name="tokens"),
    path("<int:measure_id>/sending/<int:token_id>/revoke/", pushing.revoke, name="token-revoke"),
    path("<int:measure_id>/chart/", changing.choose_chart, name="chart"),
    path("<int:measure_id>/target/", changing.target, name="target"),
    path("<int:measure_id>/recalculate/", changing.rebase, name="rebase"),
    path(
        "<int:measure_id>/recalculate/<int:rebase_id>/take-back/",
        changing.take_back_rebase,
        name="rebase-back",
    ),
    path("<int:measure_id>/before-after/", before_after.keep, name="before-after"),
    path("<int:measure_id>/notes/add/", changing.annotate, name="note-add"),
    path("<int:measure_id>/notes/<int:note>/remove/", changing.remove_note, name="note-remove"),
    path("<int:measure_id>/remove/", changing.remove, name="remove"),
    path("<int:measure_id>/chart.svg", reading.download, {"kind": "svg"}, name="chart-svg"),
    path("<int:measure_id>/chart.png", reading.download, {"kind": "png"}, name="chart-png"),
    path("<int:measure_id>/chart.json", reading.download, {"kind": "json"}, name="chart-json"),
    path("<int:measure_id>/values.csv", reading.download, {"kind": "csv"}, name="values-csv"),
    path("<int:measure_id>/values.xlsx", reading.download, {"kind": "xlsx"}, name="values-xlsx"),
]
