"""What `make bench` stands on: the generated system is sound, the report says what was missed."""

import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from django.conf import settings

from quantock.benefits.models import Benefit
from quantock.desk.keeping.records import check_records
from quantock.desk.queries import listing
from quantock.engines.spc import xmr_chart
from quantock.measures.models import Measure
from quantock.projects.models import Milestone, Project
from quantock.raid.models import Entry, Escalation, Sides
from tools.bench import __main__ as bench
from tools.bench import filling, logs, making, measures, pages, reference, register, report, serving, system
from tools.bench.making import make


@pytest.mark.django_db
def test_what_is_generated_is_what_services_would_have_left():
    make(60)
    found = check_records()
    assert found.wrong == []
    assert found.projects == 60
    assert found.facts > 400
    assert Project.objects.filter(number=60).exists()


@pytest.mark.django_db
def test_a_larger_system_is_copies_and_as_sound(monkeypatch):
    monkeypatch.setattr(making, "MOST_MADE", 20)
    make(60)
    found = check_records()
    assert found.wrong == []
    assert found.projects == 60
    assert sorted(Project.objects.values_list("number", flat=True)) == list(range(1, 61))
    assert Project.objects.filter(number__in=(3, 23, 43)).values("uid").distinct().count() == 3


@pytest.mark.walk
@pytest.mark.django_db
def test_logs_milestones_and_benefits_are_filled_as_sound_and_their_pages_open(client):
    people = make(30, filling.fill)
    assert check_records().wrong == []
    assert [model.objects.count() for model in (Entry, Milestone, Benefit)] == [390, 300, 90]
    assert Escalation.objects.count() == 2
    assert Sides.objects.exists()
    assert Project.objects.exclude(parent=None).count() == filling.INSIDE
    found = list(logs.log_pages(date(2026, 11, 2)))
    assert len({(page.path, page.who) for page in found}) == len(found) > 30
    for page in found[:: len(found) // 3]:
        client.force_login(people[page.who], backend=settings.AUTHENTICATION_BACKENDS[0])
        assert client.get(page.path).status_code == 200
    assert logs.counted() == {"entries of logs": 390, "milestones": 300, "benefits": 90}


def test_every_page_has_an_address_of_its_own_or_none():
    found = list(pages.pages(date(2026, 11, 2), 7, "page=40"))
    there = [page.path for page in found if page.path]
    assert len({(page.path, page.who) for page in found if page.path}) == len(there) > 10
    assert "/projects/7/" in there


def measured(size, p95, queries):
    page = {"name": "home", "path": "/", "kind": {"at_10_000": 15, "at_100_000": 22, "crowded": 200}}
    return {
        "database": "sqlite",
        "size": size,
        "made": 1.0,
        "floor": {"p50": 2.0, "p95": 2.5},
        "pages": [
            {
                **page,
                "queries": queries,
                "one": {"p50": 10.0, "p95": p95},
                "busy": 9.5,
                "crowd": {"p50": 90.0, "p95": 150.0},
            },
            {**page, "name": "search", "path": ""},
        ],
        "weight": {"list, first page": {"first": 2048, "requests": 4, "repeat": 1024}},
        "memory": {"idle": 90.0, "after": 180.0},
        "cold_start": 0.7,
        "saves": {"p50": 3.0, "p95": 4.0, "rate": 200.0},
        "exports": {"CSV": {"seconds": 1.0, "bytes": 1048576, "grew": 2.0}},
        "import": None,
    }


def test_what_is_met_is_said_to_be_met():
    result = measured(10_000, p95=14.0, queries=4)
    assert report.missed([result]) == []
    assert "| home | 4 | 10.0 | 14.0 | 5.0 | 9.5 | 150 | 15 (200) | met |" in report.written([result])
    assert "| search | | | | | | | 15 (200) | not there yet |" in report.written([result])


class Site(BaseHTTPRequestHandler):
    """Answers slowly enough that several wait at once; knows one page."""

    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.headers["Cookie"])
        time.sleep(0.01)
        self.send_response(200 if self.path == "/" else 404)
        self.end_headers()
        self.wfile.write(b"Here" * 50_000)

    def log_message(self, *said):
        """Says nothing."""


def test_a_crowd_asks_as_often_as_it_is_told_and_times_every_answer():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        server = serving.Server(site.server_port, None, 0.0, cookie="sessionid=office")
        times = server.crowd("/", requests=20, clients=8)
        assert Site.asked == ["sessionid=office"] * 20
        assert 10 <= times.p50 <= times.p95
        with pytest.raises(serving.NotAnswered, match="/elsewhere/ answered 404"):
            server.crowd("/elsewhere/", requests=3, clients=8)
        site.shutdown()


def test_what_is_missed_is_said_worst_first():
    result = measured(100_000, p95=33.0, queries=24)
    assert report.missed([result]) == [
        "SQLite, 100,000 projects: home: 24 queries, wanted 12",
        "SQLite, 100,000 projects: home: 33 ms, wanted 22",
    ]
    assert "| **missed** |" in report.written([result])


@pytest.mark.django_db
def test_a_page_deep_in_a_long_list_is_asked_for_by_its_key(monkeypatch, client):
    auditor = make(60)["auditor"]
    assert system._deep(auditor) == "page=40"
    monkeypatch.setattr(listing, "MOST_NUMBERED", 30)
    monkeypatch.setattr(listing, "PAGE", 1)
    client.force_login(auditor, backend=settings.AUTHENTICATION_BACKENDS[0])
    said = client.get(f"/projects/?{system._deep(auditor)}").context_data["found"]
    assert (said.first, said.last) == (40, 40)


def test_slow_pages_are_asked_for_less_often():
    assert system._many(0.01, 12, 100) == 100
    assert system._many(0.1, 12, 100) == 30
    assert system._many(5.0, 12, 100) == 12


def test_what_is_missed_beside_the_pages_is_said_too():
    result = measured(10_000, p95=14.0, queries=4)
    result["cold_start"], result["saves"]["rate"] = 3.0, 75.0
    result["weight"]["list, first page"]["requests"] = 9
    assert sorted(report.missed([result])) == [
        "SQLite, 10,000 projects: cold start: 3.0 s, wanted 1.5",
        "SQLite, 10,000 projects: requests of list, first page: 9.0 requests, wanted 6",
        "SQLite, 10,000 projects: saves: 75 a second, wanted 150",
    ]


def test_the_register_has_twelve_columns_and_answers_that_are_no_values(tmp_path):
    register.write_register(tmp_path / "register.csv", 80)
    lines = (tmp_path / "register.csv").read_text().splitlines()
    assert len(lines) == 81
    assert len(lines[0].split(",")) == 12
    assert sum("TBC" in line for line in lines) == 2


def test_a_register_of_risks_names_its_projects(tmp_path):
    register.write_risks(tmp_path / "risks.csv", 40, ["P-0001", "P-0002"])
    lines = (tmp_path / "risks.csv").read_text().splitlines()
    assert len(lines) == 41
    assert len(lines[0].split(",")) == 12
    assert sum("P-0002" in line for line in lines) == 20


def logged(p95):
    page = {"name": "risks", "path": "/log/", "kind": {"at_10_000": 18, "at_100_000": 150}}
    run = {"seconds": 2.0, "peak": 90.0, "created": 5000}
    return {
        "database": "sqlite",
        "size": 10_000,
        "made": 80.0,
        "counts": {"entries of logs": 130_000, "benefits": 30_000},
        "floor": {"p50": 2.0, "p95": 2.5},
        "pages": [{**page, "queries": 9, "one": {"p50": 12.0, "p95": p95}, "busy": 11.0}],
        "memory": {"idle": 90.0, "after": 180.0},
        "import": {"rows": 5000, "tried": run, "done": {**run, "seconds": 9.0}},
    }


def test_logs_are_reported_and_what_is_not_measured_anew_stays_on_the_page():
    page = report.written([measured(10_000, p95=14.0, queries=4)], logged=[logged(17.0)])
    assert "## Logs and benefits: SQLite, 10,000 projects" in page
    assert "130,000 entries of logs, 30,000 benefits" in page
    assert "| risks | 9 | 12.0 | 17.0 | 6.0 | 11.0 | 18 | met |" in page
    assert "tried in 2.0 s, brought in in 9.0 s, at most 90 MB" in page
    later = report.written([], logged=[logged(36.0)], kept=page)
    assert "| home | 4 | 10.0 |" in later
    assert "| risks | 9 | 12.0 | 36.0 | 6.0 | 11.0 | 18 | **missed** |" in later
    assert later.count("## ") == page.count("## ") == 2
    assert report.missed([logged(36.0)]) == ["SQLite, 10,000 projects: risks: 36 ms, wanted 18"]


def test_parts_are_planned_one_database_after_the_other():
    both = list(bench.Parts(["logs", "projects"]).planned(("sqlite", "postgresql"), (1, 2), quick=True))
    assert [part for part, _, _ in both] == ["projects"] * 4 + ["logs"] * 2
    assert both[:3] == [("projects", "sqlite", 1), ("projects", "sqlite", 2), ("projects", "postgresql", 1)]
    assert "## Logs" not in bench.Parts(["logs"]).page()


@pytest.mark.walk
@pytest.mark.django_db
def test_measures_are_filled_pasted_and_reported():
    make(12)
    assert measures.fill(30, 14) == 420
    assert check_records().wrong == []
    one = Measure.objects.select_related("project").latest("pk")
    result = {
        "database": "sqlite",
        "measures": 30,
        "points": 420,
        "made": 1.0,
        "pages": [{"name": "measure", "queries": 9, "p50": 8.0, "p95": 9.0}],
        "paste": measures.paste(one),
    }
    said = report.written([], [result | measures.engine((1, 3))])
    assert "## Measures: SQLite, 30 measures, 420 values" in said
    assert "| measure | 9 | 8.0 | 9.0 |" in said
    assert "500 pasted rows" in said
    assert "R with NHSRplotthedots" in said


@pytest.mark.parametrize(
    ("says", "expected"),
    [("cat >/dev/null; echo 'Loading'; echo 2.5", 2.5), ("cat >/dev/null; exit 3", None), (None, None)],
)
def test_the_reference_is_timed_where_it_is_installed(tmp_path, monkeypatch, says, expected):
    if says:
        script = tmp_path / "Rscript"
        script.write_text(f"#!/bin/sh\n{says}\n")
        script.chmod(0o755)
    monkeypatch.setattr(reference.shutil, "which", lambda name: str(tmp_path / name) if says else None)
    assert reference.seconds_in_r([[1.0, 2.0]], ["2026-01-01", "2026-02-01"]) == expected


def test_a_reference_that_fails_says_why(tmp_path, monkeypatch):
    script = tmp_path / "Rscript"
    script.write_text("#!/bin/sh\ncat >/dev/null; echo 'no such column' >&2; exit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(reference.shutil, "which", lambda name: str(script))
    with pytest.raises(RuntimeError, match="no such column"):
        reference.seconds_in_r([[1.0]], ["2026-01-01"])


def test_the_plain_formula_agrees_with_the_engine():
    [values] = measures.series(1)
    chart = xmr_chart(values)
    limits = chart.limits_at(0)
    assert measures.plain(values) == pytest.approx((limits.lower, limits.centre, limits.upper))
