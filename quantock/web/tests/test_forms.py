"""Every kind of field, what is refused, and how it is said."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from quantock.web.display import choices_in_force, failed_forms
from quantock.web.forms import NO_PATIENTS, CleanText, Figure, Pounds, UkDate, errors_of, plainly
from quantock.web.samples import WRONG, SampleFilters, SampleForm
from tests.markup import parse

# Valid under the check digit; the example of the data dictionary, nobody's own.
VALID = "943 476 5919"


class Letter(forms.Form):
    subject = CleanText(label="Subject")
    body = CleanText(label="Body", one_line=False, required=False)
    day = UkDate(label="Sent on", required=False)
    amount = Pounds(label="Amount", required=False)


def refusals(**data):
    return said_of(Letter({"subject": "Falls", **data}))


def said_of(form):
    form.full_clean()
    return {bound.name: errors_of(bound) for bound in form if bound.errors}


@pytest.mark.parametrize(
    "written",
    [
        "27/3/2026",
        "27/03/26",
        "27.3.2026",
        "27-03-2026",
        "27 March 2026",
        "27 mar 2026",
        " 27  Mar  26 ",
        "2026-03-27",
    ],
)
def test_a_date_is_taken_as_people_write_it(written):
    assert UkDate().clean(written) == datetime.date(2026, 3, 27)


@pytest.mark.parametrize("written", ["3/27/2026", "31/2/2026", "soon", "27/13", "27/3/0026", "1/1/2200"])
def test_what_is_no_date_is_refused(written):
    with pytest.raises(forms.ValidationError):
        UkDate().clean(written)


def test_what_is_wrong_with_a_date_is_said():
    assert refusals(day="31/2/2026") == {"day": ["Sent on: February 2026 has days 1 to 28"]}
    assert refusals(day="soon") == {
        "day": ["Sent on: enter a date with day, month and year, such as 27/3/2026"]
    }


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_a_date_shown_is_read_back(day):
    assert UkDate().clean(UkDate().prepare_value(day)) == day


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("1250", 125000),
        ("£1,250.50", 125050),
        ("1.2m", 120_000_000),
        ("250k", 25_000_000),
        ("£3 million", 300_000_000),
        ("1.5bn", 150_000_000_000),
        ("-12", -1200),
        ("\N{MINUS SIGN}12", -1200),
        ("(300)", -30000),
        ("0", 0),
    ],
)
def test_an_amount_is_taken_as_people_write_it(written, pence):
    assert Pounds().clean(written) == pence


@pytest.mark.parametrize(
    "written",
    ["a lot", "1.234", "12 apples", "nan", "inf", "1e400", "£", "1e99", "1e999999999", "--3", "9" * 40],
)
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(forms.ValidationError):
        Pounds().clean(written)


@given(st.integers(-(10**15), 10**15))
def test_an_amount_shown_is_read_back(pence):
    assert Pounds().clean(Pounds().prepare_value(pence)) == pence


def test_an_nhs_number_is_refused_with_its_place():
    (said,) = refusals(body=f"Fell twice.\nSeen on the ward, {VALID}, at night")["body"]
    assert '943 *** **19 after "Seen on the ward," in line 2' in said
    assert VALID not in said
    (said,) = refusals(subject=VALID)["subject"]
    assert "(943 *** **19)" in said
    (said,) = refusals(body=f"{VALID} and 401 023 2137")["body"]
    assert said.count("***") == 2


@pytest.mark.parametrize("field", [Figure(), Pounds()])
def test_a_figure_of_ten_digits_is_taken_with_commas(field):
    for spelt in (VALID, VALID.replace(" ", ""), f"£{VALID.replace(' ', '')}"):
        with pytest.raises(ValidationError, match=r"NHS number \(943 \*{3} \*{2}19\)"):
            field.clean(spelt)
    figure = field.clean("9,434,765,919")
    assert field.prepare_value(figure) == "9,434,765,919"
    assert field.clean(field.prepare_value(figure)) == figure
    assert field.prepare_value(field.clean("1250.5")).replace(",", "") in ("1250.5", "1250.50")


def test_other_numbers_are_left_alone():
    assert not refusals(body="Call 01823 333 444 about 943 476 5918")


def test_text_is_cleaned_and_bounded_and_never_cut():
    form = Letter({"subject": "  Falls\x00 on\u202e Ash\nward ", "body": "x" * 5001})
    assert not form.is_valid()
    assert form.cleaned_data["subject"] == "Falls on Ash ward"
    assert errors_of(form["body"]) == ["Body: use at most 5000 characters; this has 5001"]
    assert "x" * 5001 in str(form["body"])
    assert "maxlength" not in str(form).replace("data-maxlength", "")


@pytest.mark.parametrize(
    "text", ["</textarea><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"]
)
def test_hostile_text_stays_text(text):
    form = SampleForm({"title": text, "problem": text, "email": text})
    form.is_valid()
    drawn = parse(str(form))
    assert drawn.first("script") is None
    assert drawn.first("img") is None
    assert "49" not in str(form)


def test_every_field_has_a_label_a_hint_and_its_errors():
    form = SampleForm(WRONG)
    assert not form.is_valid()
    document = parse(str(form))
    ids = {element.get("id") for element in document.every() if element.has("id")}
    for element in document.every():
        for name in element.get("aria-describedby").split():
            assert name in ids, f"{element.tag} is described by {name}, which is not there"
    for name in WRONG:
        assert form[name].errors
        control = next(e for e in document.every() if e.get("name") == name)
        assert control.get("aria-invalid") == "true", name
        assert "--error" in control.get("class"), name


def test_a_field_that_may_be_left_out_says_so():
    drawn = parse(str(SampleForm()))
    legends = [e.text for e in drawn.every("label", "legend")]
    assert "Planned end (optional)" in legends
    assert "Themes (optional)" in legends
    assert "Title" in legends


def test_free_text_says_what_does_not_belong_there():
    assert "Do not put anything about patients" in str(SampleForm())
    assert "Do not put anything about patients" not in str(SampleFilters())


def test_a_label_can_say_what_it_means():
    document = parse(str(SampleForm()))
    meanings = [each.text for each in document.every("details")]
    assert len(meanings) == 1
    assert "How likely a project is to deliver" in meanings[0]


def test_hidden_fields_are_kept():
    assert 'type="hidden" name="shown" value="signed"' in str(SampleForm(initial={"shown": "signed"}))


def test_filters_in_force_are_said_in_words():
    form = SampleFilters({"state": ["live", "idea"], "track": "", "q": "falls", "as_at": "soon"})
    assert list(choices_in_force(form)) == [
        ("q", "falls", "Words: falls"),
        ("state", "live", "State: Active or paused"),
        ("state", "idea", "State: Idea"),
    ]
    form = SampleFilters({"as_at": "2020-06-01"})
    assert list(choices_in_force(form)) == [("as_at", "2020-06-01", "As at: 1 June 2020")]


def test_forms_that_failed_are_found_by_any_name():
    class Context:
        parent = {"plain": 1}
        vars = {"first": Letter(), "second": Letter({}), "third": Letter({"subject": "Falls"})}

    assert failed_forms(Context()) == [Context.vars["second"]]


def test_each_form_of_a_set_that_failed_is_found():
    many = forms.formset_factory(Letter)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-subject": "Falls"}
    )

    class Context:
        parent: dict = {}
        vars = {"letters": many}

    assert failed_forms(Context()) == [many.forms[1]]


def test_an_error_names_its_field():
    form = SampleForm(WRONG)
    form.full_clean()
    said = [error for bound in form for error in errors_of(bound)]
    assert "Enter title" in said
    assert 'Answer "How big is it?"' in said
    assert 'Tick "The team has agreed to this"' in said
    assert "Confidence: choose from the list" in said
    assert "Beds: enter a whole number" in said
    assert "In-year budget: enter an amount in pounds, such as 1250, 250k or 1.2m" in said


def test_what_is_no_number_is_kept_to_be_mended():
    box = next(e for e in parse(str(SampleForm(WRONG))).every("input") if e.get("name") == "count")
    assert (box.get("type"), box.get("inputmode"), box.get("value")) == ("text", "numeric", "ten")
    assert SampleForm.base_fields["count"].widget.input_type == "number"


def test_the_sentence_is_said_once():
    class Hinted(forms.Form):
        problem = CleanText(label="Problem", one_line=False, help_text=NO_PATIENTS)

    assert str(Hinted()).count(NO_PATIENTS) == 1


class Panel(forms.Form):
    words = CleanText(label="Words", required=False, max_length=40)
    day = UkDate(label="Day", required=False, help_text="")
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), ("a&b", "A <and> B"), ("Model “x”", [(1, "First"), (2, "Second")])],
    )


@pytest.mark.parametrize(
    "said", [{}, {"words": '"quoted" & <b>', "day": "1/6/2026", "state": "2"}, {"day": "soon", "state": "9"}]
)
def test_a_filter_panel_writes_what_the_widgets_own_templates_write(said):
    form = Panel(said)
    form.full_clean()

    def told(markup):
        return [
            (each.tag, each.attributes, each.text if each.tag == "option" else "")
            for each in parse(str(markup)).every("select", "optgroup", "option", "input")
        ]

    for bound in form:
        assert told(plainly(bound)) == told(bound.as_widget())


def test_a_number_out_of_bounds_is_said_in_our_words():
    class Bands(forms.Form):
        days = forms.IntegerField(label="Days", min_value=1, max_value=730)

    assert said_of(Bands({"days": "0"})) == {"days": ["Days: enter 1 or more"]}
    assert said_of(Bands({"days": "900"})) == {"days": ["Days: enter 730 or less"]}


def test_two_questions_with_the_same_fault_are_told_apart():
    class Span(forms.Form):
        starts = UkDate(label="From when?")
        ends = UkDate(label="Until when?")

    both = said_of(Span({"starts": "soon", "ends": "later"}))
    assert both["ends"] == ["Until when? Enter a date with day, month and year, such as 27/3/2026"]
    assert said_of(Span({"starts": "soon", "ends": "1/1/2027"}))["starts"][0].startswith(
        "From when? Enter a date"
    )


@pytest.mark.parametrize(
    ("label", "error"),
    [
        ("Title", "Enter title"),
        ("In one sentence", 'Answer "In one sentence"'),
        ("Why now?", 'Answer "Why now?"'),
    ],
)
def test_what_is_missing_is_asked_for_in_words_that_read_well(label, error):
    form = type("OneForm", (forms.Form,), {"said": CleanText(label=label)})({})
    assert errors_of(form["said"]) == [error]


def test_a_message_names_a_field_that_is_a_question():
    form = type("OneForm", (forms.Form,), {"on": UkDate(label="When did it end?")})({"on": "soon"})
    [error] = errors_of(form["on"])
    assert error.startswith("When did it end? Enter a date")


def test_an_nhs_number_is_said_of_the_field_in_a_sentence():
    form = type("OneForm", (forms.Form,), {"said": CleanText(label="In one sentence")})({"said": VALID})
    [error] = errors_of(form["said"])
    assert error.startswith("The answer to “In one sentence” seems to hold an NHS number")
