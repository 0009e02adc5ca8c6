"""Running the jobs that wait, as the worker does, in the test's own transaction."""

from django_tasks_db.models import DBTaskResult

from quantock.exchange.models import ImportStage
from quantock.exchange.services import imports
from quantock.exchange.tests.factories import REGISTER, uploaded


def run_jobs() -> int:
    """Run every job that waits. Returns how many there were."""
    waiting = list(DBTaskResult.objects.ready())
    for result in waiting:
        result.task.call(*result.task_result.args, **result.task_result.kwargs)
        result.delete()
    return len(waiting)


def tried(one):
    imports.begin_try(one)
    run_jobs()
    one.refresh_from_db()
    return one


def brought_in(trust, text=REGISTER, **asked):
    one = tried(uploaded(text, organisation=trust, **asked))
    imports.begin_real(one)
    run_jobs()
    one.refresh_from_db()
    assert one.stage == ImportStage.DONE
    return one
