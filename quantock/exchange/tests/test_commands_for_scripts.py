"""What a script reads: one JSON object on standard output, also where the command itself was written wrongly."""

import io
import json
from types import SimpleNamespace
from unittest import mock

import pytest
from django.core.management import load_command_class
from django.db import OperationalError, connection

from quantock.web import commands

pytestmark = pytest.mark.django_db
REGISTER = b"Project ID,Project name\nA1,Falls\nA2,Rotas\n"


def run(capsys, *arguments, command="import_register", app="quantock.exchange"):
    """As a shell runs it: the exit code, the object that was printed, and what stands on standard error."""
    code = 0
    try:
        load_command_class(app, command).run_from_argv(["quantock", command, *arguments])
    except SystemExit as ended:
        code = ended.code
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x.csv", "--as-at", "2021-02-31"], "“2021-02-31” is no date"),
        (["x.csv", "--nonsense"], "Unrecognized arguments: --nonsense"),
        ([], "arguments are required: file"),
    ],
)
def test_a_wrong_option_is_answered_in_json_too(capsys, arguments, says):
    code, said, _ = run(capsys, *arguments, "--json")
    assert code == 1
    assert says in said["error"]
    assert said["what_to_do"]


def test_comparing_answers_a_wrong_day_in_json_too(capsys):
    asked = ["--portfolio", "X", "--from", "2020-13-01", "--to", "2021-01-01"]
    code, said, _ = run(capsys, *asked, command="compare", app="quantock.desk")
    assert (code, "“2020-13-01” is no date" in said["error"]) == (1, True)


def test_what_nobody_foresaw_is_answered_in_json_with_its_trace_beside(capsys, tmp_path, monkeypatch):
    def stumble(*_given):
        raise ZeroDivisionError

    (tmp_path / "r.csv").write_bytes(REGISTER)
    monkeypatch.setattr("quantock.exchange.management.commands.import_register.open_source", stumble)
    code, said, trace = run(capsys, str(tmp_path / "r.csv"), "--accept-proposed")
    assert (code, "ZeroDivisionError" in said["error"], "Traceback" in trace) == (1, True, True)


def test_a_register_may_come_through_a_pipe(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(REGISTER)))
    code, said, _ = run(capsys, "-", "--accept-proposed", "--dry-run")
    assert (code, said["created"], said["source"]["file"]) == (0, 2, "standard input")


@pytest.mark.parametrize(
    ("message", "there"), [("database “x” does not exist", False), ("connection refused", None)]
)
def test_a_server_that_does_not_answer_is_not_taken_for_an_empty_one(capsys, tmp_path, message, there):
    (tmp_path / "r.csv").write_bytes(REGISTER)
    with mock.patch.object(connection.introspection, "table_names", side_effect=OperationalError(message)):
        if there is False:
            assert commands.there_is_a_database() is False
            return
        code, said, _ = run(capsys, str(tmp_path / "r.csv"), "--accept-proposed", "--dry-run")
    assert (code, said["error"]) == (1, "The database does not answer. Nothing was done.")


def test_without_a_database_who_and_for_whom_are_said_not_to_be_looked_up(capsys, tmp_path, monkeypatch):
    (tmp_path / "r.csv").write_bytes(REGISTER)
    monkeypatch.setattr(
        "quantock.exchange.management.commands.import_register.there_is_a_database", lambda: False
    )
    code, said, _ = run(
        capsys, str(tmp_path / "r.csv"), "--accept-proposed", "--dry-run", "--organisation", "RH5"
    )
    assert (code, said["created"]) == (0, 2)
    assert any("were not looked up" in warning for warning in said["warnings"])


def test_a_plan_is_read_as_it_stands_or_refused_in_json(capsys, tmp_path):
    plan, other = tmp_path / "plan.xml", tmp_path / "plan.mpp"
    plan.write_text(
        '<Project xmlns="http://schemas.microsoft.com/project"><Tasks><Task><UID>1</UID><ID>1</ID><Name>Fit</Name>'
        "<Start>2026-01-05T08:00:00</Start><Milestone>1</Milestone><Cost>3</Cost></Task></Tasks></Project>"
    )
    other.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    code, said, _ = run(capsys, str(plan), command="read_plan")
    assert (code, said["tasks"], said["milestones"], said["not_kept"]) == (0, 1, 1, {"Cost": 1})
    assert said["rows"][0]["start"] == "2026-01-05T08:00:00"
    code, said, _ = run(capsys, str(other), command="read_plan")
    assert (code, said["error"]) == (1, "The file is a Microsoft Project plan (.mpp).")
    assert run(capsys, str(tmp_path / "none.xml"), command="read_plan")[0] == 1
