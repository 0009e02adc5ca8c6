"""Forms of a log: made out of the register's own fields, so that no kind has a form of its own."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from quantock.accounts.models import User
from quantock.engines.dates import say_date
from quantock.engines.risk import Level
from quantock.engines.text import find_nhs_numbers
from quantock.projects.models import Milestone, Project
from quantock.raid import linking, rules
from quantock.raid.kinds import PROXIMITIES, RELATIONS, Field, Kind, Register
from quantock.raid.models import Entry
from quantock.raid.pictures import pressed
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, Pounds, UkDate, offer, say_place
from quantock.web.past import NOT_KNOWN, AsAtForm

WHO = "A name, an e-mail address, or “me”"


class QuickForm(forms.Form):
    """One line: what, who, by when; of some registers also what the entry would be of no use without."""

    title = CleanText(max_length=300)
    who = CleanText(label="Who?", required=False, max_length=200)
    due_on = UkDate(label="By when?", required=False)

    def __init__(self, data: Any = None, *, register: Register, project: Project, **options: Any) -> None:
        super().__init__(data, **options)
        self.project = project
        self.own = [field for field in register.fields if field.at_once]
        self.fields |= {field.name: _box(field) for field in self.own}
        self.order_fields(["title", *(field.name for field in self.own)])
        self.fields["title"].label = register.asks
        self.fields["who"].label = "Who owns it?" if self.own else "Who?"
        self.fields["who"].widget.attrs["list"] = "people"
        self.fields["due_on"].label = register.due
        if not register.due or register.kind == Kind.RISK:
            del self.fields["due_on"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _refuse_itself(self, self.project)
        return said

    def columns(self) -> dict[str, Any]:
        """What was said, as an entry keeps it; who owns it stays in the words that were typed, under "who"."""
        said = dict(self.cleaned_data)
        details = {field.name: value for field in self.own if (value := _plain(said.pop(field.name)))}
        return said | ({"details": details} if details else {})


class ManyForm(forms.Form):
    """Several entries at once, as copied from a sheet or a list."""

    text = forms.CharField(
        label="What is to be added",
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="What, who and by when, in columns as Excel copies them; or one on each line",
    )

    def clean_text(self) -> Any:
        text = self.cleaned_data["text"]
        if found := find_nhs_numbers(text):
            places = "; ".join(say_place(text, one) for one in found[:5])
            raise forms.ValidationError(
                f"This seems to hold NHS numbers ({places}). Take them out: nothing about patients, residents or "
                "clients belongs here. Nothing was saved.",
                code="nhs_number",
            )
        return text


class EntryForm(EditForm):
    """All that a track asks of an entry. Two people may have it open: neither overwrites the other."""

    title = CleanText(max_length=500)
    state = forms.ChoiceField(label="How does it stand?")
    who = CleanText(label="Who owns it?", required=False, max_length=200, help_text=WHO)
    due_on = UkDate(required=False)

    def __init__(
        self, data: Any = None, *, entry: Entry, without: Collection[str] = (), **options: Any
    ) -> None:
        self.register, self.raised_on, self.project = entry.register, entry.raised_on, entry.project
        self.asked = self.register.fields_on(entry.project.track)
        now = {"title": entry.title, "state": entry.state, "who": entry.owned_by, "due_on": entry.due_on}
        now |= {field.name: _kept(field, entry.details) for field in self.asked}
        if not self.register.due:
            del now["due_on"]
        super().__init__(data, now=now, **options)
        self.fields["title"].label = self.register.asks
        self.fields["who"].widget.attrs["list"] = "people"
        self.fields["due_on"].label = self.register.due
        if not self.register.due:
            del self.fields["due_on"]
        choices = [(each.code, each.words) for each in self.register.standings if each.code not in without]
        if entry.state not in dict(choices):
            choices.append((entry.state, entry.stands))
        offer(self, "state", choices)
        self.fields |= {field.name: _box(field) for field in self.asked}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        fault = rules.review_fault(said.get("due_on"), self.raised_on)
        if fault and self.register.kind == Kind.RISK:
            self.add_error("due_on", fault)
        _refuse_itself(self, self.project)
        return said

    def columns(self) -> dict[str, Any]:
        """What was changed, as an entry keeps it; who owns it stays in the words that were typed, under "who"."""
        changed = self.changes()
        own = {field.name for field in self.asked}
        said = {name: value for name, value in changed.items() if name not in own}
        details = {name: _plain(value) for name, value in changed.items() if name in own}
        return said | ({"details": details} if details else {})


def _refuse_itself(form: forms.Form, project: Project) -> None:
    """Of a dependency: nobody waits for himself."""
    fault = rules.itself_fault(form.cleaned_data.get("party") or "", project)
    if fault:
        form.add_error("party", f"{fault}. Nothing was saved.")


def _box(field: Field) -> forms.Field:
    """The box for one of a register's fields."""
    options: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    match field.form:
        case "line":
            return CleanText(max_length=200, **options)
        case "choice":
            return forms.ChoiceField(choices=[("", "Not said"), *field.choices], **options)
        case "date":
            return UkDate(label=field.label, required=False)
        case "money":
            return Pounds(**options)
        case _:
            return CleanText(one_line=False, max_length=2000, **options)


def _kept(field: Field, details: Mapping[str, Any]) -> Any:
    value = details.get(field.name, "")
    return date.fromisoformat(value) if field.form == "date" and value else value


def _plain(value: Any) -> Any:
    """As it goes into JSON."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


class CloseForm(forms.Form):
    """How it ended, and why."""

    state = forms.ChoiceField(label="How did it end?", widget=forms.RadioSelect)
    reason = CleanText(label="What should others know about it?", required=False, max_length=500)

    def __init__(
        self, data: Any = None, *, register: Register, without: Collection[str] = (), **options: Any
    ) -> None:
        super().__init__(data, **options)
        ends = [
            (each.code, each.words) for each in register.standings if each.ends and each.code not in without
        ]
        offer(self, "state", [*ends, ("withdrawn", "Entered by mistake")])

    def has_written(self) -> bool:
        """Whether more was said than how it ended."""
        return any(self.cleaned_data.get(name) for name in ("reason", "answer"))


class AnswerForm(CloseForm):
    """What was decided of a question, by whom and why: of one that was decided, somebody has to say it."""

    answer = CleanText(label="What was decided?", max_length=2000, one_line=False)
    decided_by = CleanText(
        label="Who decided?", max_length=200, required=False, help_text="A person or a board"
    )
    field_order = ("answer", "decided_by", "reason", "state")

    def __init__(self, data: Any = None, *, entry: Entry, **options: Any) -> None:
        kept = entry.details
        initial = {
            "answer": kept.get("answer", ""),
            "decided_by": kept.get("decided_by") or kept.get("decider", ""),
        }
        super().__init__(
            data, register=entry.register, initial=initial | options.pop("initial", {}), **options
        )
        self.fields["reason"].label = "Why?"
        self.fields["answer"].required = (data or {}).get("state") not in ("superseded", "withdrawn")
        if options := kept.get("options", ""):
            self.fields["answer"].help_text = f"The options: {options}"

    def details(self, on: date) -> dict[str, str]:
        """What an entry keeps of the answer."""
        said = self.cleaned_data
        kept = {"answer": said["answer"], "decided_by": said["decided_by"], "reason": said["reason"]}
        kept |= {"decided_on": on.isoformat()} if said["answer"] else {}
        return {name: text for name, text in kept.items() if text}


class ScoreForm(forms.Form):
    """What is said beside a press on the matrix. It remembers which field stood when it was opened (`stood`)."""

    reason = CleanText(label="Why?", required=False, max_length=500)
    stood = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, stands: tuple[int, int] | None) -> None:
        self.stands = pressed(stands) if stands else ""
        self.conflicts: list[str] = []
        super().__init__(data, initial={"stood": self.stands})

    def is_overtaken_by(self, wanted: tuple[int, int]) -> bool:
        """Whether somebody else pressed another field since; from here on the form has seen theirs."""
        stood = self.data.get("stood", self.stands)
        if not self.stands or self.stands in {stood, pressed(wanted)}:
            return False
        self.data = {**dict(self.data.items()), "stood": self.stands}
        self.conflicts = ["at"]
        return True


class DecideForm(forms.Form):
    """What was decided, by whom, why."""

    answer = CleanText(label="What was decided?", max_length=2000, one_line=False)
    decided_by = CleanText(label="Who decided?", max_length=200, help_text="A person or a board")
    reason = CleanText(label="Why?", max_length=2000, one_line=False, required=False)


class LinkForm(forms.Form):
    """How it bears on another entry, of its project or of another."""

    relation = forms.ChoiceField(
        label="How do they go together?",
        choices=[(code, f"This one {words[0].lower()} the other") for code, words in RELATIONS.items()],
    )
    other = forms.ChoiceField(label="The other entry", required=False)
    elsewhere = CleanText(
        label="Or one of another project",
        required=False,
        max_length=40,
        help_text="Its reference and its project's, for example R-003 of P-0042",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        others: Sequence[Entry],
        find: Callable[[str], Entry],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.others = {str(each.pk): each for each in others}
        self.find = find
        offer(
            self,
            "other",
            [
                ("", "Choose one"),
                *((key, f"{each.ref} {each.title[:100]}") for key, each in self.others.items()),
            ],
        )

    def clean_elsewhere(self) -> Entry | None:
        said = self.cleaned_data["elsewhere"]
        if said and not linking.is_reference(said):
            # How the two go together is chosen above: only the reference is wanted here.
            raise forms.ValidationError("Write its reference and its project's, such as R-003 of P-0042.")
        try:
            return self.find(said) if said else None
        except linking.Unread as why:
            raise forms.ValidationError(f"{why}.") from why

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        if bool(said.get("other")) == bool(said.get("elsewhere")):
            both = "Either choose the other entry or write a reference below, not both."
            none = "Choose the other entry, or write the reference of one of another project."
            self.add_error("other", both if said.get("other") else none)
        return said

    @property
    def chosen(self) -> Entry:
        return self.cleaned_data["elsewhere"] or self.others[self.cleaned_data["other"]]


class DocumentForm(forms.Form):
    """A document where it lives."""

    label = CleanText(label="What is it?", max_length=200)
    url = forms.URLField(
        label="Its address",
        max_length=1000,
        assume_scheme="https",
        help_text="Begins with https://",
        error_messages={
            "invalid": "Enter the whole address, as the browser shows it: it begins with https://"
        },
    )


class KeepForm(EditForm):
    """Who may see it. Two people may have it open: neither overwrites the other."""

    restricted = forms.BooleanField(
        label="Keep it to named people",
        required=False,
        help_text="Its owner, whoever raised it, you, and these. Auditors read everything",
    )
    people = forms.MultipleChoiceField(
        label="Who else may see it?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Any = None, *, people: Sequence[User], restricted: bool, readers: Collection[User]
    ) -> None:
        self.offered = {str(each.pk): each for each in people}
        named = [key for key, each in self.offered.items() if each in readers]
        super().__init__(data, now={"restricted": restricted, "people": named})
        offer(self, "people", [(key, str(each)) for key, each in self.offered.items()])

    @property
    def named(self) -> list[User]:
        return [self.offered[key] for key in self.cleaned_data["people"]]


class SayForm(forms.Form):
    """Something said about an entry."""

    text = CleanText(label="Say something about it", one_line=False, widget=forms.Textarea(attrs={"rows": 3}))


class DayForm(forms.Form):
    """An entry as it stood on a day."""

    as_at = UkDate(label="As it stood on", required=False, help_text="")

    def clean_as_at(self) -> date | None:
        day: date | None = self.cleaned_data["as_at"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(NOT_KNOWN)
        return day


class ListForm(DayForm):
    """Which entries the list shows: those open, those closed, or as it stood on a day."""

    show = forms.ChoiceField(label="Show", required=False, choices=[("", "Open"), ("closed", "Closed")])
    field_order = ("show", "as_at")


class EverywhereForm(AsAtForm):
    """Which entries of all projects are listed."""

    q = forms.CharField(label="Words", required=False, max_length=100)
    whose = forms.ChoiceField(
        label="Whose",
        required=False,
        choices=[("", "Anybody’s"), ("mine", "Mine"), ("projects", "Of projects I work on")],
    )
    organisation = forms.ChoiceField(label="Lead organisation", required=False)
    portfolio = forms.ChoiceField(label="Portfolio", required=False)
    level = forms.ChoiceField(
        label="Level", required=False, choices=[("", "Any"), *((each.value, each.value) for each in Level)]
    )
    show = forms.ChoiceField(
        label="Show", required=False, choices=[("", "Waiting"), ("answered", "Answered in the last year")]
    )
    work = forms.ChoiceField(
        label="Learned by work",
        required=False,
        choices=[
            ("", "Any"),
            ("stopped", "That was stopped"),
            ("completed", "That is completed"),
            ("live", "Under way"),
        ],
    )
    overdue = forms.BooleanField(label="Overdue", required=False)
    proximity = forms.ChoiceField(label="How near", required=False, choices=[("", "Any"), *PROXIMITIES])
    reference = forms.CharField(
        label="Corporate register or Board Assurance Framework reference", required=False, max_length=100
    )
    moved = forms.ChoiceField(
        label="Movement",
        required=False,
        choices=[("", "Any"), ("worse", "Worse"), ("better", "Better"), ("same", "The same"), ("new", "New")],
    )
    order = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[("", "Level, then score"), ("movement", "Movement, the worst first")],
    )

    def __init__(
        self,
        data: Any = None,
        *,
        organisations: Sequence[tuple[int, str]],
        portfolios: Sequence[tuple[int, str]],
        kind: Kind,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        for name, offered in (("organisation", organisations), ("portfolio", portfolios)):
            choices = [("", "Any"), *((str(key), words) for key, words in offered)]
            offer(self, name, choices)
        if kind != Kind.RISK:
            for name in ("level", "proximity", "reference", "moved", "order"):
                del self.fields[name]
        if kind != Kind.DECISION:
            del self.fields["show"]
        if kind == Kind.LESSON:
            del self.fields["overdue"]
        else:
            del self.fields["work"]


class BaselinesForm(forms.Form):
    """A day for each milestone whose baseline is to move; those left empty stay."""

    def __init__(
        self, data: Any = None, *, milestones: Sequence[Milestone], now: Mapping[int, date], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.milestones = {f"baseline-{each.pk}": each for each in milestones}
        for name, each in self.milestones.items():
            said = f"Baseline {say_date(each.baseline)}" if each.baseline else "No baseline yet"
            if each.forecast:
                said += f"; expected {say_date(each.forecast)}"
            box = UkDate(label=each.name, required=False, help_text=f"{said}. For example 27/3/2027")
            box.initial = now.get(each.pk)
            self.fields[name] = box

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, each in self.milestones.items():
            if said.get(name) and said[name] == each.baseline:
                self.add_error(name, "That is its baseline already. Say another day, or leave it empty.")
        return said

    @property
    def named(self) -> dict[Milestone, date]:
        return {
            each: self.cleaned_data[name] for name, each in self.milestones.items() if self.cleaned_data[name]
        }


class BecomesForm(forms.Form):
    """What a risk that happened, or an assumption found false, is called from then on; empty: as before."""

    title = CleanText(label="What happened, in a sentence", max_length=500, required=False)


class UseForm(forms.Form):
    """Which of one's own projects used a lesson."""

    project = forms.ChoiceField(label="Which of your projects used it?")

    def __init__(self, data: Any = None, *, projects: Sequence[Project], **options: Any) -> None:
        super().__init__(data, **options)
        self.projects = {str(each.pk): each for each in projects}
        choices = [(key, str(each)) for key, each in self.projects.items()]
        offer(self, "project", choices if len(choices) == 1 else [("", "Choose one"), *choices])

    @property
    def chosen(self) -> Project:
        return self.projects[self.cleaned_data["project"]]
