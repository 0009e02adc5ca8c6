"""Forms about organisations."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from quantock.people.models import CodeSystem, Organisation, OrganisationType, OtherCode
from quantock.people.queries import called_like, organisation_called
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, NamedFile, UkDate


class OrganisationFilter(forms.Form):
    """The filters of the list of organisations."""

    q = forms.CharField(label="Name or code", required=False, max_length=200)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Any kind"), *OrganisationType.choices]
    )
    state = forms.ChoiceField(
        label="Open or closed",
        required=False,
        choices=[("", "Either"), ("open", "Open"), ("closed", "Closed")],
    )
    everywhere = forms.BooleanField(label="Also those that do not take part here", required=False)
    within = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**53)


class OrganisationForm(EditForm):
    """An organisation's own columns, and the other names people use."""

    COLUMNS = ("name", "kind", "code_system", "code", "opens_on", "in_system")

    name = CleanText(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=OrganisationType.choices)
    code_system = forms.ChoiceField(label="Which code it has", required=False, choices=CodeSystem.choices)
    code = CleanText(label="Code", required=False, max_length=30)
    opens_on = UkDate(label="Opened on", required=False)
    in_system = forms.BooleanField(label="It takes part in this whole system", required=False)
    aliases = CleanText(
        label="Also called",
        one_line=False,
        required=False,
        help_text="Other names and former names that people use, one on each line",
    )

    def __init__(self, data: Any = None, *, organisation: Organisation | None = None) -> None:
        self.organisation = organisation
        new = {"kind": OrganisationType.OTHER, "in_system": True}
        now = {name: getattr(organisation, name) for name in self.COLUMNS} if organisation else new
        if organisation:
            now["aliases"] = "\n".join(alias.name for alias in organisation.aliases.all())
        super().__init__(data, now=now)

    def clean_aliases(self) -> str:
        return "\n".join(
            line.strip()[:200] for line in self.cleaned_data["aliases"].splitlines() if line.strip()
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        system, code = cleaned.get("code_system"), cleaned.get("code")
        if code and not system:
            self.add_error("code_system", "Say which code this is")
        elif system and not code:
            self.add_error("code", "Enter the code, or choose “No code”")
        elif code and (other := self._already(str(system), code)):
            self.add_error("code", f"{other.name} has this code already")
        return cleaned

    def _already(self, system: str, code: str) -> Organisation | None:
        """The other organisation that has this code."""
        mine = self.organisation.pk if self.organisation else 0
        main = Organisation.objects.filter(code_system=system, code=code).exclude(pk=mine).first()
        if main is not None:
            return main
        other = OtherCode.objects.filter(code_system=system, code=code).exclude(organisation=mine)
        row = other.select_related("organisation").first()
        return row.organisation if row else None

    def columns(self) -> dict[str, Any]:
        """What was said of the organisation's own columns."""
        return {name: self.cleaned_data[name] for name in self.COLUMNS}

    def other_names(self) -> list[str]:
        return str(self.cleaned_data["aliases"]).splitlines()


def named(organisation: Organisation) -> str:
    """As a line of `OrganisationsField` shows and reads it: Somerset Council (SMT)."""
    return f"{organisation.name} ({organisation.code})" if organisation.code else organisation.name


class OrganisationsField(CleanText):
    """Organisations written by name or code, one on each line; thousands are never sent to the page."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Name or code, one on each line")
        super().__init__(one_line=False, **options)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        return list(dict.fromkeys(self._one(line) for line in lines))

    def _one(self, line: str) -> Organisation:
        before, bracket, after = line.rstrip(")").rpartition("(")
        for text in (line, after if bracket else "", before):
            if text.strip() and (found := organisation_called(text)):
                return found
        alike = Organisation.objects.filter(called_like(line)).order_by("name")[:5]
        ways = "; ".join(named(each) for each in alike)
        raise ValidationError(
            f"“{line}” is not the name or code of one organisation."
            + (f" Did you mean: {ways}?" if ways else " Add it first, or look it up in the list."),
            code="unknown",
        )


class CloseForm(EditForm):
    """When an organisation closed, and who took over."""

    closes_on = UkDate(
        label="Closed on",
        required=False,
        help_text="The first day on which it no longer exists, such as 1/4/2026. Leave empty if it is open",
    )
    successors = OrganisationsField(label="Taken over by", required=False)
    people_move = forms.BooleanField(
        label="Its people, and those who join with its e-mail addresses, belong to the one successor",
        required=False,
    )

    def __init__(
        self, data: Any = None, *, organisation: Organisation, successors: list[Organisation]
    ) -> None:
        self.organisation = organisation
        lines = "\n".join(named(each) for each in successors)
        super().__init__(data, now={"closes_on": organisation.closes_on, "successors": lines})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        closes_on, successors = cleaned.get("closes_on"), cleaned.get("successors")
        opens_on = self.organisation.opens_on
        if closes_on and opens_on and closes_on < opens_on:
            self.add_error("closes_on", "It cannot close before it opened")
        if successors and not closes_on and "closes_on" not in self.errors:
            self.add_error("closes_on", "Enter the day on which it closed")
        if successors and self.organisation in successors:
            self.add_error("successors", "An organisation cannot take over from itself")
        if cleaned.get("people_move") and len(successors or ()) != 1:
            self.add_error("people_move", "People can only move where there is one successor")
        return cleaned


class UnitForm(EditForm):
    """A unit's name: of a new one, or with `name` of one that is there."""

    name = CleanText(
        label="Name of the unit", max_length=200, help_text="A ward, team, service or directorate"
    )

    def __init__(self, data: Any = None, *, taken: set[str], name: str = "") -> None:
        self.taken = {each.casefold() for each in taken}
        super().__init__(data, now={"name": name})

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name.casefold() in self.taken:
            raise ValidationError("There is a unit of this name already")
        return name


class ListsForm(forms.Form):
    """A published list of organisations, uploaded."""

    file = NamedFile(label="List of organisations", help_text="CSV (also gzipped) or an Excel workbook")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            most = settings.UPLOAD_MAX_BYTES // 1024**2
            raise ValidationError(f"This file is larger than {most} MB. Send one list at a time.")
        return file
