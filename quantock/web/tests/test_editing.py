"""Two people who change one record: what merges, what is asked again."""

from datetime import date

import pytest
from django import forms

from quantock.web.clashes import in_words
from quantock.web.editing import EditForm
from quantock.web.forms import UkDate


class Ward(EditForm):
    name = forms.CharField(label="Name")
    opened = UkDate(label="Opened", required=False)
    open_now = forms.BooleanField(label="Open", required=False)
    shifts = forms.MultipleChoiceField(
        label="Shifts", required=False, choices=[("early", "Early"), ("late", "Late")]
    )


NOW = {"name": "Ash", "opened": date(2020, 4, 1), "open_now": True, "shifts": ["early"]}
MINE = {"name": "Ash", "opened": "1/4/2020", "open_now": "on", "shifts": ["early"]}


def sent(now=NOW, seen=NOW, **said):
    opened = Ward(now=seen)
    form = Ward({**MINE, **said, "seen": opened.initial["seen"]}, now=now)
    form.is_valid()
    return form


def test_what_one_changed_is_what_changes():
    assert sent().changes() == {}
    assert sent(name="Ash ward", shifts=["late"]).changes() == {"name": "Ash ward", "shifts": ["late"]}


def test_changes_of_two_people_to_different_fields_merge():
    form = sent(now={**NOW, "shifts": ["late"], "open_now": False}, name="Ash ward")
    assert form.changes() == {"name": "Ash ward"}
    assert form.cleaned_data["shifts"] == ["late"]
    assert form.cleaned_data["open_now"] is False


@pytest.mark.parametrize(
    ("theirs", "mine", "shown"),
    [
        ({"name": "Beech"}, {"name": "Ash ward"}, ("Ash ward", "Beech", "Ash")),
        ({"opened": None}, {"opened": "2/4/2020"}, ("2 April 2020", "", "1 April 2020")),
        ({"shifts": ["late"]}, {"shifts": ["early", "late"]}, ("Early and Late", "Late", "Early")),
    ],
)
def test_the_same_field_is_asked_again_and_then_mine_is_kept(theirs, mine, shown):
    form = sent(now={**NOW, **theirs}, **mine)
    assert form.conflicts == list(theirs)
    assert list(form.errors.values()) == [["Someone else changed this while you were typing"]]
    [clash] = form.clashes.values()
    assert (clash.mine, clash.theirs, clash.base) == shown
    again = Ward(form.data, now={**NOW, **theirs})
    assert again.is_valid()
    assert list(again.changes()) == list(mine)


def test_what_they_changed_and_one_left_alone_stays_theirs_when_mine_is_saved_again():
    now = {**NOW, "name": "Beech", "shifts": ["late"]}
    again = Ward(sent(now=now, name="Ash ward").data, now=now)
    assert again.is_valid()
    assert again.changes() == {"name": "Ash ward"}


def test_what_one_left_alone_is_shown_as_the_other_has_it_beside_what_clashes():
    now = {"name": "Beech", "opened": date(2021, 5, 2), "open_now": False, "shifts": ["late", "early"]}
    form = sent(now=now, name="Ash ward")
    assert form.conflicts == ["name"]
    shown = {name: form[name].value() for name in ("name", "opened", "open_now", "shifts")}
    assert shown == {"name": "Ash ward", "opened": "2/5/2021", "open_now": False, "shifts": ["late", "early"]}
    again = Ward({**form.data, "opened": "3/5/2021"}, now=now)
    assert again.is_valid()
    assert again.changes() == {"name": "Ash ward", "opened": date(2021, 5, 3)}, "what is changed then counts"


def test_both_may_have_meant_the_same():
    assert sent(now={**NOW, "name": "Beech"}, name="Beech").changes() == {}


def test_a_form_without_what_was_seen_is_taken_as_it_is():
    form = Ward({**MINE, "name": "Beech", "seen": "made up"}, now=NOW)
    assert form.is_valid()
    assert form.changes() == {"name": "Beech"}


def test_values_are_said_in_words():
    fields = Ward.base_fields
    assert in_words(fields["open_now"], True) == "Yes"
    assert in_words(fields["open_now"], False) == "No"
    assert in_words(fields["name"], None) == ""
    assert in_words(fields["shifts"], ["late"]) == "Late"
