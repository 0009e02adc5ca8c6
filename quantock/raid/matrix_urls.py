"""Administration of risk matrices."""

from django.urls import path

from quantock.raid.views import matrices as views

app_name = "matrices"
urlpatterns = [
    path("", views.matrices, name="matrices"),
    path("add/", views.begin, name="begin"),
    path("<int:matrix_id>/", views.matrix, name="matrix"),
    path("<int:matrix_id>/prepare/", views.prepare, name="prepare"),
    path("<int:matrix_id>/words/", views.words, name="words"),
    path("<int:matrix_id>/scores/", views.scores, name="scores"),
    path("<int:matrix_id>/bands/", views.bands, name="bands"),
    path("<int:matrix_id>/domains/", views.domains, name="domains"),
    path("<int:matrix_id>/publish/", views.publish, name="publish"),
    path("<int:matrix_id>/discard/", views.discard, name="discard"),
]
