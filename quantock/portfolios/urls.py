"""Administration of portfolios and strategic themes."""

from django.urls import path

from quantock.portfolios import views

app_name = "portfolios"
urlpatterns = [
    path("portfolios/", views.portfolios, name="portfolios"),
    path("portfolios/add/", views.portfolio_add, name="portfolio-add"),
    path("portfolios/<int:portfolio_id>/", views.portfolio, name="portfolio"),
    path("themes/", views.themes, name="themes"),
    path("themes/add/", views.theme_add, name="theme-add"),
    path("themes/<int:theme_id>/", views.theme, name="theme"),
]
