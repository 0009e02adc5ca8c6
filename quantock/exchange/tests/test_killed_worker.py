"""Real workers, killed by the system in the middle of keeping a register: nothing half kept, and the next one goes on."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from quantock.audit.models import Batch
from quantock.desk.keeping.records import check_records
from quantock.exchange.models import ImportStage
from quantock.exchange.services import imports
from quantock.exchange.tests.factories import uploaded
from quantock.exchange.tests.jobs import tried
from quantock.people.models import Organisation
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.models import Project

pytestmark = pytest.mark.django_db(transaction=True)

# Dies of SIGKILL, by itself, once the named function has returned: no timing, and nobody is asked to tidy up.
WORKER = """
import os, signal, sys
from quantock.config import command
sys.argv = ["quantock", "work", "--no-reload", "--no-startup-delay", "--batch"]
at = os.environ.get("DIES_AFTER")
if at:
    import django
    from django.utils.module_loading import import_string
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quantock.config.settings")
    django.setup()
    home, _, name = at.rpartition(".")
    home = import_string(home) if "_Job" in home else __import__(home, fromlist=["_"])
    done = getattr(home, name)
    def die(*given, **named):
        done(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(home, name, die)
command.main()
"""


def work(database, dies_after=""):
    """A worker in a process of its own, which goes home when nothing waits. Where files are is told: the environment of a
    test process among several is not what its settings were read from."""
    return subprocess.run(
        [sys.executable, "-c", WORKER],
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "DATA_DIR": str(settings.DATA_DIR),
            "DATABASE_URL": database,
            "DIES_AFTER": dies_after,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class Elsewhere:
    """The test's database where other processes find it: as it is on PostgreSQL, in a file on SQLite."""

    def __init__(self, folder):
        self.path = folder / "quantock.sqlite3"
        self.in_file = connection.vendor == "sqlite"
        there = urlsplit(os.environ["DATABASE_URL"])
        named = there._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        self.url = f"sqlite:///{self.path}" if self.in_file else named
        if self.in_file:
            with closing(sqlite3.connect(self.path)) as file:
                connection.connection.backup(file)

    def look(self):
        """Bring back what the others made of it."""
        if self.in_file:
            with closing(sqlite3.connect(self.path)) as file:
                file.backup(connection.connection)


def test_a_register_is_whole_or_not_there_however_often_its_worker_is_killed(tmp_path):
    trust = OrganisationFactory(name="Combe Trust", code="RC0", code_system="ods")
    one = tried(uploaded(organisation=trust))
    imports.begin_real(one)
    elsewhere = Elsewhere(tmp_path)
    for point in ("quantock.exchange.register.keep._ids", "quantock.exchange.tasks._Job.finish"):
        killed = work(elsewhere.url, dies_after=point)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        elsewhere.look()
        one.refresh_from_db()
        assert one.stage == ImportStage.RUNNING
        assert not Project.objects.exists()
        assert not Batch.objects.exists()
        assert list(Organisation.objects.values_list("name", flat=True)) == ["Combe Trust"]
    done = work(elsewhere.url)
    assert done.returncode == 0, done.stderr
    assert "Begun again what the last worker left: 1." in done.stdout
    elsewhere.look()
    one.refresh_from_db()
    assert (one.stage, one.account["created"]) == (ImportStage.DONE, 3)
    assert Project.objects.count() == 3
    assert Batch.objects.count() == 1
    assert check_records().wrong == []
