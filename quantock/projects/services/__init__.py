"""What changes a project: each verb states dated facts and writes its event, in one transaction."""

from quantock.projects.services.merging import Stale, differing
from quantock.projects.services.milestones import (
    add_milestones,
    forecast_milestone,
    reach_milestone,
    rebaseline,
    remove_milestone,
)
from quantock.projects.services.people import claim_name, end_involvement, involve
from quantock.projects.services.record import (
    Registration,
    change_charter,
    change_record,
    copy_now,
    end,
    keep_now,
    label,
    move_to_step,
    organisation_choices,
    register,
    shown,
)
from quantock.projects.services.status import (
    NotNow,
    last_published,
    open_update,
    publish_update,
    rate,
    return_update,
    save_update,
    submit_update,
)

__all__ = [
    "NotNow",
    "Registration",
    "Stale",
    "add_milestones",
    "change_charter",
    "change_record",
    "claim_name",
    "copy_now",
    "differing",
    "end",
    "end_involvement",
    "forecast_milestone",
    "involve",
    "keep_now",
    "label",
    "last_published",
    "move_to_step",
    "open_update",
    "organisation_choices",
    "publish_update",
    "rate",
    "reach_milestone",
    "rebaseline",
    "register",
    "remove_milestone",
    "return_update",
    "save_update",
    "shown",
    "submit_update",
]
