"""Records that are made of a row as it is are the records that Django makes."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init  # noqa: TID251  of others

from quantock.audit.reading import Readily
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory

OURS = [model for model in apps.get_models() if issubclass(model, Readily)]


@pytest.mark.parametrize("model", OURS)
def test_nothing_is_missed_that_django_does_more_for(model):
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)
    assert model.__init__ is models.Model.__init__
    fields = model._meta.concrete_fields
    assert all(isinstance(getattr(model, each.attname), DeferredAttribute) for each in fields)


@pytest.mark.django_db
def test_a_record_is_the_one_that_django_makes():
    one = Project.objects.select_related("lead_organisation", "parent").get(pk=ProjectFactory().pk)
    names = [field.attname for field in Project._meta.concrete_fields]
    theirs = models.Model.from_db.__func__(Project, "default", names, [getattr(one, name) for name in names])
    mine, his = ({**vars(each), "_state": None} for each in (one, theirs))
    assert mine == his
    assert (
        (one._state.adding, one._state.db) == (theirs._state.adding, theirs._state.db) == (False, "default")
    )
    assert set(one._state.fields_cache) == {"lead_organisation", "parent"}
    assert one == theirs


@pytest.mark.django_db
def test_columns_that_were_not_read_are_asked_for(django_assert_num_queries):
    key = ProjectFactory(title="Quiet nights").pk
    one = Project.objects.only("number").get(pk=key)
    assert "title" in one.get_deferred_fields()
    with django_assert_num_queries(1):
        assert one.title == "Quiet nights"
    one.title = "Quieter nights"
    one.save(update_fields=["title"])
    assert Project.objects.get(pk=key).title == "Quieter nights"
