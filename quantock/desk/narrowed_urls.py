"""The pages that one reading of the address narrows: dashboard, lists, changes to many; and views of them."""

from django.urls import path

from quantock.desk.views import changing, dashboard, portfolios, practice, saved, signals

urlpatterns = [
    path("dashboard/", dashboard.overview, name="dashboard"),
    path("dashboard/export/", dashboard.export, name="dashboard-export"),
    path("milestones/", dashboard.milestones, name="milestones"),
    path("milestones/export/", dashboard.milestones_export, name="milestones-export"),
    path("practice/", practice.practice, name="practice"),
    path("practice/export/", practice.export, name="practice-export"),
    path("warnings/", signals.signals, name="signals"),
    path("warnings/export/", signals.export, name="signals-export"),
    path("projects/change/", changing.change, name="change"),
    path("portfolios/<int:portfolio_id>/", portfolios.portfolio, name="portfolio"),
    path("views/", saved.views, name="views"),
    path("views/save/", saved.save, name="view-save"),
    path("views/<int:view_id>/change/", saved.change, name="view-change"),
    path("views/<int:view_id>/remove/", saved.remove, name="view-remove"),
    path("views/<int:view_id>/usual/", saved.usual, name="view-usual"),
]
