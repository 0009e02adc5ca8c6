"""Forms about joining and about oneself."""

import re
from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from quantock.people import code_lists
from quantock.people.forms.accounts import OurWords
from quantock.people.models import CodeList, ListedDomain, Membership, Organisation
from quantock.people.services.joining import may_join
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, offer

# Domains that people of many organisations, or anybody, have addresses at.
SHARED = (
    "nhs.net",
    "nhs.scot",
    "wales.nhs.uk",
    "hscni.net",
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "hotmail.co.uk",
    "live.co.uk",
    "yahoo.com",
    "yahoo.co.uk",
    "icloud.com",
    "btinternet.com",
    "sky.com",
    "aol.com",
    "msn.com",
    "me.com",
    "proton.me",
    "protonmail.com",
)
# Ends of addresses: nobody has one there, so whoever lists one means something else.
ENDS = ("nhs.uk", "gov.uk", "ac.uk", "org.uk", "co.uk", "police.uk", "sch.uk")
MOST_INVITED = 100


class JoinForm(OurWords, SignupForm):  # type: ignore[misc]  # allauth has no types
    """Refuses an address that nobody has listed or invited, before anything is made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = "Your work e-mail address"
        self.fields["password1"].label = "Choose a password"

    def clean_email(self) -> str:
        email = str(super().clean_email()).lower()
        if not may_join(email):
            raise ValidationError(
                "No organisation here has listed your work e-mail address. Check that it is the one you have at work, or "
                "ask your programme office for an invitation."
            )
        return email


class DomainForm(forms.Form):
    """A domain whose addresses may join an organisation."""

    domain = forms.CharField(
        label="Part of the address after the @", max_length=200, help_text="For example, trust.nhs.uk"
    )

    def clean_domain(self) -> str:
        domain = str(self.cleaned_data["domain"]).strip().lower().removeprefix("@")
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", domain):
            raise ValidationError("Enter a domain such as trust.nhs.uk")
        if domain in ENDS:
            raise ValidationError(f"{domain} is the end of many addresses. Enter one whole: trust.{domain}")
        if domain in SHARED:
            raise ValidationError(
                f"Anybody, or people of many organisations, have addresses at {domain}. Invite people one by one."
            )
        if listed := ListedDomain.objects.filter(domain=domain).select_related("organisation").first():
            raise ValidationError(f"{domain} is listed already, by {listed.organisation.name}")
        return domain


class InviteForm(forms.Form):
    """Addresses to invite."""

    emails = forms.CharField(
        label="Addresses to invite",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        help_text=f"One on each line, at most {MOST_INVITED}. Each gets a link that works once, for 14 days.",
    )

    def clean_emails(self) -> list[str]:
        emails = [one for one in re.split(r"[\s,;]+", self.cleaned_data["emails"].lower()) if one]
        if len(emails) > MOST_INVITED:
            raise ValidationError(f"Invite at most {MOST_INVITED} people at once; these are {len(emails)}")
        for email in emails:
            try:
                validate_email(email)
            except ValidationError as error:
                raise ValidationError(f"“{email}” is not an e-mail address") from error
        return list(dict.fromkeys(emails))


class PersonForm(EditForm):
    """Who one is: name, staff group, and the unit in each of one's organisations.

    It may be open in two places, a phone and a desk: neither overwrites the other unawares.
    """

    name = CleanText(label="Your name", max_length=200, help_text="As colleagues know you")
    staff_group = forms.ChoiceField(label="Staff group", required=False)

    def __init__(
        self, data: Any = None, *, memberships: list[Membership], name: str, staff_group: str
    ) -> None:
        units = {f"unit_{each.pk}": each.unit.name if each.unit else "" for each in memberships}
        super().__init__(data, now={"name": name, "staff_group": staff_group, **units})
        chosen = str(self.initial.get("staff_group", ""))
        offer(self, "staff_group", code_lists.choices(CodeList.STAFF_GROUP, now=chosen, blank="Choose"))
        self.memberships = memberships
        for membership in memberships:
            name = f"unit_{membership.pk}"
            self.fields[name] = CleanText(
                label=f"Your unit at {membership.organisation.name}",
                required=False,
                max_length=200,
                help_text="Your ward, team, service or directorate",
                widget=forms.TextInput(
                    attrs={"list": f"units_{membership.organisation_id}", "autocomplete": "off"}
                ),
            )

    def units(self) -> dict[int, str]:
        """The name of the unit in each membership."""
        return {each.pk: self.cleaned_data[f"unit_{each.pk}"] for each in self.memberships}

    def organisations(self) -> list[Organisation]:
        return [each.organisation for each in self.memberships]
