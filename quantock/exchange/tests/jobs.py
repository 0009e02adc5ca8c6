"""Running the jobs that wait, as the worker does, in the test's own transaction."""

from django_tasks_db.models import DBTaskResult


def run_jobs() -> int:
    """Run every job that waits. Returns how many there were."""
    waiting = list(DBTaskResult.objects.ready())
    for result in waiting:
        result.task.call(*result.task_result.args, **result.task_result.kwargs)
        result.delete()
    return len(waiting)
