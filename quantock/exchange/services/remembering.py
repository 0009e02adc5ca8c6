"""What is remembered of an organisation's registers, looked at and changed by whoever brings them in."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.exchange.models import RememberedMapping


@transaction.atomic
def show_steps_as(
    kept: RememberedMapping, heading: str, shown: Mapping[str, str], *, by: User | None
) -> None:
    """How the steps of a rating column are shown from the organisation's next register on."""
    kept = RememberedMapping.objects.select_for_update().get(pk=kept.pk)
    was = kept.mapping.get("shown", {}).get(heading, {})
    changes = [
        log.change(step, f"{step} is shown as", was.get(step, ""), now)
        for step, now in shown.items()
        if was.get(step) != now
    ]
    if not changes:
        return
    kept.mapping["shown"] = {**kept.mapping.get("shown", {}), heading: dict(shown)}
    kept.save(update_fields=["mapping"])
    says = f"Changed how the ratings in “{heading}” are shown"
    log.record("scale changed", kept.organisation, by=by, says=says, changes=changes)


@transaction.atomic
def forget(kept: RememberedMapping, heading: str, *, by: User | None) -> None:
    """Forget what a heading meant: the next register with it is read as if it were new."""
    kept = RememberedMapping.objects.select_for_update().get(pk=kept.pk)
    before: list[dict[str, Any]] = kept.mapping.get("columns", [])
    after = [column for column in before if column["heading"] != heading]
    if len(after) == len(before):
        return
    kept.mapping["columns"] = after
    kept.mapping["shown"] = {at: said for at, said in kept.mapping.get("shown", {}).items() if at != heading}
    kept.save(update_fields=["mapping"])
    says = f"Forgot what “{heading}” means in registers"
    log.record("heading forgotten", kept.organisation, by=by, says=says)
