"""Loading lists of organisations: repeatable, never deleting, never forgetting."""

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from quantock.audit.models import Event
from quantock.people.loading import load
from quantock.people.models import Alias, Organisation, OtherCode, Parentage, Succession
from quantock.people.queries import known_organisations, organisation_called
from quantock.people.tests.factories import OrganisationFactory
from quantock.people.tests.test_published import ods, read

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
BOARD = ("ICB25CD,ICB25CDH,ICB25NM", "E54000038,QSL,NHS Somerset")
OTHER_BOARD = ("ICB25CD,ICB25CDH,ICB25NM", "E54000041,QVV,NHS Dorset")
COUNCIL = "local-authority-code,official-name,nice-name,gss-code,start-date,end-date,replaced-by"
DATA = Path(os.environ.get("QUANTOCK_REAL_DATA", "../shared")) / "data"


def loaded(*lists):
    return load(lists, by=None, on=ON)


def counts(account):
    return account.created, account.updated, account.unchanged, account.closed, account.renamed


def test_the_second_time_all_is_unchanged():
    lists = [read(ods("RA4", "YEOVIL HOSPITAL", c3="QSL")), read(*BOARD)]
    board, trusts = loaded(*lists)  # the board first: the trust refers to it
    assert counts(board) == counts(trusts) == (1, 0, 0, 0, 0)
    assert Parentage.objects.get().parent.name == "NHS Somerset"
    events = Event.objects.count()
    assert [counts(account) for account in loaded(*lists)] == [(0, 0, 1, 0, 0)] * 2
    assert Event.objects.count() == events


def test_an_organisation_is_found_by_either_code():
    loaded(read(*BOARD))
    assert (
        organisation_called("qsl") == organisation_called("E54000038") == organisation_called("nhs somerset")
    )
    assert known_organisations()[0].codes == ("QSL", "E54000038")


def test_a_renamed_one_is_found_by_its_former_name():
    loaded(read(ods("RH5", "TAUNTON HOSPITAL")))
    [account] = loaded(read(ods("RH5", "SOMERSET HOSPITALS")))
    assert counts(account) == (0, 1, 0, 0, 1)
    assert (Alias.objects.get().name, Alias.objects.get().until) == ("TAUNTON HOSPITAL", ON)
    assert organisation_called("Taunton Hospital").name == "SOMERSET HOSPITALS"
    event = Event.objects.order_by("pk").last()
    assert event.changes == [
        {"field": "name", "label": "Name", "was": "TAUNTON HOSPITAL", "is": "SOMERSET HOSPITALS"}
    ]


def test_the_same_name_written_otherwise_is_no_new_name():
    OrganisationFactory(code="RH5", name="Somerset NHS Foundation Trust")
    [account] = loaded(read(ods("RH5", "SOMERSET NHS FOUNDATION TRUST")))
    assert counts(account) == (0, 0, 1, 0, 0)


def test_what_a_list_leaves_blank_is_not_taken_away():
    OrganisationFactory(code="RA4", name="Yeovil", closes_on=date(2023, 3, 31))
    [account] = loaded(read(ods("RA4", "YEOVIL", c10="19910401")))
    assert counts(account) == (0, 1, 0, 0, 0)
    kept = Organisation.objects.get()
    assert (kept.opens_on, kept.closes_on) == (date(1991, 4, 1), date(2023, 3, 31))


def test_one_that_closes_is_counted():
    loaded(read(ods("RA4", "YEOVIL")))
    [account] = loaded(read(ods("RA4", "YEOVIL", c11="20230331")))
    assert counts(account) == (0, 1, 0, 1, 0)


def test_one_known_by_name_only_gets_its_code():
    here = OrganisationFactory(name="Yeovil Hospital", code="", code_system="", kind="other")
    OrganisationFactory.create_batch(2, name="Twice here", code="", code_system="")
    [account] = loaded(read(ods("RA4", "YEOVIL HOSPITAL"), ods("RA5", "TWICE HERE")))
    assert counts(account) == (1, 1, 0, 0, 0)
    here.refresh_from_db()
    assert (here.code_system, here.code, here.kind) == ("ods", "RA4", "trust")


def test_a_new_board_ends_the_belonging_to_the_old_one():
    loaded(read(*BOARD), read(*OTHER_BOARD), read(ods("RA4", "YEOVIL", c3="QSL")))
    [account] = loaded(read(ods("RA4", "YEOVIL", c3="QVV")))
    assert account.updated == 1
    assert {row.parent.code: row.so_until for row in Parentage.objects.all()} == {"QSL": ON, "QVV": None}


def test_parents_and_successors_that_are_not_here_are_named():
    trusts, councils = (
        read(ods("RA4", "YEOVIL", c3="QSL"), ods("RA5", "TAUNTON", c3="QSL")),
        read(COUNCIL, "SOM,Somerset County Council,Somerset,,,2023-04-01,SMT"),
    )
    account_of_councils, account_of_trusts = loaded(trusts, councils)
    assert account_of_trusts.report()["parents_not_known"] == {"QSL": 2}
    assert account_of_councils.report()["successors_not_known"] == ["SOM to SMT"]


def test_the_day_on_which_a_practice_left_is_kept():
    loaded(read(*BOARD))
    joined = {"c14": "QSL", "c15": "20130401", "c25": "4"}
    loaded(read(ods("A81001", **joined)))
    [account] = loaded(read(ods("A81001", **joined, c16="20190401")))
    row = Parentage.objects.get()
    assert (account.updated, row.so_from, row.so_until) == (1, date(2013, 4, 1), date(2019, 4, 1))


def test_a_council_divided_between_two_has_both_successors():
    loaded(
        read(
            COUNCIL,
            "CBD,Cumberland,Cumberland,E06000063,2023-04-01,,",
            "WAF,Westmorland and Furness,Westmorland,E06000064,2023-04-01,,",
            'CUM,Cumbria County Council,Cumbria,E10000006,,2023-04-01,"CBD,WAF"',
        )
    )
    divided = Organisation.objects.get(code="CUM")
    assert sorted(each.successor.code for each in divided.succeeded_by.all()) == ["CBD", "WAF"]
    assert organisation_called("cumbria") == divided
    assert OtherCode.objects.get(code="E10000006").organisation == divided


ANY = "Name,Type,ODS code,GSS code,Charity number,Opened,Closed,Part of,Replaced by,Other names"


def test_a_list_of_any_organisations_finds_what_is_here_and_is_repeatable():
    board = OrganisationFactory(code="QSL", code_system="ods", name="NHS Somerset", kind="icb")
    by_gss = OrganisationFactory(code="E06000066", code_system="gss", name="Somerset", kind="council")
    by_name = OrganisationFactory(
        name="Spark Somerset", code="", code_system="", standing="dormant", kind="charity"
    )
    rows = [
        "Somerset Council,,SMT,E06000066,,,,NHS Somerset,,",
        "Spark Somerset,,,,1069260,,,QSL,,Spark;Spark",
        "Village Agents,Charity,,,,,2024-03-31,Nowhere,1069260;SMT;1069260;Village Agents,",
        "NHS Somerset,,,,,,,QSL,,",
    ]
    [account] = loaded(read(ANY, *rows))
    assert counts(account) == (1, 3 - 1, 1, 0, 1)
    assert account.report()["parents_not_known"] == {"Nowhere": 1}
    assert OtherCode.objects.get(code="SMT").organisation == by_gss
    by_name.refresh_from_db()
    assert (by_name.code, by_name.kind, by_name.standing) == ("1069260", "charity", "dormant")
    gone = Organisation.objects.get(name="Village Agents")
    assert {each.successor for each in gone.succeeded_by.all()} == {by_gss, by_name}
    assert set(Parentage.objects.values_list("child", "parent")) == {
        (by_gss.pk, board.pk),
        (by_name.pk, board.pk),
    }
    [again] = loaded(read(ANY, *rows))
    assert counts(again) == (0, 0, 4, 0, 0)


def test_days_that_cannot_both_be_so_are_left_and_said():
    OrganisationFactory(code="RA4", name="Yeovil", opens_on=date(2020, 1, 1))
    [account] = loaded(read(ods("RA4", "YEOVIL", c3="RA4", c11="20190331")))
    assert counts(account) == (0, 0, 1, 0, 0)
    assert account.report()["warnings"] == [
        "Yeovil would close on 2019-03-31 and open on 2020-01-01: its days stay as they are"
    ]


def test_the_command_refuses_in_words(tmp_path, capsys):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name,size\nA,1\n")
    for path in (wrong, tmp_path / "missing.csv"):
        with pytest.raises(SystemExit) as stopped:
            call_command("import_organisations", str(path))
        assert stopped.value.code == 1
        assert set(json.loads(capsys.readouterr().out)) == {"error", "what_to_do"}
    assert not Organisation.objects.exists()


@pytest.fixture
def files():
    folder = DATA / "organisations"
    if not folder.is_dir():
        pytest.skip(f"the published lists are not in {folder}: set QUANTOCK_REAL_DATA")
    return sorted(str(path) for path in folder.iterdir())


def written(day):
    return day.replace("-", "") if day else day


@pytest.mark.walk  # one of many alike
@pytest.mark.real_data
def test_the_published_lists_come_out_as_expected(files, capsys):
    """Every figure of expected/organisations.json; the second time all is unchanged."""
    expected = json.loads((DATA / "expected" / "organisations.json").read_text())
    call_command("import_organisations", *files)
    accounts = {each["file"]: each for each in json.loads(capsys.readouterr().out)["files"]}
    assert set(accounts) == set(expected)
    for name, account in accounts.items():
        wanted, figures = expected[name], account["figures"]
        assert (account["rows"], account["encoding"]) == (wanted["rows"], wanted["encoding"])
        assert account["created"] == wanted["rows"]
        assert not account["refused"]
        assert not account["successors_not_known"]
        given = {
            **figures,
            "header_row": account["header_row"],
            "distinct": figures["distinct_codes"],
            "current": figures["open"],
            "with_end_date": figures["closed"],
            "latest_open_date": written(figures["latest_open_date"]),
            "latest_close_date": written(figures["latest_close_date"]),
        }
        compared = [key for key in wanted if key in given]
        assert {key: given[key] for key in compared} == {key: wanted[key] for key in compared}
    assert accounts["nhs_trusts_2022.csv"]["columns"] == 27
    assert accounts["gp_practices_2019.csv.gz"]["columns"] == 27
    _somerset(expected)
    assert Succession.objects.values("predecessor").distinct().count() == 48
    call_command("import_organisations", *files)
    for account in json.loads(capsys.readouterr().out)["files"]:
        assert account["unchanged"] == account["rows"]
        assert not account["created"] + account["updated"] + account["closed"] + account["renamed"]


def _somerset(expected):
    board = Organisation.objects.get(code="QSL")
    assert organisation_called("E54000038") == board
    wanted = expected["nhs_trusts_2022.csv"]["somerset_QSL"]
    trusts = board.children.filter(child__kind="trust").order_by("child__code")
    assert [[each.child.code, each.child.name] for each in trusts] == [row[:2] for row in wanted]
    councils = Organisation.objects.filter(name__contains="omerset", kind="council").prefetch_related(
        "succeeded_by__successor"
    )
    assert {each.code: [after.successor.code for after in each.succeeded_by.all()] for each in councils} == {
        row[0]: [row[4]] if row[4] else [] for row in expected["uk_local_authorities.csv"]["somerset"]
    }
    in_name = Counter("FOUNDATION TRUST" in each.name for each in Organisation.objects.filter(kind="trust"))
    assert in_name[True] == expected["nhs_trusts_2022.csv"]["foundation_trusts_in_name"]
