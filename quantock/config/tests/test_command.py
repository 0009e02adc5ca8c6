"""The console command on a fresh clone: nothing is there yet, and a refusal is a sentence."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def quantock(*arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", "from quantock.config.command import main; main()", *arguments],
        cwd=ROOT,
        env={**kept, "SECRET_KEY": "x" * 40, **environment},
        capture_output=True,
        text=True,
    )


def test_the_folder_of_the_data_is_made_where_a_database_is_needed(tmp_path):
    done = quantock("check", "--database", "default", DATA_DIR=str(tmp_path / "var"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "var").is_dir()


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "taken").write_text("a file")
    done = quantock("check", "--database", "default", DATA_DIR=str(tmp_path / "taken" / "var"))
    assert done.returncode == 1
    assert done.stderr == f"DATA_DIR names {tmp_path}/taken/var, which cannot be made: Not a directory.\n"


@pytest.mark.parametrize("arguments", [["help"], ["migrate", "--help"], ["makemigrations", "--dry-run"]])
def test_what_writes_nothing_makes_no_folder(tmp_path, arguments):
    done = quantock(*arguments, DATA_DIR=str(tmp_path / "var"), DATABASE_URL="sqlite://:memory:")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "var").exists()


def test_refused_settings_are_said_in_a_sentence():
    done = quantock("migrate", SECRET_KEY="short")
    assert done.returncode == 1
    assert done.stderr == "SECRET_KEY is too short: use at least 32 characters.\n"


@pytest.mark.parametrize("arguments", [["backup", "--help"], ["help", "import-register"], ["restore", "-h"]])
def test_a_command_is_explained_without_settings(arguments):
    done = quantock(*arguments, SECRET_KEY="")
    assert done.returncode == 0, done.stderr
    assert f"usage: quantock {'import-register' if 'help' in arguments else arguments[0]}" in done.stdout
    assert "--verbosity" not in done.stdout, "what is the framework's is left out"


def test_a_database_that_is_not_there_is_said_in_a_sentence(tmp_path):
    nowhere = tmp_path / "nowhere" / "quantock.sqlite3"
    done = quantock("check-records", DATA_DIR=str(tmp_path), DATABASE_URL=f"sqlite:///{nowhere}")
    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: unable to open database file\n")
    asked = quantock(
        "check-records", "--traceback", DATA_DIR=str(tmp_path), DATABASE_URL=f"sqlite:///{nowhere}"
    )
    assert "Traceback" in asked.stderr


def test_a_database_without_tables_is_told_to_be_migrated(tmp_path):
    done = quantock("make-administrator", "a@trust.example", DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(
        "The database has no tables yet, or not all of this version's. Run `quantock"
    )


def test_a_damaged_database_is_said_in_a_sentence_and_a_backup_takes_its_place(tmp_path):
    path, backup = tmp_path / "quantock.sqlite3", str(tmp_path / "monday.backup")
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE falls (ward text)")
        database.execute("INSERT INTO falls VALUES ('Ash')")
        database.commit()
    assert quantock("backup", backup, DATA_DIR=str(tmp_path)).returncode == 0
    path.write_text("no database any more, " * 100)
    done = quantock("backup", str(tmp_path / "tuesday.backup"), DATA_DIR=str(tmp_path))
    assert done.stderr.startswith("The database is damaged: file is not a database.\nBring a backup back: ")
    done = quantock("restore", backup, DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was restored. The database there is damaged: ")
    done = quantock("restore", backup, "--replace", DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT ward FROM falls").fetchall() == [("Ash",)]
    assert (tmp_path / "quantock.sqlite3.damaged-1").read_text().startswith("no database any more")
