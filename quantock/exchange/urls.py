"""Registers in, lists out and back."""

from django.urls import path

from quantock.exchange.views import back, imports, lists, logs, remembered, workbooks

app_name = "exchange"
urlpatterns = [
    path("", imports.imports_list, name="imports"),
    path("workbook/", lists.workbook_of, name="workbook"),
    path("list.xlsx", lists.export, {"kind": "xlsx"}, name="list-xlsx"),
    path("list.csv", lists.export, {"kind": "csv"}, name="list-csv"),
    path("workbook/<slug:tab>/", workbooks.of_all, name="workbook-of-all"),
    path("workbook/<slug:tab>/<int:number>/", workbooks.of_project, name="workbook-of-project"),
    path("bring-back/", back.bring_back, name="bring-back"),
    path("bring-back/<int:back_id>/", back.back, name="back"),
    path("remembered/", remembered.listed, name="remembered"),
    path("remembered/<int:organisation_id>/", remembered.detail, name="remembered-one"),
    path("remembered/<int:organisation_id>/<int:place>/", remembered.scale, name="remembered-scale"),
    path("remembered/<int:organisation_id>/<int:place>/forget/", remembered.forget, name="remembered-forget"),
    path(
        "remembered/<int:organisation_id>/risks/forget/",
        remembered.forget_risks,
        name="remembered-forget-risks",
    ),
    path("logs/", logs.bring_in, name="logs"),
    path("logs/<int:batch_id>/undo/", logs.undo, name="logs-undo"),
    path("upload/", imports.upload, name="upload"),
    path("<int:import_id>/", imports.detail, name="import"),
    path("<int:import_id>/progress/", imports.progress, name="progress"),
    path("<int:import_id>/columns/", imports.columns, name="columns"),
    path("<int:import_id>/table/", imports.table, name="table"),
    path("<int:import_id>/try/", imports.try_it, name="try"),
    path("<int:import_id>/do/", imports.do_it, name="do"),
    path("<int:import_id>/doubts/", imports.doubts, name="doubts"),
    path("<int:import_id>/rows/", imports.rows, name="rows"),
    path("<int:import_id>/undo/", imports.undo, name="undo"),
    path("<int:import_id>/account.xlsx", imports.account, {"kind": "xlsx"}, name="account-xlsx"),
    path("<int:import_id>/account.csv", imports.account, {"kind": "csv"}, name="account-csv"),
]
