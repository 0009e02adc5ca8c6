"""The addresses of the whole site."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("quantock.web.urls")),
    path("", include("quantock.desk.urls")),
    path("projects/", include("quantock.projects.urls")),
]

handler404 = "quantock.web.views.not_found"
handler403 = "quantock.web.views.refused"
