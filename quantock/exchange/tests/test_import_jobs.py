"""Imports as jobs: killed and begun again, undone, their originals deleted."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from quantock.audit.models import Batch, Event
from quantock.desk.keeping.records import check_records
from quantock.exchange.models import FOLDER, BroughtBack, ImportStage, RegisterImport
from quantock.exchange.services import imports
from quantock.exchange.tests.factories import REGISTER, uploaded
from quantock.exchange.tests.jobs import brought_in, run_jobs, tried
from quantock.projects.models import Project, StatusUpdate
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


# Jobs


def test_a_job_that_was_killed_is_found_and_begun_again(office, trust):
    one = uploaded(organisation=trust)
    imports.begin_try(one)
    RegisterImport.objects.update(touched_at=timezone.now() - timedelta(minutes=6))
    page = open_page(office, f"/imports/{one.pk}/")
    assert "The work has stopped" in page
    office.post(f"/imports/{one.pk}/try/")
    assert run_jobs() == 2  # the first was only late: it finds that it no longer counts
    one.refresh_from_db()
    assert (one.stage, one.attempt) == (ImportStage.TRIED, 2)


def test_what_a_worker_left_when_it_was_killed_is_begun_again_by_the_next(office, trust):
    one = uploaded(organisation=trust)
    imports.begin_try(one)
    DBTaskResult.objects.get().claim("a worker that was killed")
    assert imports.go_on() == 1
    assert imports.go_on() == 0  # it waits already
    assert "The work has stopped" not in open_page(office, f"/imports/{one.pk}/")
    assert run_jobs() == 1
    one.refresh_from_db()
    assert one.stage == ImportStage.TRIED
    assert imports.go_on() == 0


def test_what_ends_each_worker_is_not_begun_for_ever(trust):
    imports.begin_try(uploaded(organisation=trust))
    begun = 0
    for _ in range(5):
        DBTaskResult.objects.ready().update(status="RUNNING")
        begun += imports.go_on()
    assert begun == imports.MOST_BEGUN - 1


def test_nothing_is_begun_twice(office, trust):
    one = uploaded(organisation=trust)
    imports.begin_try(one)
    page = open_page(office, f"/imports/{one.pk}/try/", post={}, status=200, follow=True)
    assert "A job is at it" in page.document.text
    assert run_jobs() == 1


def test_a_job_superseded_at_the_last_moment_keeps_nothing(office, trust, monkeypatch):
    from quantock.exchange import tasks

    one = tried(uploaded(organisation=trust))
    imports.begin_real(one)
    finish = tasks._Job.finish

    def too_late(self, brought, stage):
        RegisterImport.objects.update(attempt=99)
        finish(self, brought, stage)

    monkeypatch.setattr(tasks._Job, "finish", too_late)
    run_jobs()
    assert not Project.objects.exists()
    assert not Batch.objects.exists()


def test_what_goes_wrong_in_a_job_is_said_and_can_be_tried_again(office, trust):
    one = uploaded(organisation=trust)
    one.file.delete()
    imports.begin_try(one)
    run_jobs()
    page = open_page(office, f"/imports/{one.pk}/")
    assert "The uploaded file has been deleted" in page
    assert "Nothing of the file was kept" in page


def test_originals_are_deleted_after_thirty_days_and_accounts_stay(trust):
    old, new = tried(uploaded(organisation=trust)), uploaded(organisation=trust)
    back = BroughtBack.objects.create(by=old.by, filename="x", title="x", exported_at=timezone.now())
    BroughtBack.objects.filter(pk=back.pk).update(made_at=timezone.now() - timedelta(days=31))
    RegisterImport.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=31))
    storage, name = old.file.storage, old.file.name
    call_command("delete_old_uploads", stdout=(out := io.StringIO()))
    assert "Deleted 1 uploaded registers and 1 lists" in out.getvalue()
    assert not storage.exists(name)
    old.refresh_from_db()
    assert (old.file.name, bool(old.account_file)) == ("", True)
    new.refresh_from_db()
    assert new.file
    assert imports.delete_old_uploads(timezone.now()) == (0, 0)


def test_files_that_a_killed_process_left_are_deleted_and_no_others(trust):
    """Killed between storing a file and keeping its row, or its account: the file stayed for good."""
    one = tried(uploaded(organisation=trust))
    storage = one.file.storage
    left = storage.save(f"{FOLDER}/left", ContentFile(b"a register"))
    soon, later = timezone.now(), timezone.now() + imports.NOBODYS_FOR + timedelta(minutes=1)
    assert imports.delete_nobodys(soon) == 0  # its row may yet be kept
    others = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    assert imports.delete_nobodys(later) == len(others) - 2
    assert not storage.exists(left)
    assert storage.exists(one.file.name)
    assert storage.exists(one.account_file.name)
    assert imports.delete_nobodys(later) == 0


# Undo


def test_an_import_is_undone_as_if_it_had_not_been(office, trust):
    here = ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)
    one = brought_in(trust, as_at=timezone.localdate())
    here.refresh_from_db()
    assert here.confidence == "amber"
    assert "archived" in open_page(office, f"/imports/{one.pk}/undo/")
    assert office.post(f"/imports/{one.pk}/undo/").status_code == 302
    one.refresh_from_db()
    here.refresh_from_db()
    assert (one.stage, here.confidence, here.forecast_end) == (ImportStage.UNDONE, "", None)
    assert not here.external_ids.exists()
    assert list(Project.objects.filter(archived_at=None)) == [here]
    assert Event.objects.filter(verb="import undone", project_id=here.pk).exists()
    again = brought_in(trust)
    assert again.account["created"] == 2
    assert Project.objects.count() == 5  # numbers are not used again
    assert "It has been undone already" in open_page(office, f"/imports/{one.pk}/undo/")
    assert check_records().wrong == []


def test_an_import_on_which_something_rests_is_not_undone(office, trust):
    from quantock.projects import services

    one = brought_in(trust)
    project = Project.objects.get(title="Stroke pathway")
    services.change_record(project, {"title": "Stroke pathway at night"}, by=None, on=timezone.localdate())
    page = open_page(office, f"/imports/{one.pk}/undo/")
    assert "other changes rest on it" in page
    assert "Changed title" in page
    assert office.post(f"/imports/{one.pk}/undo/").status_code == 409
    assert Project.objects.get(pk=project.pk).archived_at is None


def test_a_status_update_that_somebody_writes_stands_in_the_way(office, trust):
    one = brought_in(trust)
    StatusUpdate.objects.create(project=Project.objects.get(title="Stroke pathway"), done="Two wards")
    assert "Began a status update" in open_page(office, f"/imports/{one.pk}/undo/")
    assert office.post(f"/imports/{one.pk}/undo/").status_code == 409


def test_a_later_import_stands_in_the_way_until_it_is_undone_too(office, trust):
    first = brought_in(trust)
    second = brought_in(trust, REGISTER.replace("31/3/2027", "30/6/2027"), as_at=date(2026, 2, 28))
    assert f"register.csv, as at 28 February 2026, number {second.pk}" in open_page(
        office, f"/imports/{first.pk}/undo/", 409, post={}
    )
    assert "it created no projects" in open_page(office, f"/imports/{second.pk}/undo/")
    assert office.post(f"/imports/{second.pk}/undo/").status_code == 302
    assert Project.objects.get(title="Falls on Ash ward").forecast_end == date(2027, 3, 31)
    assert office.post(f"/imports/{first.pk}/undo/").status_code == 302
