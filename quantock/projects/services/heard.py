"""On which days projects stood in registers: what is kept of it when one is brought in, undone, or two projects are made one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Max, Q

from quantock.audit.inserting import insert
from quantock.audit.models import Batch
from quantock.projects.models import Project, RegisterDay

SOME = 500


def keep_register_days(projects: Mapping[int, str], *, on: date, batch: Batch) -> None:
    """These projects stood in the register of a day, changed or not, under these ids (as compared). Two queries for each 500."""
    keys = sorted(projects)
    insert([RegisterDay(project_id=key, on=on, batch=batch, given=projects[key]) for key in keys])
    earlier = Q(last_register_on=None) | Q(last_register_on__lt=on)
    for some in _some(keys):
        Project.objects.filter(earlier, pk__in=some).update(last_register_on=on)


def forget_register_days(batch: Batch) -> set[int]:
    """The register was undone. Returns the projects that stood in it."""
    days = RegisterDay.objects.filter(batch=batch)
    keys = set(days.values_list("project", flat=True))
    days.delete()
    keep_last_register(keys)
    return keys


def keep_last_register(projects: Collection[int]) -> None:
    """Work the last register of each project out again from its days."""
    for some in _some(sorted(projects)):
        days = RegisterDay.objects.filter(project__in=some).order_by()
        last = dict(days.values_list("project").annotate(last=Max("on")))
        for day in {last.get(key) for key in some}:
            keys = [key for key in some if last.get(key) == day]
            Project.objects.filter(pk__in=keys).update(last_register_on=day)


def _some(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + SOME] for start in range(0, len(keys), SOME))
