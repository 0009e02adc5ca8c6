"""Uploading a register, and correcting what was understood of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from quantock.access import Viewer
from quantock.engines.tables import FIELDS, MONEY_FIELDS, RATING, SCALES, ColumnMapping, id_key
from quantock.engines.tables import Mapping as RegisterMapping
from quantock.engines.tables.mapping import DATE_FIELDS
from quantock.exchange.models import RegisterImport
from quantock.exchange.queries import organisations_to_import_for, portfolios_to_import_into
from quantock.exchange.register.order import NEW
from quantock.exchange.register.says import rated, shown_as
from quantock.exchange.register.world import may_import_for
from quantock.people.models import Organisation
from quantock.people.queries import organisation_called
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Confidence
from quantock.web.forms import CleanText, NamedFile, UkDate

FIELD_NAMES = {
    "name": "Title",
    "external_id": "External id",
    "organisation": "Lead organisation",
    "category": "Category",
    "description": "Description",
    "place": "Place",
    "start_date": "Planned start",
    "end_date": "Forecast end",
    "in_year_budget": "In-year budget",
    "in_year_forecast": "In-year forecast",
    "whole_life_cost": "Whole-life cost",
    "benefits": "Benefits",
    RATING: "Delivery confidence",
}
LOCAL, DROP = "local", "drop"
MOST_ORGANISATIONS = 100
FIELD_CHOICES = [
    *((name, FIELD_NAMES[name]) for name in (*FIELDS, RATING)),
    (LOCAL, "Keep as a local field"),
    (DROP, "Do not keep"),
]
KIND_CHOICES = [
    ("text", "Text"),
    ("number", "Number"),
    ("percent", "Percentage"),
    ("money", "Money"),
    ("date", "Date"),
    ("choice", "One of a few"),
]
UNIT_CHOICES = [
    ("GBP", "Pounds"),
    ("GBP thousand", "Thousands of pounds"),
    ("GBP million", "Millions of pounds"),
]
RATER_CHOICES = [
    ("", "The programme office"),
    ("sponsor", "The sponsor (SRO)"),
    ("independent", "An independent review"),
]
ORDER_CHOICES = [("day", "Day first (31/3/2026)"), ("month", "Month first (3/31/2026)")]
SCALE_CHOICES = [(key, scale.name) for key, scale in SCALES.items()]
SHOWN_CHOICES = [*Confidence.choices, ("", "No rating")]


class BoundedFile(NamedFile):
    """A file no bigger than this installation takes; an empty one is said to be empty by who reads it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > settings.UPLOAD_MAX_BYTES:
            most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
            raise ValidationError(
                f"The file has {file.size / 1e6:,.0f} MB; at most {most} MB are taken. Copy the sheet with the "
                "list of projects into a new workbook"
            )
        return file


class BringBackForm(forms.Form):
    """A list that was edited in Excel."""

    file = BoundedFile(label="Edited workbook", help_text="The file you took out with “Workbook to edit”")


class UploadForm(forms.Form):
    """A register, and what its file cannot say of itself."""

    file = BoundedFile(label="File", help_text="A CSV file or an Excel workbook (.xlsx)")
    as_at = UkDate(label="As at", help_text="The day for which it was true. For example, 31/3/2026")
    organisation = forms.CharField(label="Organisation", help_text="Whose register it is")
    portfolio = forms.ModelChoiceField(
        Portfolio.objects.none(),
        label="Portfolio",
        required=False,
        empty_label="None, or a new one",
        help_text="The set of work it lists",
    )
    portfolio_name = CleanText(label="Or a new portfolio called", required=False, max_length=200)
    complete = forms.ChoiceField(
        label="Does the file hold all of the portfolio?",
        choices=[
            ("no", "No, or not sure: projects not in it stay as they are"),
            ("yes", "Yes: projects not in it left the portfolio by that day"),
        ],
        initial="no",
        widget=forms.RadioSelect,
    )
    nhs_cleared = forms.BooleanField(
        label="I have looked: what looks like NHS numbers in this file is something else",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.viewer = viewer
        mine = organisations_to_import_for(viewer)
        if mine is None:
            self.fields["organisation"] = CleanText(
                label="Organisation",
                required=False,
                help_text="Its code or name. Leave it empty for a register of the whole system",
            )
        else:
            self.fields["organisation"] = forms.ModelChoiceField(
                mine,
                label="Organisation",
                help_text="Whose register it is",
                initial=mine.first(),
                empty_label="Choose",
            )
        self.order_fields(["file", "as_at", "organisation", "portfolio", "portfolio_name", "complete"])
        portfolio = self.fields["portfolio"]
        if isinstance(portfolio, forms.ModelChoiceField):
            portfolio.queryset = portfolios_to_import_into(viewer)
        self.fields["as_at"].initial = timezone.localdate()

    def offer_to_clear(self) -> None:
        """After NHS numbers were found: somebody may say that they have looked."""
        self.fields["nhs_cleared"].widget = forms.CheckboxInput()

    def clean_as_at(self) -> Any:
        day = self.cleaned_data["as_at"]
        if day > timezone.localdate():
            raise ValidationError("As at: a register cannot be of a day to come")
        return day

    def clean_organisation(self) -> Organisation | None:
        given = self.cleaned_data["organisation"]
        if isinstance(given, Organisation) or not given:
            return given or None
        found = organisation_called(given)
        if found is None:
            raise ValidationError("Organisation: none has this code or name, or several have")
        return found

    def clean_complete(self) -> bool:
        return bool(self.cleaned_data["complete"] == "yes")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("portfolio") and said.get("portfolio_name"):
            self.add_error("portfolio_name", "Choose a portfolio or name a new one, not both")
        if said.get("complete") and not (said.get("portfolio") or said.get("portfolio_name")):
            self.add_error("complete", "Say which portfolio the file holds all of")
        return said


class ColumnsForm(forms.Form):
    """What each column is. Fields are numbered by the column's place in the file."""

    def __init__(self, *args: Any, understood: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns: list[dict[str, Any]] = understood["columns"]
        self.mapping: list[dict[str, Any]] = options.get("initial", {}).get("columns", [])
        self.shown: Mapping[str, Mapping[str, str]] = options.get("initial", {}).get("shown", {})
        self.rated = rated(RegisterMapping.from_dict({"columns": self.mapping}).columns)
        for number, (column, mapped) in enumerate(zip(self.columns, self.mapping, strict=True)):
            self._add(number, column, mapped)

    def _add(self, number: int, column: Mapping[str, Any], mapped: Mapping[str, Any]) -> None:
        field = DROP if mapped.get("keep") is False else mapped["field"] or LOCAL
        called = " ".join(column["heading"].split())[:80]
        self._choice(f"field-{number}", f"“{called}” is read as", FIELD_CHOICES, field)
        if field in (LOCAL, DROP):
            kind = mapped["kind"] if mapped["kind"] != "rating" else "choice"
            self._choice(f"kind-{number}", f"Kind of “{called}”", KIND_CHOICES, kind)
        if mapped["kind"] == "money":
            self._choice(f"unit-{number}", f"“{called}” counts", UNIT_CHOICES, mapped.get("unit", "GBP"))
        if mapped["kind"] == "date":
            self._choice(
                f"order-{number}", f"Dates of “{called}”", ORDER_CHOICES, mapped.get("date_order", "day")
            )
        if number in self.rated:
            self._rating(number, called, column, mapped)

    def _rating(self, number: int, called: str, column: Mapping[str, Any], mapped: Mapping[str, Any]) -> None:
        self._choice(f"rater-{number}", f"Who gave “{called}”", RATER_CHOICES, self._rater(mapped))
        self._choice(
            f"scale-{number}", f"Scale of “{called}”", SCALE_CHOICES, mapped.get("scale", "three_step")
        )
        shown = shown_as(column_of(mapped), self.shown.get(column["heading"], {}))
        for place, (step, as_confidence) in enumerate(shown.items()):
            self._choice(f"shown-{number}-{place}", f"{step} is shown as", SHOWN_CHOICES, as_confidence)
        steps = [("", "Not a rating: keep it as answered"), *((step, step) for step in shown)]
        for place, text in enumerate(self.texts_of(number)):
            said = mapped.get("steps", {}).get(text) or ""
            self._choice(f"text-{number}-{place}", f"“{text[:80]}” means", steps, said)

    @staticmethod
    def _rater(mapped: Mapping[str, Any]) -> str:
        rater = mapped.get("rater") or ""
        return "" if rater == "programme_office" else rater

    def texts_of(self, number: int) -> list[str]:
        """The answers of a rating column that are no step as they stand, and those that a person has mapped."""
        column, mapped = self.columns[number], self.mapping[number]
        scale = SCALES[mapped.get("scale") or "three_step"]
        plain = {" ".join(step.casefold().split()) for step in scale.steps}
        mapped_texts = [
            text
            for text, step in mapped.get("steps", {}).items()
            if step and " ".join(text.casefold().split()) not in plain
        ]
        return list(dict.fromkeys([*column["others"], *mapped_texts]))[:20]

    def _choice(self, name: str, label: str, choices: Iterable[tuple[str, str]], initial: Any) -> None:
        widget = forms.Select(attrs={"aria-label": label, "class": "nhsuk-select"})
        self.fields[name] = forms.ChoiceField(
            label=label, choices=list(choices), initial=initial, required=False, widget=widget
        )

    def said(self) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
        """The mapping as a person has it now, and how the steps of ratings are shown."""
        columns, shown = [], {}
        for number, (column, mapped) in enumerate(zip(self.columns, self.mapping, strict=True)):
            columns.append(self._said(number, mapped))
            scale = SCALES[mapped.get("scale") or "three_step"]
            if f"shown-{number}-0" in self.fields and columns[-1].get("scale") == scale.key:
                shown[column["heading"]] = {
                    step: self.cleaned_data[f"shown-{number}-{place}"]
                    for place, step in enumerate(scale.steps)
                }
        return {"columns": columns}, shown

    def _said(self, number: int, mapped: Mapping[str, Any]) -> dict[str, Any]:
        """One column. What only suited its former field (a unit, a scale) does not go along with a new one."""
        given = self.cleaned_data
        chosen = given[f"field-{number}"] or LOCAL
        was = DROP if mapped.get("keep") is False else mapped["field"] or LOCAL
        column = {name: mapped[name] for name in ("heading", "letter") if name in mapped}
        column["field"] = None if chosen in (LOCAL, DROP) else chosen
        column["kind"] = self._kind(number, chosen, mapped)
        changed = chosen != was or column["kind"] != mapped["kind"]
        column["reason"] = "as you said" if changed else mapped.get("reason", "")
        column["confidence"] = 1.0 if changed else mapped.get("confidence", 1.0)
        if chosen == DROP:
            column["keep"] = False
        for name, key in (("unit", "unit"), ("order", "date_order"), ("rater", "rater"), ("scale", "scale")):
            value = given.get(f"{name}-{number}") or None
            if key in RELEVANT.get(column["kind"], ()):
                value = value if f"{name}-{number}" in self.fields else mapped.get(key)
                column |= {key: value} if value else {}
        if column["kind"] == "money":
            column["unit_reason"] = self._unit_reason(column, mapped)
        if column["kind"] == "rating" and mapped["kind"] == "rating":
            column["aspect"] = mapped.get("aspect") if not changed else None
            if column.get("scale") == mapped.get("scale"):
                column["steps"] = self._steps(number, mapped)
        if mapped.get("decimal_comma"):
            column["decimal_comma"] = True
        return column

    def _kind(self, number: int, chosen: str, mapped: Mapping[str, Any]) -> str:
        if chosen == RATING:
            return "rating"
        if chosen in DATE_FIELDS:
            return "date"
        if chosen in MONEY_FIELDS:
            return "text" if chosen == "benefits" and mapped["kind"] != "money" else "money"
        if chosen in (LOCAL, DROP):
            kind = self.cleaned_data.get(f"kind-{number}") or mapped["kind"]
            return "choice" if kind == "rating" else str(kind)
        return "choice" if chosen == "category" else "text"

    @staticmethod
    def _unit_reason(column: Mapping[str, Any], mapped: Mapping[str, Any]) -> str:
        same = column.get("unit", "GBP") == mapped.get("unit", "GBP")
        return str(mapped.get("unit_reason") or "assumed") if same else "given"

    def _steps(self, number: int, mapped: Mapping[str, Any]) -> dict[str, str | None]:
        steps = dict(mapped.get("steps", {}))
        for place, text in enumerate(self.texts_of(number) if number in self.rated else ()):
            steps[text] = self.cleaned_data[f"text-{number}-{place}"] or None
        return steps


RELEVANT = {"money": ("unit",), "date": ("date_order",), "rating": ("rater", "scale")}


def column_of(mapped: Mapping[str, Any]) -> ColumnMapping:
    return ColumnMapping(
        mapped["heading"], mapped.get("letter", ""), RATING, "rating", scale=mapped.get("scale")
    )


class TableForm(forms.Form):
    """Which table of the file."""

    table = forms.ChoiceField(label="Sheet or table")

    def __init__(self, *args: Any, tables: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["table"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(number), table["says"]) for number, table in enumerate(tables)]


class DecisionsForm(forms.Form):
    """Doubtful rows, rows that share an id, and organisations not known: what a person says of each."""

    def __init__(self, *args: Any, one: RegisterImport, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.viewer, self.kept = viewer, one.decisions
        self.doubtful: list[dict[str, Any]] = one.account.get("doubtful", [])
        self.organisations: list[str] = one.account.get("organisations_added", [])
        self.shared = shared_ids(one.understood.get("refused", []))
        for number, row in enumerate(self.doubtful):
            choices = [(str(each["number"]), "The same project") for each in row["candidates"]]
            decided = row["decided"]
            self._radios(f"row-{number}", row["name"], [*choices, (NEW, "A different one")], decided)
        right = set(self.kept.get("right", ()))
        for number, (called, rows) in enumerate(self.shared):
            chosen = next((row["key"] for row in rows if row["key"] in right), "")
            choices = [(row["key"], row["name"] or "No name") for row in rows]
            self._radios(f"right-{number}", called, [*choices, ("", "None: leave them out")], chosen)
        for number, text in enumerate(self.organisations[:MOST_ORGANISATIONS]):
            label = f"“{text}” is the organisation with this code or name"
            self.fields[f"organisation-{number}"] = CleanText(label=label, required=False, max_length=200)

    def _radios(self, name: str, label: str, choices: list[tuple[str, str]], initial: Any) -> None:
        first = None if initial is None else str(initial)
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, required=False, initial=first, widget=forms.RadioSelect
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.bodies: dict[str, int] = {}
        for number, text in enumerate(self.organisations[:MOST_ORGANISATIONS]):
            name = f"organisation-{number}"
            if not said.get(name):
                continue
            body = organisation_called(said[name])
            if body is None:
                self.add_error(name, f"“{said[name]}” is the code or name of no organisation, or of several")
            elif not may_import_for(self.viewer, body.pk):
                self.add_error(name, f"You may not bring registers in for {body.name}")
            else:
                self.bodies[text] = body.pk
        return said

    def said(self, *, rest_is_new: bool) -> dict[str, Any]:
        """As `imports.decide` takes it."""
        rows: dict[str, str | int] = {}
        for number, row in enumerate(self.doubtful):
            chosen = self.cleaned_data[f"row-{number}"]
            if chosen:
                rows[row["key"]] = NEW if chosen == NEW else int(chosen)
            elif rest_is_new:
                rows[row["key"]] = NEW
        right = [self.cleaned_data[f"right-{number}"] for number, _ in enumerate(self.shared)]
        return {"rows": rows, "right": list(filter(None, right)), "organisations": self.bodies}


def shared_ids(refused: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rows that share an id, by the id."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in refused:
        if row.get("shares_id"):
            groups.setdefault(id_key(row["external_id"]), []).append(row)
    return [(rows[0]["external_id"], rows) for rows in groups.values() if len(rows) > 1]
