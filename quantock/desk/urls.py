"""Pages that show several nouns together."""

from django.urls import path

from quantock.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("projects/", views.projects, name="projects"),
    path("projects/export/", views.export, name="export"),
    path("portfolios/", views.portfolios, name="portfolios"),
    path("demonstration/", views.demonstration, name="demonstration"),
]
