"""What changes a project: each verb states dated facts and writes its event, in one transaction."""

from quantock.projects.services.belonging import (
    agree_to_show,
    change_themes,
    join_portfolio,
    leave_portfolio,
    place_in_programme,
)
from quantock.projects.services.coaching import note_contact
from quantock.projects.services.control import archive, end, turn, unarchive
from quantock.projects.services.discussion import comment, follow, see, take_back, unfollow
from quantock.projects.services.local import change_local, local_value
from quantock.projects.services.merging import Refused, Stale, differing
from quantock.projects.services.milestones import (
    add_milestones,
    change_milestone,
    forecast_milestone,
    not_reached,
    reach_milestone,
    rebaseline,
    remove_milestone,
    shown_milestone,
)
from quantock.projects.services.money import change_money, shown_money
from quantock.projects.services.next_thing import do_next
from quantock.projects.services.people import (
    claim_name,
    end_involvement,
    involve,
    owner_called,
    people_called,
    say_name_is_mine,
)
from quantock.projects.services.placing import change_lead, change_path
from quantock.projects.services.record import (
    Registration,
    change_charter,
    change_record,
    copy_now,
    keep_now,
    label,
    move_to_step,
    organisation_choices,
    register,
    shown,
)
from quantock.projects.services.references import (
    add_link,
    add_partners,
    attach_id,
    detach_id,
    end_partner,
    remove_link,
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
from quantock.projects.services.twins import merge

__all__ = [
    "NotNow",
    "Refused",
    "Registration",
    "Stale",
    "add_link",
    "add_milestones",
    "add_partners",
    "agree_to_show",
    "archive",
    "attach_id",
    "change_charter",
    "change_lead",
    "change_local",
    "change_milestone",
    "change_money",
    "change_path",
    "change_record",
    "change_themes",
    "claim_name",
    "comment",
    "copy_now",
    "detach_id",
    "differing",
    "do_next",
    "end",
    "end_involvement",
    "end_partner",
    "follow",
    "forecast_milestone",
    "involve",
    "join_portfolio",
    "keep_now",
    "label",
    "last_published",
    "leave_portfolio",
    "local_value",
    "merge",
    "move_to_step",
    "not_reached",
    "note_contact",
    "open_update",
    "organisation_choices",
    "owner_called",
    "people_called",
    "place_in_programme",
    "publish_update",
    "rate",
    "reach_milestone",
    "rebaseline",
    "register",
    "remove_link",
    "remove_milestone",
    "return_update",
    "save_update",
    "say_name_is_mine",
    "see",
    "shown",
    "shown_milestone",
    "shown_money",
    "submit_update",
    "take_back",
    "turn",
    "unarchive",
    "unfollow",
]
