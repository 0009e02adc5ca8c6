"""What to change in many projects, and which they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing

from quantock.desk.changing import Wanted
from quantock.desk.queries.changing import person_with
from quantock.people.models import Organisation, Person
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects.models import State, Track, Visibility
from quantock.projects.rules import CONTRIBUTION
from quantock.web.forms import CleanText, offer

SALT = "quantock.desk.changing"
AS_IT_IS = ("", "As it is in each project")
# Ending a project asks for its outcome, on its own page.
STATES = [AS_IT_IS, *((state.value, state.label) for state in (State.IDEA, State.ACTIVE, State.PAUSED))]


def written(value: Any) -> str:
    """What a page carries to the next, so that nobody can put something else in its place."""
    return signing.dumps(value, salt=SALT, compress=True)


def read(text: str) -> Any:
    """What `written` wrote; nothing for anything else."""
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None


class ChangeForm(forms.Form):
    """Every field may be left as it is. `chosen` carries the keys of the projects."""

    state = forms.ChoiceField(label="State", required=False, choices=STATES)
    lead_organisation = forms.ChoiceField(label="Lead organisation", required=False)
    lead = CleanText(
        label="Project lead, also",
        required=False,
        max_length=200,
        help_text="Their work e-mail address. Those who lead now stay until their own part is ended",
    )
    visibility = forms.ChoiceField(
        label="Who may see it", required=False, choices=[AS_IT_IS, *Visibility.choices]
    )
    track = forms.ChoiceField(label="Track", required=False, choices=[AS_IT_IS, *Track.choices])
    category = CleanText(label="Category", required=False, max_length=200)
    reporting_days = forms.IntegerField(
        label="Days between updates",
        required=False,
        min_value=1,
        max_value=400,
        help_text="7 is weekly, 30 monthly, 91 quarterly",
    )
    join = forms.ChoiceField(label="Put into the portfolio", required=False)
    leave = forms.ChoiceField(label="Take out of the portfolio", required=False)
    theme = forms.ChoiceField(label="Strategic theme", required=False)
    contribution = forms.ChoiceField(
        label="How much they contribute to it",
        required=False,
        choices=[("", "Choose, if a theme is chosen"), *enumerate(CONTRIBUTION)],
    )
    reason = CleanText(
        label="Why", required=False, max_length=300, help_text="Kept in each project’s history"
    )
    chosen = forms.CharField(widget=forms.HiddenInput, required=False)
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        organisations: Iterable[Organisation],
        portfolios: Iterable[Portfolio],
        themes: Iterable[Theme],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.organisations = {str(each.pk): each for each in organisations}
        self.portfolios = {str(each.pk): each for each in portfolios}
        self.themes = {str(each.pk): each for each in themes}
        self.person: Person | None = None
        self._offer("lead_organisation", AS_IT_IS, self.organisations)
        self._offer("join", ("", "None"), self.portfolios)
        self._offer("leave", ("", "None"), self.portfolios)
        self._offer("theme", ("", "None"), self.themes)

    def _offer(self, name: str, first: tuple[str, str], records: Mapping[str, Any]) -> None:
        offered = [first, *((key, str(each)) for key, each in records.items())]
        offer(self, name, offered)

    def clean_lead(self) -> str:
        email = str(self.cleaned_data["lead"])
        if email:
            self.person = person_with(email)
            if self.person is None:
                raise forms.ValidationError(
                    "Nobody with this e-mail address has joined yet. Have them invited, then change the projects"
                )
        return email

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("theme") and not said.get("contribution"):
            self.add_error("contribution", "Choose how much they contribute to the theme.")
        if said.get("join") and said.get("join") == said.get("leave"):
            self.add_error("leave", "Choose another portfolio than the one they are put into.")
        if not self.errors and self.wanted().is_empty:
            self.add_error(None, "Say what to change: everything is still left as it is.")
        return said

    def keys(self) -> list[int]:
        """The projects that were chosen on the list."""
        found = read(self.data.get("chosen") or "")
        return [key for key in found if isinstance(key, int)] if isinstance(found, list) else []

    def wanted(self) -> Wanted:
        """What is to be changed. The form must have been checked."""
        said = self.cleaned_data
        record: dict[str, Any] = {
            name: said[name]
            for name in ("state", "visibility", "track", "category", "reporting_days")
            if said.get(name)
        }
        if said.get("state") and said.get("reason"):
            record["state_reason"] = said["reason"]
        if organisation := self.organisations.get(said.get("lead_organisation") or ""):
            record["lead_organisation"] = organisation
        theme = self.themes.get(said.get("theme") or "")
        return Wanted(
            record=record,
            join=self.portfolios.get(said.get("join") or ""),
            leave=self.portfolios.get(said.get("leave") or ""),
            theme=theme,
            contribution=int(said.get("contribution") or 0) if theme else 0,
            lead=self.person,
            reason=said.get("reason") or "",
        )

    def as_hidden(self) -> Sequence[tuple[str, str]]:
        """What was answered, for the page that shows what would change."""
        return [(name, str(self.data.get(name) or "")) for name in self.fields if self.data.get(name)]
