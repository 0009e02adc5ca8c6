"""Administration of life-cycle models."""

from django.urls import path

from quantock.projects.views import lifecycles as views

app_name = "lifecycles"
urlpatterns = [
    path("", views.models, name="models"),
    path("add/", views.model_add, name="model-add"),
    path("<int:model_id>/", views.model, name="model"),
    path("<int:model_id>/prepare/", views.prepare, name="prepare"),
    path("<int:model_id>/publish/", views.publish, name="publish"),
    path("<int:model_id>/discard/", views.discard, name="discard"),
    path("<int:model_id>/settings/", views.settings, name="settings"),
    path("<int:model_id>/steps/add/", views.step_add, name="step-add"),
    path("<int:model_id>/steps/<int:step_id>/", views.step, name="step"),
    path("<int:model_id>/steps/<int:step_id>/move/", views.step_move, name="step-move"),
    path("<int:model_id>/steps/<int:step_id>/remove/", views.step_remove, name="step-remove"),
]
