"""Where systems send values to."""

from django.urls import path

from quantock.measures.views import pushing

app_name = "measures-push"
urlpatterns = [path("<uuid:uid>/values/", pushing.values, name="values")]
