"""One project's pages."""

from django.urls import path

from quantock.projects import views

app_name = "projects"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("<int:number>/", views.overview, name="overview"),
    path("<int:number>/edit/", views.edit, name="edit"),
    path("<int:number>/charter/", views.charter, name="charter"),
    path("<int:number>/next-step/", views.next_step, name="next-step"),
    path("<int:number>/previous-step/", views.previous_step, name="previous-step"),
    path("<int:number>/end/", views.end, name="end"),
    path("<int:number>/history/", views.history, name="history"),
]
