"""Groups side by side, charts of every sort, values taken out and batches taken back."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from quantock.audit.models import Batch
from quantock.engines.dates import add_months
from quantock.engines.points import Ask, read_file
from quantock.measures import services
from quantock.measures.checks import check
from quantock.measures.models import DataPoint
from quantock.measures.queries.wanting import with_values
from quantock.measures.rules import Given
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

FIRST = date(2024, 4, 1)


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on three wards")


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


def at(route, measure, **more):
    return reverse(
        f"measures:{route}", kwargs={"number": measure.project.number, "measure_id": measure.pk, **more}
    )


def of_groups(measure, **groups):
    given = [
        Given(add_months(FIRST, place), Decimal(value), stratum=name.replace("_", " "))
        for name, values in groups.items()
        for place, value in enumerate(values)
    ]
    services.record_points(measure, given, by=None)


def pairs(measure, sizes, hits):
    given = [
        Given(add_months(FIRST, place), None, Decimal(hit), Decimal(size))
        for place, (size, hit) in enumerate(zip(sizes, hits, strict=True))
    ]
    services.record_points(measure, given, by=None)


def test_groups_stand_side_by_side_on_one_scale(client, project):
    measure = MeasureFactory(project=project, name="Falls")
    of_groups(measure, Ash=FALLS, Elm=("60", "62", "61", "63") * 4)
    page = open_page(client, at("measure", measure))
    assert (
        "2 groups: 1 changed for the better, 0 for the worse. There are no values for all of them together."
        in page.text
    )
    multiples = page.context["multiples"]
    assert [each.name for each in multiples] == ["Ash", "Elm"]
    scales = {tuple(re.findall(r'text-anchor="end"[^>]*>([^<]+)<', each.picture)) for each in multiples}
    assert len(scales) == 1
    one = open_page(client, at("measure", measure) + "?group=Ash")
    assert "Something changed for the better" in one.text
    assert "group=Ash" in one.markup
    assert measure.result.latest_on == date(2026, 6, 1)
    assert check() == []


def test_all_together_comes_first_where_it_is_known(client, project):
    measure = MeasureFactory(project=project, values=FALLS)
    of_groups(measure, Ash=FALLS[:14])
    page = open_page(client, at("measure", measure))
    assert page.context["group"] == ""
    assert "All together" in page.text


def test_a_chart_is_chosen_with_the_reason_of_the_engine(client, project):
    measure = MeasureFactory(project=project, unit="percentage", name="Seen in time")
    pairs(measure, [100, 110, 90, 120] * 4, [12, 15, 9, 14] * 4)
    url = at("chart", measure)
    page = open_page(client, url)
    assert "These values suit a P chart: each period gives a numerator and a denominator." in page.text
    assert client.post(url, {"chart": "t"}).status_code == 422
    assert client.post(url, {"chart": "p"}).status_code == 302
    page = open_page(client, at("measure", measure))
    limits = {plot.upper for plot in page.context["judged"].drawing().plots}
    assert len(limits) == 4
    assert "P chart" in page.text
    measure.result.refresh_from_db()
    assert check() == []
    csv = client.get(at("values-csv", measure)).content.decode("utf-8-sig")
    vega = client.get(at("chart-json", measure)).json()["data"]["values"]
    assert f"{vega[0]['upper']}"[:7] in csv


def test_a_chart_that_cannot_be_drawn_says_so(client, project):
    measure = MeasureFactory(project=project, unit="percentage", values=("90", "91") * 8, chart="p")
    page = open_page(client, at("measure", measure))
    assert "It is drawn as an XmR chart, not as was chosen. This chart needs a numerator" in page.text


def events(measure, days):
    services.record_points(measure, [Given(day, Decimal(1), part=0) for day in days], by=None)


def test_dated_events_are_a_t_chart_or_counted_in_periods(client, project):
    measure = MeasureFactory(project=project, frequency="event", unit="count", chart="t", name="Falls")
    events(measure, [add_months(FIRST, place) for place in range(16)])
    page = open_page(client, at("measure", measure))
    judged = page.context["judged"]
    assert (judged.chart.kind, len(judged.chart.points), judged.chart.points[0].value) == ("t", 15, 30)
    assert judged.chart.direction == "up"
    assert "days" in page.text
    services.change_measure(measure, {"chart": "xmr"}, by=None)
    counted = open_page(client, at("measure", measure)).context["judged"]
    assert [point.value for point in counted.chart.points] == [1] * 16
    assert check() == []


def test_two_events_of_one_day_want_an_hour(client, project):
    measure = MeasureFactory(project=project, frequency="event", unit="count", chart="t")
    days = [FIRST, *[add_months(FIRST, place) for place in range(16)]]
    services.record_points(
        measure,
        [Given(day, Decimal(1), part=0 if place else 1441) for place, day in enumerate(days)],
        by=None,
    )
    assert "give the time of day" in open_page(client, at("measure", measure)).text


def test_shifts_of_one_day_are_values_of_their_own(client, project):
    measure = MeasureFactory(project=project, frequency="shift", unit="count")
    url = at("value-add", measure)
    assert "Shift" in open_page(client, url).text
    assert client.post(url, {"starts": "1/3/2026", "shift": "1", "value": "4"}).status_code == 302
    assert client.post(url, {"starts": "1/3/2026", "shift": "3", "value": "6"}).status_code == 302
    assert client.post(url, {"starts": "1/3/2026", "shift": "3", "value": "7"}).status_code == 422
    assert "1 March 2026, night" in open_page(client, at("measure", measure)).text


def test_a_few_years_read_well(client, project):
    measure = MeasureFactory(project=project, frequency="year", name="Staff survey")
    given = [Given(date(2018 + year, 4, 1), Decimal(60 + year)) for year in range(6)]
    services.record_points(measure, given, by=None)
    page = open_page(client, at("measure", measure))
    assert "6 values so far; the median can be drawn from 10." in page.text
    assert ">2018/19<" in page.markup.replace(" ", "") or "2018/19" in page.text


def test_a_value_is_taken_out_and_its_period_is_a_gap(client, project):
    measure = MeasureFactory(project=project, values=FALLS[:14])
    url = at("value-remove", measure, point=measure.points.all()[3].pk)
    assert "It is 6.4." in open_page(client, url).text
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Another ward's"}).status_code == 302
    assert DataPoint.objects.standing().count() == 13
    assert "No value" in open_page(client, at("measure", measure)).text
    assert "Another ward" in open_page(client, at("history", measure)).text
    assert client.get(url).headers["Location"] == at("measure", measure)  # and says that it was taken out


def test_a_paste_is_taken_back_from_the_history(client, project):
    measure = MeasureFactory(project=project, values=("1", "2", "3"))
    new = [Given(FIRST, Decimal(9)), Given(date(2024, 7, 1), Decimal(4))]
    batch = services.record_points(measure, new, by=None, how="pasted").batch
    history = open_page(client, at("history", measure))
    url = at("batch-back", measure, batch_id=batch.pk)
    assert url in history.markup
    page = open_page(client, url)
    assert "2 values will be taken back." in page.text
    assert page.rows()[0][2:] == ["9", "1"]
    assert page.rows()[1][2:] == ["4", "No value"]
    assert DataPoint.objects.standing().count() == 4
    assert client.post(url).status_code == 302
    assert [point.value for point in DataPoint.objects.standing()] == [1, 2, 3]
    assert client.get(url).status_code == 404
    assert url not in open_page(client, at("history", measure)).markup
    other = MeasureFactory(project=project, values=("1",))
    assert client.get(at("batch-back", measure, batch_id=other.points.get().batch_id)).status_code == 404
    assert Batch.objects.get(pk=batch.pk).withdrawn_at


def test_the_picture_goes_out_as_png(client, project):
    measure = MeasureFactory(project=project, values=FALLS, name="Falls on Ash ward")
    response = client.get(at("chart-png", measure))
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert 'filename="falls-on-ash-ward.png"' in response["Content-Disposition"]
    assert "Falls on Ash ward</text>" in client.get(at("chart-svg", measure)).content.decode()


def test_lists_show_what_the_groups_of_a_measure_show(client_for):
    project = ProjectFactory()
    client = client_for("lead", on=project)
    measure = MeasureFactory(project=project)
    given = [
        Given(add_months(date(2024, 4, 1), place), Decimal(value), stratum=ward)
        for ward, values in (("Ash", FALLS), ("Elm", FALLS[:20]))
        for place, value in enumerate(values)
    ]
    services.record_points(measure, given, by=None)
    measure.refresh_from_db()
    assert measure.result.groups == {"improvement, low": 1, "common cause": 1}
    said = "2 groups: 1 changed for the better, none for the worse"
    assert said in open_page(client, f"/projects/{project.number}/measures/").text
    page = open_page(client, "/measures/")
    assert said in page.text or "× 1" in page.text
    assert measure.result.count == len(FALLS)
    assert measure.result.seen_on
    assert measure in with_values()
    for query, is_found in (("signal=better", True), ("signal=same", False), ("since=1/1/2024", True)):
        assert (measure.name in open_page(client, f"/measures/?{query}").text) is is_found, query


def test_the_data_of_every_group_go_out_with_their_figures_and_come_in_again(client, project):
    measure = MeasureFactory(project=project, unit="percentage")
    shares = [
        Given(date(2025, month, 1), numerator=Decimal(month), denominator=Decimal(40), stratum=ward)
        for ward in ("Ash", "Elm")
        for month in range(1, 11)
    ]
    services.record_points(measure, shares, by=None)
    open_page(client, at("measure", measure))
    assert at("values-csv", measure) in client.get(at("measure", measure)).content.decode()
    sent = client.get(at("values-csv", measure)).content
    head, first, *rest = sent.decode("utf-8-sig").splitlines()
    assert head.startswith("Group,Period,Value,")
    assert head.endswith(",Numerator,Denominator")
    assert first.startswith("Ash,January 2025,2.5,")
    assert first.endswith(",1,40")
    assert len(rest) == 19
    found = read_file(sent, "values.csv", Ask(on=date(2026, 11, 27), unit="percentage"))
    assert found.problems == []
    assert [(each.stratum, each.starts, each.numerator) for each in found.given] == [
        (each.stratum, each.starts, each.numerator) for each in shares
    ]
    one = client.get(at("values-csv", measure), {"group": "Elm"}).content.decode()
    assert "Ash" not in one
    assert "Group" not in one
