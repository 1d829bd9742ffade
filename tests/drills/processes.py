"""Real processes for drills: workers, beat, a broker and databases of their own, always ended by their own id."""

import contextlib
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.drills.settings"
POSTGRES = os.environ.get("OCPO_DRILL_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, is_so: Callable[[], bool], seconds: float) -> float:
    """Wait until it is so; return after how many seconds it was. Errors: TimeoutError that says what never came."""
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)
    return time.monotonic() - started


def children_of(pid: int) -> list[int]:
    """Return the ids of the processes that a process has started, oldest first."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


@dataclass
class Process:
    """One started program with its children, in a process group of its own."""

    args: list[str]
    env: dict[str, str]
    log: Path

    def __post_init__(self) -> None:
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                self.args, env=self.env, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def is_running(self) -> bool:
        return self._popen.poll() is None

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def send(self, signum: int) -> None:
        """Send a signal to the program and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signum)

    def kill(self) -> None:
        """End it at once, as a power cut would: kill -9, children included."""
        self.send(signal.SIGKILL)
        self._popen.wait(timeout=10)

    def stop(self, seconds: float = 15.0) -> int:
        """Ask it to end; return its exit code. Errors: subprocess.TimeoutExpired if it does not."""
        if self.is_running:
            os.kill(self.pid, signal.SIGTERM)
        return self._popen.wait(timeout=seconds)


@dataclass
class Site:
    """One installation: a database, a data folder, perhaps a broker, and the processes started on it."""

    folder: Path
    database_url: str
    redis_url: str = ""
    extra_env: dict[str, str] = field(default_factory=dict)
    started: list[Process] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
            "PYTHONUNBUFFERED": "1",
            "OCPO_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            **self.extra_env,
        }

    def start(self, *args: str) -> Process:
        """Start a program of this installation; it is ended with the site at the latest."""
        process = Process(list(args), self.env, self.folder / f"{len(self.started):02}.log")
        self.started.append(process)
        return process

    def start_python(self, *args: str) -> Process:
        return self.start(sys.executable, *args)

    def start_worker(self) -> Process:
        """Start the embedded worker."""
        return self.start_python("-m", "django", "run_worker")

    def start_celery_worker(self, *options: str) -> Process:
        light = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING")
        return self.start_python("-m", "celery", "-A", "ocpo", "worker", "--concurrency=2", *light, *options)

    def start_beat(self) -> Process:
        return self.start_python("-m", "celery", "-A", "ocpo", "beat", "--loglevel=WARNING", "--pidfile=")

    def run(self, *args: str) -> str:
        """Run a Python program of this installation to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, *args], env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{args} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def migrate(self) -> None:
        self.run("-m", "django", "migrate", "--skip-checks", "--verbosity=0")

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the site's database directly, past all of its code."""
        connection: Any
        if self.database_url.startswith("sqlite:///"):
            connection = sqlite3.connect(self.database_url.removeprefix("sqlite:///"), timeout=20)
        else:
            connection = psycopg2.connect(self.database_url)
        with contextlib.closing(connection):
            cursor = connection.cursor()
            cursor.execute(sql)
            rows = list(cursor.fetchall())
            connection.commit()
            return rows

    @property
    def database(self) -> str:
        return urlsplit(self.database_url).path.lstrip("/")

    def refuse_connections(self) -> None:
        """Let this site's PostgreSQL database be gone: nobody gets in, and who is in is thrown out."""
        _on_server(f"ALTER DATABASE {self.database} WITH ALLOW_CONNECTIONS false")
        _on_server(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.database}'")

    def accept_connections(self) -> None:
        _on_server(f"ALTER DATABASE {self.database} WITH ALLOW_CONNECTIONS true")

    def end(self) -> None:
        for process in self.started:
            process.kill()


@contextlib.contextmanager
def sqlite_site(folder: Path) -> Iterator[Site]:
    """An installation on SQLite without a broker: the embedded driver."""
    site = Site(folder, f"sqlite:///{folder / 'ocpo.sqlite3'}")
    try:
        site.migrate()
        yield site
    finally:
        site.end()


@contextlib.contextmanager
def postgres_site(folder: Path, redis_url: str = "") -> Iterator[Site]:
    """An installation on a PostgreSQL database of its own, dropped at the end; with a broker if one is named."""
    name = f"ocpo_drill_{secrets.token_hex(4)}"
    _on_server(f"CREATE DATABASE {name}")
    site = Site(folder, urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}")), redis_url)
    try:
        site.migrate()
        yield site
    finally:
        site.end()
        _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _on_server(sql: str) -> None:
    connection = psycopg2.connect(POSTGRES, connect_timeout=3)
    connection.autocommit = True
    with contextlib.closing(connection):
        connection.cursor().execute(sql)


@dataclass
class Broker:
    """A Redis server of the drill's own, without persistence: what it held is gone when it is stopped."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        args = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = Process([*args, "--dir", str(self.folder)], dict(os.environ), self.folder / "redis.log")
        wait_for("Redis to listen", self.is_listening, 5)

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def send(self, signum: int) -> None:
        if self.process is not None:
            self.process.send(signum)

    def empty(self) -> None:
        """Let the running server forget everything."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
            client.sendall(b"FLUSHALL\r\n")
            assert client.recv(16).startswith(b"+OK")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()


@contextlib.contextmanager
def own_broker(folder: Path) -> Iterator[Broker]:
    """A broker on a free port, ended at the end."""
    broker = Broker(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()
