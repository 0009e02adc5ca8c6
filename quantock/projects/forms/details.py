"""The sections of a project's details."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import unquote

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet

from quantock.engines.text import find_nhs_numbers
from quantock.people import code_lists
from quantock.people.forms.organisations import OrganisationsField
from quantock.people.models import CodeList, Unit
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects import rules
from quantock.projects.forms.seen import SeenForm
from quantock.projects.models import LocalFact, LocalField, Project, Visibility
from quantock.projects.services import local_value
from quantock.web.forms import CleanText, Figure, Pounds, UkDate, offer

REFERENCE = re.compile(r"(?:p\s*-?\s*)?0*(\d{1,9})(?:\s.*)?", re.IGNORECASE | re.DOTALL)


class Tags(CleanText):
    """Words separated by commas; its value is a list."""

    MOST = 20

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value))
        return list(dict.fromkeys(tag for part in text.split(",") if (tag := part.strip())))

    def validate(self, value: Any) -> None:
        super().validate(", ".join(value))
        if len(value) > self.MOST:
            raise ValidationError(f"Use at most {self.MOST} tags")

    def run_validators(self, value: Any) -> None:
        super().run_validators(", ".join(value))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class ReferenceField(CleanText):
    """A project by its reference (P-0042), among those the person may see; its value is the project."""

    def __init__(self, *, among: QuerySet[Project], **options: Any) -> None:
        self.among = among
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value))
        if not text:
            return None
        said = REFERENCE.fullmatch(text)
        found = self.among.filter(number=int(said[1])).first() if said else None
        if found is None:
            raise ValidationError("There is no project with this reference. Write it as P-0042")
        return found

    def validate(self, value: Any) -> None:
        super().validate(str(value or ""))

    def run_validators(self, value: Any) -> None:
        """Its text was checked on its way to a project."""

    def prepare_value(self, value: Any) -> Any:
        return value.ref if isinstance(value, Project) else value


class DetailsForm(SeenForm):
    """What a project is, beside its title and dates."""

    NAMES: ClassVar[tuple[str, ...]] = (
        "kind",
        "category",
        "place_text",
        "unit",
        "led_by",
        "reporting_days",
        "tags",
        "quadruple_aim",
        "quality_domains",
    )

    kind = forms.ChoiceField(label="Type", required=False)
    category = forms.ChoiceField(label="Category", required=False)
    place_text = CleanText(label="Place", required=False, max_length=300)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Unit", required=False, empty_label="None")
    led_by = forms.ChoiceField(label="Who leads it?", required=False)
    reporting_days = forms.IntegerField(
        label="Days between updates",
        min_value=1,
        max_value=400,
        help_text="7 is weekly, 30 monthly, 91 quarterly",
    )
    tags = Tags(label="Tags", required=False, max_length=600, help_text="Words separated by commas")
    quadruple_aim = forms.MultipleChoiceField(
        label="What it makes better", required=False, widget=forms.CheckboxSelectMultiple
    )
    quality_domains = forms.MultipleChoiceField(
        label="Kind of quality", required=False, widget=forms.CheckboxSelectMultiple
    )

    definitions: ClassVar[dict[str, str]] = {"unit": "Unit", "quadruple_aim": "Quadruple Aim"}

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, shown={name: getattr(project, name) for name in self.NAMES})
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101  for the type checker
        unit.queryset = Unit.objects.filter(organisation=project.lead_organisation_id)
        lists = code_lists.entries_of(
            CodeList.PROJECT_CATEGORY, CodeList.PROJECT_TYPE, CodeList.QUADRUPLE_AIM, CodeList.QUALITY_DOMAIN
        )
        listed = [words for _, words in code_lists.offered(lists[CodeList.PROJECT_CATEGORY])]
        categories = dict.fromkeys([*listed, *filter(None, [project.category])])
        kinds = code_lists.offered(lists[CodeList.PROJECT_TYPE], now=project.kind, blank="Not said")
        aims, domains = project.quadruple_aim, project.quality_domains
        offer(self, "kind", kinds)
        offer(self, "category", [("", "Not said"), *((each, each) for each in categories)])
        offer(self, "led_by", [("", "Not said"), *(Project._meta.get_field("led_by").choices or ())])
        offer(self, "quadruple_aim", code_lists.offered(lists[CodeList.QUADRUPLE_AIM], now=aims))
        offer(self, "quality_domains", code_lists.offered(lists[CodeList.QUALITY_DOMAIN], now=domains))


def local_form(data: Any, *, fields: Sequence[LocalField], held: Mapping[int, LocalFact]) -> SeenForm:
    """One input for each local field, by its kind."""
    return SeenForm(
        data,
        shown={str(field.pk): local_value(field, held.get(field.pk)) for field in fields},
        fields={str(field.pk): _input(field, held.get(field.pk)) for field in fields},
    )


def _input(field: LocalField, fact: LocalFact | None) -> forms.Field:
    said: dict[str, Any] = {"label": field.label, "required": False}
    answered = fact.text if fact and fact.text and local_value(field, fact) is None else ""
    if answered:
        said["help_text"] = f"Answered: “{answered[:200]}”. Leave this empty to keep that answer."
    if field.kind == LocalField.Kind.NUMBER:
        return Figure(max_digits=30, decimal_places=10, **said)
    if field.kind == LocalField.Kind.MONEY:
        return Pounds(**said)
    if field.kind == LocalField.Kind.DATE:
        return UkDate(**said)
    if field.kind == LocalField.Kind.CHOICE:
        held = [fact.text] if fact and fact.text and fact.text not in field.choices else []
        choices = [("", "Not said"), *((each, each) for each in [*field.choices, *held])]
        return forms.ChoiceField(choices=choices, **said)
    return CleanText(one_line=False, **said)


def themes_form(data: Any, *, themes: Sequence[Theme], held: Mapping[int, int]) -> SeenForm:
    """How much the project contributes to each theme."""
    choices = list(enumerate(rules.CONTRIBUTION))
    return SeenForm(
        data,
        shown={str(theme.pk): held.get(theme.pk, 0) for theme in themes},
        fields={
            str(theme.pk): forms.IntegerField(
                label=theme.name, min_value=0, max_value=3, widget=forms.Select(choices=choices)
            )
            for theme in themes
        },
    )


class VisibilityForm(SeenForm):
    """Who may see it; each choice says who that is."""

    visibility = forms.ChoiceField(label="Who may see it?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, project: Project, sees: Mapping[str, str]) -> None:
        super().__init__(data, shown={"visibility": project.visibility})
        offer(self, "visibility", [(each.value, f"{each.label}: {sees[each]}") for each in Visibility])


class ProgrammeForm(SeenForm):
    """Which programme it is part of."""

    def __init__(self, data: Any = None, *, parent: Project | None, among: QuerySet[Project]) -> None:
        field = ReferenceField(
            among=among,
            label="Part of the programme",
            required=False,
            max_length=320,
            help_text="Its reference, such as P-0042. Leave empty for none.",
        )
        super().__init__(data, shown={"parent": parent}, fields={"parent": field})


class PortfolioForm(forms.Form):
    """Which portfolio to put it into."""

    portfolio = forms.ModelChoiceField(Portfolio.objects.none(), label="Portfolio", empty_label="Choose")
    shown = forms.BooleanField(
        label=(
            "Show it to those who hold a role on this portfolio and to the office that keeps it, "
            "also where they could not see it otherwise"
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, among: QuerySet[Portfolio], may_agree: bool) -> None:
        super().__init__(data)
        field = self.fields["portfolio"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = among
        if not may_agree:
            del self.fields["shown"]


class ReasonForm(forms.Form):
    """Why."""

    reason = CleanText(label="Why?", max_length=500)


class PartnersForm(forms.Form):
    """Organisations that take part."""

    organisations = OrganisationsField(label="Which organisations take part?")


class ExternalIdForm(forms.Form):
    """A number in somebody else's register."""

    value = CleanText(
        label="External id", max_length=200, help_text="What another register or system calls this project"
    )


class LinkForm(forms.Form):
    """A document where it lives."""

    label = CleanText(label="What is it?", max_length=200)
    url = forms.CharField(
        label="Its address",
        max_length=1000,
        help_text="Copy it from Teams or SharePoint; it begins with https://",
        validators=[
            URLValidator(
                schemes=["http", "https"], message="Enter an address that begins with https:// or http://"
            )
        ],
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    def clean_url(self) -> str:
        """Names of files and folders stand in it, sometimes that of a patient's; a number within letters is a key."""
        url = str(self.cleaned_data["url"])
        words = re.sub(r"[^\W_]*[a-z][^\W_]*", "x", unquote(url), flags=re.IGNORECASE)
        if found := find_nhs_numbers(words):
            raise ValidationError(
                f"The address seems to hold an NHS number ({found[0].masked}). Nothing about patients, residents or clients "
                "belongs here, nor in the name of a document. Nothing was saved.",
                code="nhs_number",
            )
        return url
