"""What make calls: the supervisor, the throw-away database, Debian's packages, the lock files."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tools import locks, packages, postgres, run, serve


def child(code: str) -> serve.Child:
    return serve.Child("worker", [sys.executable, "-c", code])


@pytest.fixture
def no_waiting(monkeypatch):
    monkeypatch.setattr(serve.time, "sleep", lambda seconds: None)


def test_a_child_that_dies_is_started_again(no_waiting, capsys):
    worker = child("import time; time.sleep(60)")
    worker.start()
    first = worker.process
    assert worker.keep_alive()
    assert worker.process is first
    first.kill()
    first.wait()
    assert worker.keep_alive()
    assert worker.process is not first
    assert "ended with -9; starting it again" in capsys.readouterr().out
    worker.process.kill()
    worker.process.wait()


def test_a_child_that_dies_at_every_start_is_given_up(no_waiting, capsys):
    worker = child("raise SystemExit(3)")
    worker.start()
    for _ in range(serve.TRIES - 1):
        worker.process.wait()
        assert worker.keep_alive()
    worker.process.wait()
    assert not worker.keep_alive()
    assert "last with 3. Giving up." in capsys.readouterr().out


def test_a_child_that_does_not_listen_is_ended(capsys):
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True)
    with process:
        process.stdout.readline()
        worker = serve.Child("worker", [], process=process)
        worker.signal(serve.signal.SIGTERM)
        worker.stop(deadline=serve.time.monotonic())
        assert process.returncode == -serve.signal.SIGKILL
    assert "was ended" in capsys.readouterr().out


def test_a_port_in_use_is_said_before_the_work(monkeypatch):
    with run.socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"make run PORT={port + 1}"):
            run.refuse_if_taken(port)


def test_the_key_of_the_demonstration_is_made_once_and_is_nobody_elses(tmp_path):
    key = run.kept_key(tmp_path / "var")
    assert len(key) > 50
    assert run.kept_key(tmp_path / "var") == key
    assert run.kept_key(tmp_path / "other") != key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0


def test_the_throw_away_database_leaves_nothing_behind():
    ask = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('select 6 * 7').fetchone()[0])"
    with postgres.cluster() as url:
        folder = Path(unquote(urlsplit(url).netloc.partition("@")[2]))
        assert folder.is_dir()
        done = subprocess.run(
            [sys.executable, "-c", ask], env={"DATABASE_URL": url}, capture_output=True, text=True
        )
        assert done.stdout.strip() == "42", done.stderr
    assert not folder.exists()


def test_the_database_goes_when_its_command_fails():
    code = "import os, sys; print(os.environ['DATABASE_URL']); sys.exit(7)"
    command = [sys.executable, "-m", "tools.postgres", "--", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=locks.ROOT)
    assert done.returncode == 7
    assert not Path(unquote(urlsplit(done.stdout.strip()).netloc.partition("@")[2])).exists()


def test_whoever_may_not_install_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(packages.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "argv", ["packages"])
    nothing_here = dict.fromkeys(packages.NEEDED, lambda: False)
    monkeypatch.setattr(packages, "NEEDED", nothing_here)
    with pytest.raises(SystemExit, match="sudo apt-get install postgresql chromium fonts-liberation"):
        packages.main()


def test_what_is_here_is_not_installed_again(monkeypatch):
    monkeypatch.setattr(packages, "NEEDED", {"chromium": lambda: True})
    monkeypatch.setattr(packages, "install", lambda names: pytest.fail(f"installs {names}"))
    monkeypatch.setattr(sys, "argv", ["packages"])
    packages.main()


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple",
        "--extra-index-url ../simple",
        "django @ file:///srv/wheels/django.whl",
        '      "resolved": "https://mirror.example/a/-/a-1.0.0.tgz",',
    ],
)
def test_an_address_in_a_lock_file_is_found(line):
    assert locks.ADDRESS.search(line)


@pytest.mark.parametrize(
    "line", ["django==5.2.19 \\", "    --hash=sha256:00ff", '        "url": "https://fund.example"']
)
def test_what_a_lock_file_may_say(line):
    assert not locks.ADDRESS.search(line)
