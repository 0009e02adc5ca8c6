"""A backup comes back whole; a wrong, damaged or newer one changes nothing."""

import json
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection

from quantock.desk.keeping import archive, databases
from quantock.desk.keeping.records import check_records
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "var" / "files"
    (settings.MEDIA_ROOT / "imports").mkdir(parents=True)
    (settings.MEDIA_ROOT / "imports" / "register.csv").write_text("Title\nFalls\n")
    return settings.MEDIA_ROOT


@pytest.fixture
def kept(tmp_path):
    """A backup of two projects and one uploaded file."""
    ProjectFactory(title="Falls on Ash ward")
    ProjectFactory(title="Rotas")
    path = tmp_path / "quantock.backup"
    call_command("backup", str(path))
    return path


def rewritten(path, change):
    """The backup with its files changed, as {name: bytes}; the archive itself is sound."""
    with zipfile.ZipFile(path) as archive_:
        held = {name: archive_.read(name) for name in archive_.namelist()}
    change(held)
    with zipfile.ZipFile(path, "w") as archive_:
        for name, data in held.items():
            archive_.writestr(name, data)


def manifest_says(**said):
    def change(held):
        held["manifest.json"] = json.dumps({**json.loads(held["manifest.json"]), **said}).encode()

    return change


def refused(capsys, path, *options):
    with pytest.raises(SystemExit) as end:
        call_command("restore", str(path), *options)
    assert str(end.value.code).startswith("Nothing was restored. ")
    return str(end.value.code)


def titles():
    return sorted(Project.objects.values_list("title", flat=True))


def test_it_comes_back_as_it_was(kept, media, capsys):
    call_command("backup", str(kept), "--replace")
    assert "1 uploaded file, written and read back" in capsys.readouterr().out
    assert kept.stat().st_mode & 0o077 == 0
    Project.objects.filter(title="Rotas").update(title="Meddled with")
    ProjectFactory(title="Later")
    (media / "imports" / "register.csv").write_text("other")
    (media / "later.csv").write_text("later")
    call_command("restore", str(kept), "--replace")
    assert titles() == ["Falls on Ash ward", "Rotas"]
    assert check_records().wrong == []
    assert (media / "imports" / "register.csv").read_text() == "Title\nFalls\n"
    assert [path.name for path in media.iterdir()] == ["imports"]
    assert [path.name for path in media.parent.iterdir()] == ["files"]
    ProjectFactory(title="Made after it")
    assert Project.objects.count() == 3


def test_nothing_is_replaced_unasked(kept, capsys):
    with pytest.raises(SystemExit, match="is there already"):
        call_command("backup", str(kept))
    ProjectFactory(title="Newer")
    assert "Say --replace" in refused(capsys, kept)
    assert len(titles()) == 3
    call_command("backup", str(kept), "--replace")
    call_command("restore", str(kept), "--replace")
    assert len(titles()) == 3


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(SystemExit, match="There is no folder"):
        call_command("backup", str(tmp_path / "nowhere" / "file"))


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda path: path.unlink(), "There is no file"),
        (lambda path: path.write_bytes(b"Title,State\n"), "not a backup of Quantock"),
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "damaged"),
        (lambda path: rewritten(path, lambda held: held.pop("manifest.json")), "does not say what is in it"),
        (
            lambda path: rewritten(path, lambda held: held.pop("files/imports/register.csv")),
            "is not what it says",
        ),
        (
            lambda path: rewritten(path, lambda held: held.update({"files/imports/register.csv": b"x"})),
            "register.csv is not as it was written",
        ),
        (lambda path: rewritten(path, manifest_says(format=2)), "its format is 2, this version reads 1"),
        (lambda path: rewritten(path, manifest_says(files={})), "is not what it says"),
        (
            lambda path: rewritten(path, manifest_says(migrations=[["projects", "9999_later"]])),
            r"newer version, which this one cannot read \(projects.9999_later\)",
        ),
    ],
    ids=["gone", "csv", "cut", "no manifest", "a file missing", "a file other", "format", "unnamed", "newer"],
)
def test_what_is_wrong_changes_nothing(kept, capsys, harm, why):
    harm(kept)
    with pytest.raises(SystemExit, match=why):
        call_command("restore", str(kept), "--replace")
    assert titles() == ["Falls on Ash ward", "Rotas"]


def test_a_name_that_leads_elsewhere_is_refused(kept, tmp_path):
    def lead_away(held):
        said = json.loads(held["manifest.json"])
        said["files"]["files/../../away"] = "0" * 64
        held["files/../../away"] = b"x"
        held["manifest.json"] = json.dumps(said).encode()

    rewritten(kept, lead_away)
    with pytest.raises(SystemExit, match="has no place here"):
        call_command("restore", str(kept), "--replace")


def test_rows_that_are_missing_are_noticed(kept, capsys):
    with zipfile.ZipFile(kept) as archive_:
        rows = json.loads(archive_.read("manifest.json"))["rows"]
    rewritten(kept, manifest_says(rows={**rows, "projects_project": 3}))
    why = refused(capsys, kept, "--replace")
    assert "rows" in why
    assert titles() == ["Falls on Ash ward", "Rotas"]


def test_a_backup_of_another_database_is_refused(kept, capsys):
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"

    def pretend(held):
        said = json.loads(held["manifest.json"])
        mine, theirs = databases.NAMES[connection.vendor], databases.NAMES[other]
        said["files"][theirs] = said["files"].pop(mine)
        held[theirs] = held.pop(mine)
        held["manifest.json"] = json.dumps({**said, "database": other}).encode()

    rewritten(kept, pretend)
    why = refused(capsys, kept, "--replace")
    assert "this installation uses" in why or "cannot be read" in why


def test_what_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(databases.Path, "glob", lambda path, pattern: iter(()))
    monkeypatch.setattr(databases.shutil, "which", lambda name: None)
    with pytest.raises(databases.CannotKeep, match="apt-get install postgresql-client"):
        databases._program("pg_dump")


def test_an_empty_database_is_no_backup(monkeypatch, tmp_path):
    monkeypatch.setattr(archive, "is_empty", lambda: True)
    with pytest.raises(SystemExit, match="nothing to back up"):
        call_command("backup", str(tmp_path / "file"))
