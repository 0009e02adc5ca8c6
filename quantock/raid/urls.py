"""The log of one project: under its address."""

from django.urls import path

from quantock.raid.views import (
    acting,
    changing,
    deciding,
    depending,
    escalating,
    learning,
    many,
    mitigating,
    reading,
    rebaselining,
)

app_name = "raid"
urlpatterns = [
    path("", reading.log, name="log"),
    path("<int:entry>/", reading.entry, name="entry"),
    path("<int:entry>/change/", changing.change, name="change"),
    path("<int:entry>/score/", changing.score, name="score"),
    path("<int:entry>/score/domains/", mitigating.by_domain, name="score-domains"),
    path("<int:entry>/what-is-done/", mitigating.add, name="mitigate"),
    path("<int:entry>/what-is-done/<int:relation>/", mitigating.change, name="mitigation"),
    path("<int:entry>/close/", changing.close, name="close"),
    path("<int:entry>/done/", acting.done, name="done"),
    path("<int:entry>/reviewed/", acting.reviewed, name="reviewed"),
    path("<int:entry>/reopen/", acting.reopen, name="reopen"),
    path("<int:entry>/becomes/<slug:kind>/", acting.becomes, name="becomes"),
    path("<int:entry>/ask-higher/", escalating.ask, name="ask-higher"),
    path("<int:entry>/baselines/", rebaselining.baselines, name="baselines"),
    path("<int:entry>/approve/", rebaselining.approve, name="approve"),
    path("<int:entry>/other-project/", depending.name_other, name="name-other"),
    path("<int:entry>/confirm/", depending.confirm, name="confirm"),
    path("<int:entry>/used/", learning.used, name="used"),
    path("<int:entry>/link/", changing.link, name="link"),
    path("<int:entry>/link/<int:relation>/remove/", acting.unlink, name="unlink"),
    path("<int:entry>/document/", changing.document, name="document"),
    path("<int:entry>/document/<int:document>/remove/", acting.remove_document, name="document-remove"),
    path("<int:entry>/who-sees-it/", changing.keep, name="keep"),
    path("<int:entry>/say/", reading.say, name="say"),
    path("<int:entry>/say/<int:remark>/take-back/", acting.take_back, name="take-back"),
    path("decide/<int:update>/", deciding.decide, name="decide"),
    path("<slug:tab>/", reading.register, name="register"),
    path("<slug:tab>/add/", changing.add, name="add"),
    path("<slug:tab>/paste/", many.many, name="many"),
    path("<slug:tab>/export/<slug:file>/", reading.export, name="export"),
]
