"""Servers to be measured: started as in earnest, asked over a socket, weighed, ended."""

import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
PATIENCE = 30.0
LINKED = re.compile(r"""<(?:link|script|img)[^>]+(?:href|src)="(/static/[^"]+)\"""")


class NotAnswered(Exception):
    """A page that did not answer as it should is never measured."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds from connecting until the last byte."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        return cls(median(seconds) * 1000, quantiles(seconds, n=20, method="inclusive")[-1] * 1000)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page costs over the wire, in bytes and requests; the second time its files are kept already."""

    first: int
    requests: int
    repeat: int


@dataclass(slots=True)
class Asking:
    """One client of a crowd, waiting for its page."""

    path: str
    started: float
    socket: socket.socket
    status: bytes = b""

    def answered(self) -> bool:
        """Take what has come; true when nothing more will."""
        said = self.socket.recv(1 << 18)
        self.status = self.status or said[:12]
        return not said

    def ended(self) -> float:
        """Seconds until the last byte."""
        seconds = time.perf_counter() - self.started
        self.socket.close()
        if not self.status.endswith(b" 200"):
            raise NotAnswered(f"{self.path} answered {self.status[9:].decode() or 'nothing'}")
        return seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A running site, and how long it took until it first answered."""

    port: int
    process: "subprocess.Popen[bytes]"
    cold_start: float
    cookie: str = ""

    def get(self, path: str) -> tuple[dict[str, str], bytes]:
        """One request on a connection of its own; raises NotAnswered unless the answer is 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", path, headers=self._headers())
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise NotAnswered(f"{path} answered {answer.status}")
        return {name.lower(): value for name, value in answer.getheaders()}, body

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Accept-Encoding": "gzip", "Host": f"127.0.0.1:{self.port}"}

    def pace(self, path: str) -> float:
        """Warm both workers; seconds of a request after that."""
        self.get(path)
        until = time.perf_counter() + 1
        asked = 1
        while asked < WORKERS * 8 and (asked < WORKERS * 2 or time.perf_counter() < until):
            self.get(path)
            asked += 1
        return min(self._timed(path) for _ in range(2))

    def times(self, path: str, *, requests: int) -> Times:
        """Every request counts; one after the other. Call `pace` first."""
        return Times.of([self._timed(path) for _ in range(requests)])

    def crowd(self, path: str, *, requests: int, clients: int) -> Times:
        """As `times`, of clients who all ask at once and ask again when they are answered. They wait as sockets: as many
        threads would take the server's processors for a twentieth of the time."""
        seconds: list[float] = []
        with DefaultSelector() as waiting, ExitStack() as opened:

            def ask() -> None:
                asking = Asking(path, time.perf_counter(), self._asked(path))
                waiting.register(opened.enter_context(asking.socket), EVENT_READ, asking)

            for _ in range(min(clients, requests)):
                ask()
            while waiting.get_map():
                for key, _ in waiting.select():
                    if key.data.answered():
                        waiting.unregister(key.fileobj)
                        seconds.append(key.data.ended())
                        if len(seconds) + len(waiting.get_map()) < requests:
                            ask()
        return Times.of(seconds)

    def _asked(self, path: str) -> socket.socket:
        """A connection on which a page was asked for."""
        asked = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        headers = {**self._headers(), "Connection": "close"}
        lines = (f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", "")
        asked.sendall("\r\n".join(lines).encode())
        return asked

    def _timed(self, path: str) -> float:
        started = time.perf_counter()
        self.get(path)
        return time.perf_counter() - started

    def weight(self, path: str) -> Weight:
        """The page and what it links to on the same site, as a browser without a cache would fetch them."""
        headers, body = self.get(path)
        page = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        linked = set(LINKED.findall(page.decode()))
        sizes = [len(self.get(each)[1]) for each in linked]
        return Weight(len(body) + sum(sizes), 1 + len(linked), len(body))

    def memory(self) -> float:
        """Mebibytes of the server and its workers, shared pages counted once (PSS)."""
        rollups = (_read(folder / "smaps_rollup") for folder in self._processes())
        return (
            sum(int(found) for text in rollups for found in re.findall(r"^Pss:\s+(\d+)", text, re.M)) / 1024
        )

    def busy(self) -> float:
        """Seconds of processor time that the server and its workers have had so far."""
        times = (_read(folder / "stat").rpartition(")")[2].split() for folder in self._processes())
        return sum(int(each[11]) + int(each[12]) for each in times if each) / os.sysconf("SC_CLK_TCK")

    def _processes(self) -> Iterator[Path]:
        own = self.process.pid
        for folder in Path("/proc").glob("[0-9]*"):
            parent = re.findall(r"PPid:\s+(\d+)", _read(folder / "status"))
            if parent and own in (int(folder.name), int(parent[0])):
                yield folder


def _read(path: Path) -> str:
    """What /proc says of a process; nothing of one that has ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@contextmanager
def served(application: str, *, cookie: str = "") -> Iterator[Server]:
    """Gunicorn as tools/serve.py starts it, on a free port."""
    port = _free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    gunicorn += ["--workers", str(WORKERS), "--preload", "--no-control-socket", "--log-level", "error"]
    gunicorn += ["--timeout", "60"]
    started = time.perf_counter()
    process = subprocess.Popen(gunicorn, cwd=ROOT, env=os.environ)  # noqa: S603
    try:
        _wait(port, process)
        yield Server(port, process, time.perf_counter() - started, cookie)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until it answers anything at all."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.01)
    raise NotAnswered("the server did not start")
