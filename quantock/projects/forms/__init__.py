"""The forms of one project."""

from quantock.projects.forms.control import EndForm, LeadForm, MergeForm, PathForm, TurnForm
from quantock.projects.forms.details import (
    DetailsForm,
    ExternalIdForm,
    LinkForm,
    PartnersForm,
    PortfolioForm,
    ProgrammeForm,
    ReasonForm,
    VisibilityForm,
    local_form,
    themes_form,
)
from quantock.projects.forms.discussion import ContactForm, DiscussionForm
from quantock.projects.forms.milestones import (
    BaselineForm,
    ChangeMilestoneForm,
    ForecastForm,
    MilestoneForm,
    PasteForm,
    ReachedForm,
    RemoveForm,
)
from quantock.projects.forms.money import MoneyForm
from quantock.projects.forms.next_thing import short_form
from quantock.projects.forms.people import InvolveForm
from quantock.projects.forms.record import CHARTER, BackForm, EditForm, HistoryForm, RegisterForm
from quantock.projects.forms.seen import SeenForm
from quantock.projects.forms.status import RateForm, ReturnForm, UpdateForm

__all__ = [
    "CHARTER",
    "BackForm",
    "BaselineForm",
    "ChangeMilestoneForm",
    "ContactForm",
    "DetailsForm",
    "DiscussionForm",
    "EditForm",
    "EndForm",
    "ExternalIdForm",
    "ForecastForm",
    "HistoryForm",
    "InvolveForm",
    "LeadForm",
    "LinkForm",
    "MergeForm",
    "MilestoneForm",
    "MoneyForm",
    "PartnersForm",
    "PasteForm",
    "PathForm",
    "PortfolioForm",
    "ProgrammeForm",
    "RateForm",
    "ReachedForm",
    "ReasonForm",
    "RegisterForm",
    "RemoveForm",
    "ReturnForm",
    "SeenForm",
    "TurnForm",
    "UpdateForm",
    "VisibilityForm",
    "local_form",
    "short_form",
    "themes_form",
]
