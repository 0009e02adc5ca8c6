"""Under which name the work of a closed organisation is shown: kept with it, so that no page has to find it out."""

from collections.abc import Iterator
from datetime import date

from quantock.people.models import Organisation
from quantock.people.models.organisations import AND, WAS
from quantock.people.queries.organisations import names_of, present_organisations


def keep_called(on: date) -> int:
    """After organisations closed, were taken over or renamed, in the same transaction, and once a day, since a closing may
    have been said ahead. How many are called otherwise now. Three queries, and one for each."""
    wrong = dict(_otherwise(on))
    for key, says in wrong.items():
        Organisation.objects.filter(pk=key).update(taken_over_by=says)
    return len(wrong)


def check(on: date) -> Iterator[str]:
    """A sentence for each that is not called as it should be. Three queries."""
    wrong = dict(_otherwise(on))
    for key, name in names_of(wrong).items():
        yield f"{name}: its work is not shown under “{wrong[key] or name}”; `quantock rebuild-counts` mends it"


def stands_under(called: str, name: str) -> bool:
    """Whether what is called so is shown under an organisation of this name. Pure."""
    under, _, _ = called.partition(WAS)
    return called == name or (WAS in called and f"{AND}{name}{AND}" in f"{AND}{under}{AND}")


def _otherwise(on: date) -> Iterator[tuple[int, str]]:
    """Those that are not called as they should be, with what to say."""
    present = present_organisations(on)
    names = names_of(key for under in present.values() for key in under)
    closed = Organisation.objects.filter(closes_on__lte=on, pk__in=present.keys())
    wanted = {
        key: AND.join(sorted(names[one] for one in present[key] if one != key))
        for key in closed.values_list("pk", flat=True)
    }
    kept = dict(Organisation.objects.exclude(taken_over_by="").values_list("pk", "taken_over_by"))
    for key in wanted.keys() | kept.keys():
        if wanted.get(key, "") != kept.get(key, ""):
            yield key, wanted.get(key, "")
