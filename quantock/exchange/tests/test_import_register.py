"""Registers brought in as facts: the real ones with the figures they must give, and what goes wrong."""

import json
import os
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from quantock.audit import facts
from quantock.projects.models import LocalFact, MembershipFact, MoneyFact, Project, ProjectFact
from quantock.projects.models.facts import FAMILIES

pytestmark = pytest.mark.django_db
REAL = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data"


def bring_in(path, **options):
    out = StringIO()
    call_command("import_register", str(path), stdout=out, accept_proposed=True, **options)
    return json.loads(out.getvalue())


def register(name):
    path = REAL / "registers" / name
    if not path.exists():
        pytest.skip(f"{path} is not here: set QUANTOCK_REAL_DATA to the folder of the real files")
    return path


def year(number, **more):
    return bring_in(
        register(f"gmpp_{number}.csv"), portfolio="GMPP", as_at=date(number, 3, 31), complete=True, **more
    )


@pytest.mark.real_data
def test_three_years_of_major_projects_with_their_history():
    first, second = year(2019), year(2020)
    assert first["created"] == first["projects"] == 133
    assert second["updated"] + second["unchanged"] == 104
    assert (second["created"], len(second["absent"])) == (21, 29)
    assert second["fields"]["whole_life_cost"]["sum"] == 447920.35
    present = MembershipFact.objects.as_at(date(2019, 6, 1)).filter(present=True)
    assert present.count() == 133
    assert MembershipFact.objects.as_at(date(2020, 6, 1)).filter(present=True).count() == 125
    in_2020 = ProjectFact.objects.as_at(date(2020, 6, 1)).filter(
        project__in=MembershipFact.objects.as_at(date(2020, 6, 1)).filter(present=True).values("project")
    )
    assert in_2020.filter(confidence="amber/red").count() == 32
    assert all(facts.check(family) == [] for family in FAMILIES)


@pytest.mark.real_data
def test_year_on_year_movements_are_the_published_ones():
    for number in (2019, 2020, 2021):
        year(number)
    expected = json.loads((REAL / "expected" / "gmpp.json").read_text())["year_on_year"]
    for wanted in expected:
        out = StringIO()
        before, after = f"{wanted['from']}-03-31", f"{wanted['to']}-03-31"
        call_command("compare", "--portfolio=GMPP", f"--from={before}", f"--to={after}", stdout=out)
        found = json.loads(out.getvalue())
        names = ("in_both", "left", "joined")
        assert [found[name] for name in names] == [wanted[name] for name in names]
        rating = [wanted["rating_improved"], wanted["rating_worsened"], wanted["rating_same"]]
        assert list(found["rating"].values()) == rating
        ends = [wanted[f"end_date_{name}"] for name in ("later", "earlier", "same")]
        assert list(found["end_date"].values()) == [*ends, wanted["largest_slip_days"]]
        assert found["renamed"] == wanted["name_text_changed"]


@pytest.mark.real_data
def test_a_dry_run_gives_the_same_account_and_keeps_nothing():
    tried = year(2021, dry_run=True)
    assert not Project.objects.exists()
    assert year(2021) == tried
    again = year(2021)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 184)


@pytest.mark.real_data
def test_a_register_that_arrives_late_writes_the_past_only():
    year(2021)
    now = dict(Project.objects.values_list("pk", "title"))
    year(2020)
    assert {pk: title for pk, title in Project.objects.values_list("pk", "title") if pk in now} == now


def test_nothing_of_a_row_is_lost(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(
        "Project ID,Project name,Organisation,Start date,End date,Whole life cost (£m),Ward colour\n"
        "A1,Falls on Ash ward,Combe Trust,1/4/2025,31/3/2026,1.5,Blue\n"
        "A2,Rotas,Combe Trust,1/5/2025,TBC,Exempt under Section 43,Green and gold\n"
    )
    account = bring_in(path, as_at=date(2026, 1, 1))
    assert account["created"] == 2
    assert MoneyFact.objects.get(project__title="Falls on Ash ward").pence == 150_000_000
    exempt = MoneyFact.objects.get(project__title="Rotas")
    assert (exempt.pence, exempt.text) == (None, "Exempt under Section 43")
    assert Project.objects.get(title="Rotas").forecast_end_text == "TBC"
    assert LocalFact.objects.filter(text="Green and gold").exists()


def test_without_a_mapping_it_proposes_and_stops(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("Project name,Organisation\nFalls,Combe Trust\nRotas,Combe Trust\n")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_register", str(path), stdout=StringIO())
    assert stopped.value.code == 2
    assert not Project.objects.exists()


def test_a_refused_file_says_what_to_do(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(b"")
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("import_register", str(path), stdout=out)
    assert stopped.value.code == 1
    assert set(json.loads(out.getvalue())) == {"error", "what_to_do"}
