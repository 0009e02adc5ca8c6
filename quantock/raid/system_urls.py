"""The logs of all projects that one may see."""

from django.urls import path

from quantock.raid.views import acting, depending, escalating, everywhere, of_places

app_name = "raid-everywhere"
urlpatterns = [
    path("", everywhere.register, {"tab": "risks"}, name="log"),
    path("asked/", escalating.escalations, name="escalations"),
    path("asked/<int:escalation>/", escalating.escalation, name="escalation"),
    path("asked/<int:escalation>/take-back/", escalating.take_back, name="escalation-take-back"),
    path("asked/export/<slug:file>/", escalating.export, name="escalations-export"),
    path("between/", depending.between, name="between"),
    path("between/<int:sides>/", depending.other_side, name="other-side"),
    path("between/export/<slug:file>/", depending.export, name="between-export"),
    path("done/<str:token>/", acting.done_from_mail, name="done-from-mail"),
    path("of/portfolio/<int:portfolio_id>/", of_places.of_portfolio, name="of-portfolio"),
    path("of/organisation/<int:organisation_id>/", of_places.of_organisation, name="of-organisation"),
    path("<slug:tab>/", everywhere.register, name="register"),
    path("<slug:tab>/export/<slug:file>/", everywhere.export, name="export"),
]
