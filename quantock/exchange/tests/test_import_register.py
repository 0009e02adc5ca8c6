"""The command: what it prints, letter by letter, and how it says no."""

import argparse
import json
import os
import subprocess
import sys
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from quantock.access import Role
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit.models import Batch
from quantock.exchange.tests.registers import bring_in, ended, real, written, year
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.models import Project
from quantock.web.commands import day

pytestmark = pytest.mark.django_db
TWO = "Project ID,Project name,Organisation,Start date,RAG,Budget 2025/26\nA1,Falls,Combe Trust,1/4/2025,Amber,1250000\n"
TWO += "A2,Rotas,Combe Trust,TBC,To be set,Exempt\n"


def test_it_prints_every_key_of_its_promise(tmp_path):
    account = bring_in(written(tmp_path, TWO), portfolio="Ours", as_at=date(2026, 1, 1), complete=True)
    source = account["source"]
    assert (source["encoding"], source["delimiter"], source["layout"]) == (
        "utf-8",
        ",",
        "one row per project",
    )
    assert (source["sheet"], source["sheets"], source["rows"], source["columns"]) == (None, [], 3, 6)
    numbers = ("rows_read", "projects", "created", "updated", "unchanged", "renamed", "absent")
    assert [account[name] for name in numbers] == [2, 2, 2, 0, 0, 0, 0]
    assert (account["doubtful"], account["refused"]) == ([], [])
    start = next(column for column in account["columns"] if column["heading"] == "Start date")
    assert (start["field"], start["kind"], start["values"], start["not_values"]) == (
        "start_date",
        "date",
        1,
        1,
    )
    assert sum(start["date_formats"].values()) == 1
    [rating] = account["ratings"]
    assert (rating["column"], rating["counts"], rating["blank"]) == ("RAG", {"Amber": 1}, 0)
    assert rating["not_ratings"] == {"To be set": 1}
    assert account["fields"]["start_date"]["min"] == "2025-04-01"
    money = account["fields"]["in_year_budget"]
    assert (money["column"], money["values"], money["not_values"], money["blank"]) == (
        "Budget 2025/26",
        1,
        1,
        0,
    )
    assert (money["sum"], money["unit"], money["unit_reason"]) == (1250000, "GBP", "values")
    assert len(account["mapping"]["columns"]) == 6
    assert isinstance(account["warnings"], list)


def test_the_mapping_it_prints_is_taken_back(tmp_path):
    path = written(tmp_path, TWO)
    proposal = ended(path, 2)
    assert not Project.objects.exists()
    mapping = written(tmp_path, json.dumps(proposal["mapping"]), "mapping.json")
    account = bring_in(path, mapping=str(mapping), accept_proposed=False)
    assert account["created"] == 2
    assert account["mapping"]["columns"] == proposal["mapping"]["columns"]


def test_complete_needs_a_portfolio_and_says_so(tmp_path):
    account = bring_in(written(tmp_path, TWO), complete=True)
    assert (account["created"], account["absent"]) == (2, 0)
    assert any("Without --portfolio" in warning for warning in account["warnings"])


def test_the_unit_of_money_can_be_given(tmp_path):
    account = bring_in(written(tmp_path, TWO), unit="£m")
    assert account["fields"]["in_year_budget"]["unit"] == "GBP million"
    assert account["fields"]["in_year_budget"]["unit_reason"] == "given"
    assert not any("assumed" in warning for warning in account["warnings"])
    money = Project.objects.get(title="Falls").money.get()
    assert (money.pence, money.text) == (1250000 * 100_000_000, "1250000")


def test_a_person_and_an_organisation_are_named(tmp_path):
    trust = OrganisationFactory(name="Combe Trust")
    office = UserFactory(email="tom@combe.example")
    grant(office, Role.PMO, on=trust)
    bring_in(written(tmp_path, TWO), by="Tom@combe.example", organisation="combe trust")
    assert Project.objects.filter(lead_organisation=trust).count() == 2
    assert Batch.objects.get().by == office


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"by": "nobody@combe.example"}, "Nobody signs in as"),
        ({"organisation": "X99"}, "No organisation has the code or name X99"),
        ({"unit": "dollars"}, "no unit of money"),
        ({"mapping": "not-there.json"}, "not-there.json could not be read"),
        ({"as_at": date.today() + timedelta(days=400)}, "in the future"),
    ],
)
def test_it_refuses_in_words_and_keeps_nothing(tmp_path, options, says):
    refused = ended(written(tmp_path, TWO), 1, accept_proposed=True, **options)
    assert set(refused) == {"error", "what_to_do"}
    assert says in refused["error"]
    assert not Project.objects.exists()


def test_somebody_without_the_right_brings_nothing_in(tmp_path):
    UserFactory(email="ann@combe.example")
    refused = ended(written(tmp_path, TWO), 1, accept_proposed=True, by="ann@combe.example")
    assert "may not bring registers in" in refused["error"]


def test_a_mapping_that_is_no_mapping_is_refused(tmp_path):
    mapping = written(tmp_path, "name = Project", "mapping.json")
    assert "not JSON" in ended(written(tmp_path, TWO), 1, mapping=str(mapping))["error"]


def test_a_refused_file_says_what_to_do(tmp_path):
    assert set(ended(written(tmp_path, ""), 1)) == {"error", "what_to_do"}
    assert set(ended(tmp_path / "absent.csv", 1)) == {"error", "what_to_do"}


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["password_protected.mpp", "primavera_export.xer"])
def test_other_kinds_of_files_are_named(name):
    assert "The file is" in ended(real("negative", name), 1, accept_proposed=True)["error"]


def test_nhs_numbers_are_pointed_out_and_refused_until_cleared(tmp_path):
    text = "Project name,Owner,Notes\nFalls,Ann,Seen 943 476 5919 on the ward\nRotas,Bob,9434765919\n"
    path = written(tmp_path, text)
    refused = ended(path, 1, accept_proposed=True)
    assert "row 2, “Notes”: 943 *** **19" in refused["error"]
    assert "row 3" in refused["error"]
    assert "5919" not in refused["error"]
    assert not Project.objects.exists()
    assert bring_in(path, no_nhs_numbers=True)["created"] == 2


def quantock(folder, *arguments, **environment):
    """The command in a process of its own, as from a shell."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", "from quantock.config.command import main; main()", *arguments],
        cwd=Path(__file__).parents[3],
        env=kept | {"SECRET_KEY": "x" * 40, "DATA_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.walk  # its database is a file of its own, of SQLite
def test_a_try_where_there_is_no_database_writes_nothing(tmp_path):
    path = written(tmp_path, TWO)
    missing = tmp_path / "not" / "there"
    done = quantock(
        missing,
        "import-register",
        str(path),
        "--accept-proposed",
        "--dry-run",
        "--json",
        DATABASE_URL=f"sqlite:///{missing / 'q.sqlite3'}",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["created"] == 2
    assert not missing.parent.exists()


@pytest.mark.real_data
def test_a_try_gives_the_same_account_and_keeps_nothing():
    tried = year(2021, dry_run=True)
    assert not Project.objects.exists()
    assert not Batch.objects.exists()
    assert year(2021) == tried
    again = year(2021)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 184)


@pytest.mark.walk  # its database is a file of its own, of SQLite
@pytest.mark.parametrize(
    "arguments",
    [
        ("import-register", "{file}", "--accept-proposed"),
        ("compare", "--portfolio", "Ours", "--from", "2020-03-31", "--to", "31 March 2021"),
        ("import-organisations", "{trusts}"),
    ],
)
def test_without_a_database_each_command_says_so_and_makes_none(tmp_path, arguments):
    trusts = "RH5,SOMERSET NHS FOUNDATION TRUST,Y58,QSL,,,,,,,19930401" + "," * 16 + "\n"
    paths = {"file": written(tmp_path, TWO), "trusts": written(tmp_path, trusts, "etr.csv")}
    there = tmp_path / "q.sqlite3"
    given = [argument.format(**paths) for argument in arguments]
    done = quantock(tmp_path, *given, "--json", DATABASE_URL=f"sqlite:///{there}")
    assert (done.returncode, done.stderr) == (1, "")
    said = json.loads(done.stdout)
    assert said["error"].startswith("There is no database yet")
    assert "quantock migrate" in said["what_to_do"]
    assert not there.exists()


@pytest.mark.walk  # its database is a file of its own, of SQLite
def test_a_database_of_another_version_is_named(tmp_path):
    there = f"sqlite:///{tmp_path / 'q.sqlite3'}"
    quantock(tmp_path, "migrate", "people", "0001", DATABASE_URL=there)
    done = quantock(
        tmp_path, "import-register", str(written(tmp_path, TWO)), "--accept-proposed", DATABASE_URL=there
    )
    assert done.returncode == 1
    assert set(json.loads(done.stdout)) == {"error", "what_to_do"}


def test_the_day_of_a_file_may_be_given_as_people_write_it(tmp_path):
    assert bring_in(written(tmp_path, TWO), **{"as_at": day("31 March 2020")})["created"] == 2
    assert Project.objects.first().registered_on == date(2020, 3, 31)
    assert day("31/03/2020") == day("2020-03-31") == date(2020, 3, 31)
    for text in ("soon", "March 2020", "2020-13-01"):
        with pytest.raises(argparse.ArgumentTypeError, match="is no date"):
            day(text)


def test_comparing_what_is_not_there_is_refused_in_json():
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("compare", "--portfolio=Nope", "--from=2020-01-01", "--to=2021-01-01", stdout=out)
    assert stopped.value.code == 1
    assert json.loads(out.getvalue())["error"] == "There is no portfolio called Nope."
