"""The addresses of the whole site."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("quantock.web.urls")),
    path("", include("quantock.people.urls")),
    path("", include("quantock.desk.urls")),
    path("administration/", include("quantock.portfolios.urls")),
    path("administration/local-fields/", include("quantock.projects.local_urls")),
    path("administration/life-cycles/", include("quantock.projects.lifecycle_urls")),
    path("administration/risk-matrices/", include("quantock.raid.matrix_urls")),
    path("projects/", include("quantock.projects.urls")),
    path("api/measures/", include("quantock.measures.push_urls")),
    path("measures/", include("quantock.measures.system_urls")),
    path("projects/<int:number>/measures/", include("quantock.measures.urls")),
    path("log/", include("quantock.raid.system_urls")),
    path("projects/<int:number>/log/", include("quantock.raid.urls")),
    path("projects/<int:number>/plan/", include("quantock.plans.urls")),
    path("benefits/", include("quantock.benefits.system_urls")),
    path("projects/<int:number>/benefits/", include("quantock.benefits.urls")),
    path("imports/", include("quantock.exchange.urls")),
]

handler400 = "quantock.web.errors.bad_request"
handler403 = "quantock.web.errors.refused"
handler404 = "quantock.web.errors.not_found"
handler500 = "quantock.web.errors.failed"
