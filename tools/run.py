"""`make run`: the demonstration system, brought up to date and served, told step by step."""

import argparse
import contextlib
import io
import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools.serve import READY, say

ROOT = Path(__file__).resolve().parent.parent
WELCOME = """
  Quantock is ready:  http://localhost:{port}

  Sign in as anybody: the sign-in page offers each demonstration person with one press.
  The data is made up and kept in {place}. Ctrl-C stops the site; `make run` goes on where you left it.
"""


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done and how long it took."""
    sys.stdout.write(f"  {what:<44}")
    sys.stdout.flush()
    started = time.perf_counter()
    yield
    say(f"{time.perf_counter() - started:6.1f} s")


def refuse_if_taken(port: int) -> None:
    """Before a minute's work, not after it."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is in use by another program. Choose another: make run PORT={port + 1}")


def refuse_unsafe_settings() -> None:
    """In a sentence for each, as the command does."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.DEBUG  # noqa: B018  reading one reads all
    except ImproperlyConfigured as refused:
        sys.exit(str(refused))


def kept_key(folder: Path) -> str:
    """The key that signs sessions, made once and kept beside the data, so that a restart signs nobody out."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def prepare() -> str:
    """Bring database, demonstration and static files up to date; returns where the data is."""
    import django

    with step("Starting"):
        django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    from quantock.projects import counting

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with step("Bringing the database up to date"):
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    if not counting.is_complete():
        with step("Counting what dashboards show"):
            call_command("rebuild_counts", verbosity=0, stdout=io.StringIO())
    if not apps.get_model("projects", "Project")._default_manager.exists():
        with step("Loading the demonstration system"):
            call_command("load_demonstration", verbosity=0, stdout=io.StringIO())
    with step("Collecting styles, scripts and pictures"):
        call_command("collectstatic", interactive=False, verbosity=0)
    name = settings.DATABASES["default"]["NAME"]
    return os.path.relpath(name) if Path(name).is_absolute() else f"the database {name}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=8000)
    port = options.parse_args().port
    refuse_if_taken(port)
    os.environ.setdefault("DEMONSTRATION", "1")
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quantock.config.settings")
    if not {"SECRET_KEY", "SECRET_KEY_FILE"} & set(os.environ):
        os.environ["SECRET_KEY"] = kept_key(Path(os.environ.get("DATA_DIR", ROOT / "var")))
    say("Quantock, the demonstration system")
    refuse_unsafe_settings()
    os.environ[READY] = WELCOME.format(port=port, place=prepare())
    # A fresh process, so that the memory which loading took is given back.
    serve = str(Path(__file__).with_name("serve.py"))
    os.execv(sys.executable, [sys.executable, serve, "--port", str(port)])  # noqa: S606


if __name__ == "__main__":
    main()
