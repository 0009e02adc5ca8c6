"""Pages that belong to no noun."""

from django.urls import path

from quantock.web import views

app_name = "web"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("glossary/", views.glossary, name="glossary"),
    path("components/", views.components, name="components"),
    path("mail/", views.mail, name="mail"),
    path("health/", views.health, name="health"),
]
