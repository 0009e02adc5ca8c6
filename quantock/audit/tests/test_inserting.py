"""Many rows in one go are kept as one by one."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from quantock.audit.inserting import insert, rewrite
from quantock.audit.models import Batch, Event
from quantock.projects.models import Project, ProjectFact
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def test_every_kind_of_value_is_kept_as_one_row_saved_alone_keeps_it():
    project = ProjectFactory(title="Falls on Ash ward", on=date(2019, 3, 31))
    batch = Batch.objects.create(title="gmpp_2020.csv")
    at = datetime(2020, 3, 31, 23, 30, tzinfo=UTC)

    def fact(on):
        return ProjectFact(
            project=project,
            lead_organisation=project.lead_organisation,
            so_from=on,
            recorded_at=at,
            batch=batch,
            asserts=["title", "end"],
            title="Ötzi’s 30% \n",
        )

    alone = fact(date(2020, 3, 31))
    alone.save()
    insert([fact(date(2020, 3, 31)), fact(date(2020, 4, 1))])
    *_, second, third = ProjectFact.objects.order_by("pk")
    columns = {field.attname for field in ProjectFact._meta.concrete_fields} - {"id"}
    assert {name: getattr(second, name) for name in columns} == {
        name: getattr(ProjectFact.objects.get(pk=alone.pk), name) for name in columns
    }
    assert (third.so_from, third.recorded_at, third.asserts) == (date(2020, 4, 1), at, ["title", "end"])


def test_nothing_is_nothing_and_what_cannot_go_in_one_go_is_refused(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])
    with pytest.raises(ValueError, match="cannot be inserted"):
        insert([Event(pk=1, record_id=1), Event(record_id=2)])
    with pytest.raises(ValueError, match="as each row is saved"):
        insert([Project(), Project()])
    assert not Project.objects.exists()


def test_what_must_not_be_stored_is_refused_of_many_rows_as_of_one():
    """The database's own way of taking many rows says it in the framework's words, too."""
    project = ProjectFactory()
    rows = [ProjectFact(project=project, so_from=date(2020, 3, day), asserts=[]) for day in (30, 31)]
    rows[1].project_id = None
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(rows)
    assert ProjectFact.objects.count() == 1


def test_rows_are_written_again_as_each_saved_alone_is(django_assert_num_queries):
    with django_assert_num_queries(0):
        rewrite([], ["title"])
    one, other, third = (ProjectFactory(title=title) for title in ("Falls", "Rotas", "Beds"))
    one.title, one.planned_end, one.quality_domains = "Fewer falls 30%", date(2027, 3, 31), ["safe"]
    other.title, other.planned_end = "Ŵyr \n", None
    with django_assert_num_queries(1):
        rewrite([one, other], ["title", "planned_end", "quality_domains"])
    for each in (one, other):
        kept = Project.objects.get(pk=each.pk)
        for name in ("title", "planned_end", "quality_domains", "version", "state"):
            assert getattr(kept, name) == getattr(each, name)
    assert Project.objects.get(pk=third.pk).title == "Beds"
