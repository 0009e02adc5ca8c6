"""One project's pages."""

from django.urls import path

from quantock.projects.views import milestones, people, record, status

app_name = "projects"
urlpatterns = [
    path("register/", record.register, name="register"),
    path("similar/", record.similar, name="similar"),
    path("<int:number>/", record.overview, name="overview"),
    path("<int:number>/edit/", record.edit, name="edit"),
    path("<int:number>/charter/", record.charter_page, name="charter-page"),
    path("<int:number>/charter/edit/", record.charter, name="charter"),
    path("<int:number>/next-step/", record.next_step, name="next-step"),
    path("<int:number>/previous-step/", record.previous_step, name="previous-step"),
    path("<int:number>/end/", record.end, name="end"),
    path("<int:number>/history/", record.history, name="history"),
    path("<int:number>/updates/", status.updates, name="updates"),
    path("<int:number>/updates/begin/", status.begin, name="begin-update"),
    path("<int:number>/updates/open/", status.update, name="update"),
    path("<int:number>/updates/submit/", status.submit, name="submit-update"),
    path("<int:number>/updates/publish/", status.publish, name="publish-update"),
    path("<int:number>/updates/send-back/", status.send_back, name="send-back-update"),
    path("<int:number>/rate/", status.rate, name="rate"),
    path("<int:number>/milestones/", milestones.milestones, name="milestones"),
    path("<int:number>/milestones/add/", milestones.add, name="milestone-add"),
    path("<int:number>/milestones/<int:milestone>/forecast/", milestones.forecast, name="milestone-forecast"),
    path("<int:number>/milestones/<int:milestone>/reached/", milestones.reached, name="milestone-reached"),
    path("<int:number>/milestones/<int:milestone>/baseline/", milestones.baseline, name="milestone-baseline"),
    path("<int:number>/milestones/<int:milestone>/remove/", milestones.remove, name="milestone-remove"),
    path("<int:number>/people/", people.people, name="people"),
    path("<int:number>/people/add/", people.involve, name="involve"),
    path("<int:number>/people/<int:part>/end/", people.end_part, name="end-part"),
    path("<int:number>/money/", people.money, name="money"),
]
