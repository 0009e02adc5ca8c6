"""The web server and the worker together: starts both, restarts one that dies, stops both.

    python tools/serve.py --port 8000 --workers 2

In earnest, run it from systemd or a container as the only process; SIGTERM lets requests and the task at
hand finish, SIGHUP starts new web workers (after a change of version, restart it whole).
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

BIN = Path(sys.executable).parent
PATIENCE = 30.0  # seconds a child may take to end what it is doing
TOO_SOON = 5.0  # a child that lives shorter than this has not really started
TRIES = 5
READY = "SAY_WHEN_READY"  # set by tools/run.py: what to say once the site answers


def say(text: str) -> None:
    """One line for whoever watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass
class Child:
    """A process that is to be there for as long as we are."""

    name: str
    command: Sequence[str]
    failures: int = 0
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches it only through us, once."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)

    def keep_alive(self) -> bool:
        """Start it again if it has died; false when it dies at every start."""
        if self.process is None or self.process.poll() is None:
            return True
        lived = time.monotonic() - self.started
        self.failures = self.failures + 1 if lived < TOO_SOON else 1
        code = self.process.returncode
        if self.failures >= TRIES:
            say(f"The {self.name} ended {TRIES} times as soon as it started, last with {code}. Giving up.")
            return False
        say(f"The {self.name} ended with {code}; starting it again.")
        time.sleep(min(0.2 * 2**self.failures, TOO_SOON))
        self.start()
        return True

    def stop(self, deadline: float) -> None:
        """Wait for it to end, and make it end at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {self.name} did not end in {PATIENCE:.0f} seconds and was ended.")
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Supervisor:
    """Both children, until told to stop."""

    children: list[Child]
    stopping: bool = False

    def told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def reload(self, number: int, frame: FrameType | None) -> None:
        self.children[0].signal(signal.SIGHUP)

    def run(self, when_ready: str, address: str) -> int:
        """Serve; returns the exit code."""
        signal.signal(signal.SIGTERM, self.told_to_stop)
        signal.signal(signal.SIGINT, self.told_to_stop)
        signal.signal(signal.SIGHUP, self.reload)
        sound = True
        try:
            for child in self.children:
                child.start()
            while sound and not self.stopping:
                if when_ready and answers(address):
                    say(when_ready)
                    when_ready = ""
                time.sleep(0.25)
                sound = self.stopping or all(child.keep_alive() for child in self.children)
        finally:
            for child in self.children:
                child.signal(signal.SIGTERM)
            deadline = time.monotonic() + PATIENCE
            for child in self.children:
                child.stop(deadline)
        say("Stopped.")
        return 0 if sound else 1


def answers(address: str) -> bool:
    """Whether the site gives any answer yet."""
    try:
        with urlopen(address, timeout=10):  # noqa: S310  our own address
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def children(bind: str, workers: int) -> list[Child]:
    """The two processes of a small installation."""
    web = [str(BIN / "gunicorn"), "quantock.config.wsgi", "--bind", bind, "--workers", str(workers)]
    web += ["--preload", "--no-control-socket", "--log-level", "warning", "--timeout", "60"]
    web += ["--max-requests", "5000", "--max-requests-jitter", "500"]
    worker = [str(BIN / "quantock"), "work", "--no-reload"]
    return [Child("web server", web), Child("worker", worker)]


def serve(*, port: int, host: str = "127.0.0.1", workers: int = 2, when_ready: str = "") -> int:
    """Supervise until stopped; `when_ready` is said once the site answers."""
    return Supervisor(children(f"{host}:{port}", workers)).run(when_ready, f"http://{host}:{port}/")


def main() -> None:
    options = argparse.ArgumentParser(description="Serve the site and work through its queue.")
    options.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    options.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    options.add_argument("--workers", type=int, default=int(os.environ.get("WEB_WORKERS", "2")))
    given = options.parse_args()
    sys.exit(
        serve(port=given.port, host=given.host, workers=given.workers, when_ready=os.environ.get(READY, ""))
    )


if __name__ == "__main__":
    main()
