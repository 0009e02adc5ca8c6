"""The plan of one project: under its address."""

from django.urls import path

from quantock.plans.views import bringing, changing, reading, starting

app_name = "plans"
urlpatterns = [
    path("", reading.plan, name="plan"),
    path("on-a-page/", reading.on_a_page, name="on-a-page"),
    path("export/<slug:file>/", reading.export, name="export"),
    path("add/", changing.add, name="add"),
    path("tasks/<int:task>/", reading.task, name="task"),
    path("tasks/<int:task>/change/", changing.change, name="change"),
    path("tasks/<int:task>/done/", changing.done, name="done"),
    path("tasks/<int:task>/move/<slug:direction>/", changing.move, name="move"),
    path("tasks/<int:task>/remove/", changing.remove, name="remove"),
    path("bring/", bringing.bring, name="bring"),
    path("bring/<int:incoming>/", bringing.look, name="look"),
    path("bring/<int:incoming>/undo/", bringing.undo, name="undo"),
    path("start/", starting.choose, name="start"),
    path("start/save/", starting.save, name="save"),
    path("start/ours/<int:template>/", starting.ours, name="start-ours"),
    path("start/ours/<int:template>/remove/", starting.remove, name="template-remove"),
    path("start/<slug:starter>/", starting.shipped, name="start-shipped"),
]
