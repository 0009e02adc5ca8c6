"""The pages of a project's measures: in each state, for whoever may and may not, with bad input."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from quantock.measures import services
from quantock.measures.models import DataPoint, Measure, Rebase
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

ANSWERS = {
    "different": "Half as many as before",
    "known": "New bed alarms",
    "desirable": "Yes, it is what we wanted",
    "lasting": "Yes, they stay",
}


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward")


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


def at(route, measure, **more):
    return reverse(
        f"measures:{route}", kwargs={"number": measure.project.number, "measure_id": measure.pk, **more}
    )


def listed(project):
    return reverse("measures:measures", kwargs={"number": project.number})


def test_an_empty_list_says_what_a_measure_is(client, project):
    page = open_page(client, listed(project))
    assert "whether a change is an improvement" in page.text


def test_the_list_shows_a_card_for_each(client, project):
    MeasureFactory(project=project, name="Falls", values=FALLS)
    MeasureFactory(project=project, name="Alarms")
    page = open_page(client, listed(project))
    assert "2 measures: 1 changed for the better, 0 for the worse, 1 without values." in page.text
    assert "No values yet." in page.text


@pytest.mark.parametrize("values", [FALLS, []])
@pytest.mark.parametrize("at", ["", "measures/"])
def test_a_measure_that_is_called_as_its_project_is_told_apart_from_it(client, project, at, values):
    MeasureFactory(project=project, name=project.title, values=values)
    open_page(client, f"/projects/{project.number}/{at}")


def test_a_measure_begins_with_a_name_and_a_direction(client, project):
    add = reverse("measures:add", kwargs={"number": project.number})
    open_page(client, add)
    data = {
        "name": "Falls",
        "direction": "down",
        "unit": "number",
        "frequency": "month",
        "kind": "outcome",
        "target": "3",
    }
    response = client.post(add, {**data, "seen": client.get(add).context_data["form"].initial["seen"]})
    made = Measure.objects.get()
    assert response.status_code == 302
    assert response["Location"] == at("measure", made)
    assert made.targets.get().value == 3


def test_the_page_says_what_changed_and_shows_every_value(client, project):
    measure = MeasureFactory(project=project, name="Falls", values=FALLS, target=Decimal(5))
    page = open_page(client, at("measure", measure))
    assert (
        "Something changed for the better: the last 7 values are below the average since December 2025"
        in page.text
    )
    assert "The target of 5.0 will sometimes be missed." in page.text
    assert page.text.count("Correct June 2026") == 1
    assert "is part of a run below the average" in page.text


def test_few_values_are_a_line(client, project):
    measure = MeasureFactory(project=project, values=FALLS[:4])
    assert (
        "4 values so far; the median can be drawn from 10." in open_page(client, at("measure", measure)).text
    )


def add_value(client, measure, **data):
    return client.post(at("value-add", measure), data)


def test_a_value_is_added_for_the_period_its_day_falls_in(client, project):
    measure = MeasureFactory(project=project, values=FALLS[:4])
    page = open_page(client, at("value-add", measure))
    assert "The next one is for August 2024." in page.text
    assert add_value(client, measure, starts="9/8/2024", value="4.5").status_code == 302
    point = DataPoint.objects.get(measure=measure, starts="2024-08-01")
    assert point.value == Decimal("4.5")
    measure.result.refresh_from_db()
    assert (measure.result.count, measure.result.latest) == (5, Decimal("4.5"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"starts": "9/8/2024", "value": "about four"}, "Enter a number, such as 12 or 90.5"),
        ({"starts": "9/8/2024"}, "Enter a value, or say why there is none"),
        ({"starts": "9/8/2099", "value": "4"}, "has not begun yet"),
        ({"starts": "2/5/2024", "value": "4"}, "May 2024 has the value 6.9"),
        ({"starts": "soon", "value": "4"}, "Enter a date"),
        ({"starts": "9/8/2024", "value": "4", "answer": "943 476 5919"}, "NHS number"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_kept(client, project, data, says):
    measure = MeasureFactory(project=project, values=FALLS[:4])
    response = add_value(client, measure, **data)
    assert response.status_code == 422
    assert says.casefold() in response.content.decode().casefold()
    assert DataPoint.objects.filter(measure=measure).count() == 4


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"value": "101"}, "A percentage lies between 0 and 100"),
        ({"numerator": "12", "denominator": "10"}, "More were counted than there were in all"),
        ({"numerator": "12"}, "Enter out of how many"),
        ({"numerator": "-1", "denominator": "10"}, "negative"),
    ],
)
def test_a_percentage_keeps_within_its_bounds(client, project, data, says):
    measure = MeasureFactory(project=project, unit="percentage")
    response = add_value(client, measure, starts="9/8/2024", **data)
    assert response.status_code == 422
    assert says.casefold() in response.content.decode().casefold()


def test_a_percentage_is_worked_out(client, project):
    measure = MeasureFactory(project=project, unit="percentage")
    assert add_value(client, measure, starts="9/8/2024", numerator="9", denominator="12").status_code == 302
    assert DataPoint.objects.get().value == 75
    assert "9 of 12" in open_page(client, at("measure", measure)).text


def test_a_correction_keeps_the_old_value(client, project):
    measure = MeasureFactory(project=project, values=FALLS[:4])
    point = measure.points.first()
    url = at("value-correct", measure, point=point.pk)
    open_page(client, url)
    assert client.post(url, {"value": "5.9"}).status_code == 422
    assert client.post(url, {"value": "5.9", "reason": "Counted twice"}).status_code == 302
    history = open_page(client, at("history", measure)).text
    assert "Counted twice" in history
    assert "April 2024 6.1 " in history.split("Values that no longer count")[-1]


def test_limits_are_recalculated_only_with_four_answers_and_can_be_taken_back(client, project):
    measure = MeasureFactory(project=project, values=FALLS + ("3.0",) * 8)
    url = at("rebase", measure)
    open_page(client, url)
    assert client.post(url, {"starts": "1/12/2025", **ANSWERS, "known": ""}).status_code == 422
    assert client.post(url, {"starts": "1/12/2025", "baseline": "5", **ANSWERS}).status_code == 422
    assert client.post(url, {"starts": "1/12/2025", **ANSWERS}).status_code == 302
    page = open_page(client, at("measure", measure))
    assert "New bed alarms" in page.text
    assert client.post(url, {"starts": "1/12/2025", **ANSWERS}).status_code == 422
    back = at("rebase-back", measure, rebase_id=Rebase.objects.get().pk)
    open_page(client, back)
    assert client.post(back, {"reason": "Too early"}).status_code == 302
    assert Rebase.objects.get().withdrawn_at
    assert client.get(back).status_code == 404


def test_new_limits_are_proposed_never_made(client, project):
    measure = MeasureFactory(
        project=project, values=(*("6.1", "6.9", "5.8", "6.4") * 6, *("3.2", "2.8", "3.6") * 8)
    )
    page = open_page(client, at("measure", measure))
    assert "New limits could begin in April 2026" in page.text
    assert not Rebase.objects.exists()


def test_what_happened_is_numbered_and_can_be_taken_off(client, project):
    measure = MeasureFactory(project=project, values=FALLS)
    url = at("note-add", measure)
    open_page(client, url)
    data = {"text": "New bed alarms", "on": "5/12/2025", "kind": "change"}
    assert client.post(url, {**data, "text": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert "New bed alarms" in open_page(client, at("measure", measure)).text
    remove = at("note-remove", measure, note=measure.annotations.get().pk)
    assert client.get(remove).status_code == 405
    assert client.post(remove).status_code == 302
    assert client.post(remove).status_code == 404


def test_two_people_who_set_a_target_are_shown_both(client, project):
    measure = MeasureFactory(project=project, values=FALLS, target=Decimal(5))
    address = at("target", measure)
    seen = open_page(client, address).context["form"]["seen"].value()
    said = {"so_from": timezone.localdate().strftime("%d/%m/%Y"), "seen": seen}
    assert client.post(address, {**said, "value": "3"}).status_code == 302
    page = open_page(client, address, 409, post={**said, "value": "4", "reason": "As agreed"})
    assert measure.targets.now().get().value == 3
    assert "Someone else changed this" in page.errors()[0]
    form = page.context["form"]
    assert (form.clashes["value"].theirs, form["reason"].value()) == ("3", "As agreed")
    again = {**said, "value": "4", "seen": form["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert measure.targets.now().get().value == 4


def test_target_definition_and_settings(client, project):
    measure = MeasureFactory(project=project, values=FALLS)
    assert client.post(at("target", measure), {"value": "3", "so_from": "1/4/2099"}).status_code == 422
    assert client.post(at("target", measure), {"value": "3", "so_from": "1/4/2024"}).status_code == 302
    seen = open_page(client, at("definition", measure)).context["form"].initial["seen"]
    assert client.post(at("definition", measure), {"seen": seen, "why": "Falls hurt"}).status_code == 302
    page = open_page(client, at("measure", measure))
    assert "Falls hurt" in page.text
    assert "The target of 3.0" in page.text
    url = at("settings", measure)
    form = open_page(client, url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client.post(url, {**data, "name": "Falls on the ward", "direction": "up"}).status_code == 302
    measure.refresh_from_db()
    measure.result.refresh_from_db()
    assert measure.result.variation == "concern, low"
    changed = client.post(url, {**data, "name": "Falls at night"})
    assert changed.status_code == 409
    assert "Someone else changed this" in changed.content.decode()


def test_a_measure_is_taken_away(client, project):
    measure = MeasureFactory(project=project)
    url = at("remove", measure)
    open_page(client, url)
    assert client.post(url, {"reason": "We measure another thing"}).status_code == 302
    assert client.get(at("measure", measure)).status_code == 404


def test_what_is_taken_away_is_what_the_page_shows(client, project):
    measure = MeasureFactory(project=project, name="Falls: =1+1", values=FALLS)
    spec = json.loads(client.get(at("chart-json", measure)).content)
    assert [row["value"] for row in spec["data"]["values"]] == [float(value) for value in FALLS]
    csv = client.get(at("values-csv", measure)).content.decode("utf-8-sig")
    assert len(csv.splitlines()) == len(FALLS) + 1
    assert client.get(at("values-xlsx", measure)).content.startswith(b"PK")
    svg = client.get(at("chart-svg", measure))
    assert svg["Content-Type"] == "image/svg+xml"
    assert "attachment" in svg["Content-Disposition"]


def test_a_reader_sees_no_way_to_change(client_for, project):
    measure = MeasureFactory(project=project, values=FALLS)
    page = open_page(client_for("auditor"), at("measure", measure))
    assert "Add a value" not in page.text
    assert "Correct" not in page.text


def test_another_projects_measure_does_not_exist_here(client, project):
    other = MeasureFactory()
    url = reverse("measures:measure", kwargs={"number": project.number, "measure_id": other.pk})
    assert client.get(url).status_code == 404


def test_pages_cost_the_same_however_many_values_and_measures(client, project, cost):
    measure = MeasureFactory(project=project, values=FALLS[:13])
    one, many = cost(lambda: client.get(at("measure", measure))), cost(lambda: client.get(listed(project)))
    MeasureFactory.create_batch(5, project=project, values=FALLS)
    full = MeasureFactory(project=project, values=FALLS)
    assert cost(lambda: client.get(at("measure", full))) == one
    assert cost(lambda: client.get(listed(project))) == many


@pytest.mark.parametrize("more", ["", "?as_at=1/1/2025"])
@pytest.mark.parametrize("small", [True, False])
def test_a_measures_page_makes_twelve_queries_at_most(client, project, cost, small, more):
    """What DESIGN section 7 allows a page, whatever is on it."""
    measure = MeasureFactory(
        project=project, values=FALLS, target=Decimal(5), small_numbers=small, unit="count"
    )
    services.rebase(measure, starts=date(2025, 12, 1), answers=ANSWERS, by=None)
    services.annotate(measure, on=date(2025, 6, 1), kind="event", text="Flood", by=None)
    services.change_definition(measure, {"why": "Falls hurt"}, by=None, on=date(2025, 6, 1))
    assert cost(lambda: client.get(at("measure", measure) + ("" if small else more))) <= 12


def test_a_project_and_its_measure_of_one_name_are_told_apart(client_for):
    project = ProjectFactory(title="Falls", visibility="system")
    client = client_for("lead", on=project)
    one = MeasureFactory(project=project, name="Falls", values=FALLS)
    MeasureFactory(project=project, name="Falls with harm", values=FALLS)
    for path in ("", "measures/", f"measures/{one.pk}/"):
        open_page(client, f"/projects/{project.number}/{path}")


def filled(client, url):
    """What a form of the page would send as it stands."""
    form = client.get(url).context_data["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}


def test_two_measures_of_one_project_have_names_of_their_own(client_for):
    project = ProjectFactory()
    client = client_for("lead", on=project)
    one = MeasureFactory(project=project, name="Falls")
    other = MeasureFactory(project=project, name="Waits")
    MeasureFactory(name="Beds")
    add, change = f"/projects/{project.number}/measures/add/", at("settings", other)
    said = {**filled(client, add), "name": "falls", "direction": "up"}
    assert "has a measure of that name" in open_page(client, add, 422, post=said).text
    assert client.post(add, {**said, "name": "Beds"}).status_code == 302
    said = {**filled(client, change), "name": "Falls"}
    assert "has a measure of that name" in open_page(client, change, 422, post=said).text
    services.change_measure(one, {"name": "Waits"}, by=None)
    assert client.post(change, filled(client, change)).status_code == 302


def test_nobody_waits_for_values_of_a_project_that_ended(client_for):
    for state, is_late in (("active", True), ("completed", False)):
        project = ProjectFactory(state=state)
        measure = MeasureFactory(project=project, values=FALLS[:20])
        page = open_page(client_for("lead", on=project), at("measure", measure))
        assert ("is overdue" in page.text) == is_late


def test_a_level_that_goes_up_and_down_with_the_seasons_is_no_list_of_proposals(client_for):
    year = ("4.1", "4.4", "4.0", "4.3", "4.2") * 5 + ("6.1", "6.4", "6.0", "6.3", "6.2") * 5
    measure = MeasureFactory(values=year * 4, frequency="day")
    page = open_page(client_for("lead", on=measure.project), at("measure", measure))
    assert page.context["moves"] > 3
    assert f"The level moved {page.context['moves']} times." in page.text
    assert page.text.count("New limits could begin in") == 1


def test_a_median_between_two_values_is_said_as_it_lies_in_the_table_too(client, project):
    measure = MeasureFactory(project=project, unit="count", values=["14", "15"] * 5)
    assert "14.5 (median)" in open_page(client, at("measure", measure)).text
