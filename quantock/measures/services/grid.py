"""Values given in a grid: all of them or none, and none over one that came meanwhile."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from quantock.accounts.models import User
from quantock.measures.models import DataPoint, Measure
from quantock.measures.rules import Given
from quantock.measures.services.points import Account, Key, key_of, record_points


class Meanwhile(Exception):
    """Values are others than those the grid showed: `standing` is what each of them is now, None where it was taken out."""

    def __init__(self, standing: Mapping[Key, DataPoint | None]) -> None:
        super().__init__(f"{len(standing)} values came meanwhile")
        self.standing = standing


@transaction.atomic
def record_grid(
    measure: Measure, given: Sequence[Given], *, seen: Mapping[Key, int], by: User | None, reason: str
) -> Account:
    """`seen` are the keys of the values that the grid showed, 0 for none. Raises Meanwhile where
    one of them is another by now; then nothing is kept."""
    Measure.objects.select_for_update().get(pk=measure.pk)  # nobody comes between looking and keeping
    if not given:
        return Account()
    starts = [each.starts for each in given]
    standing: dict[Key, DataPoint] = {
        key_of(point): point
        for point in DataPoint.objects.standing().filter(
            measure=measure, starts__gte=min(starts), starts__lte=max(starts)
        )
    }
    meanwhile = {
        key_of(each): standing.get(key_of(each))
        for each in given
        if (standing[key_of(each)].pk if key_of(each) in standing else 0) != seen[key_of(each)]
    }
    if meanwhile:
        raise Meanwhile(meanwhile)
    return record_points(measure, given, by=by, reason=reason, how="in the grid")
