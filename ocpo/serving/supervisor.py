"""Runs several programs, restarts those that die, and ends all of them when it ends itself."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 10.0  # after a life of this length the next pause is the first one again
POLL_SECONDS = 0.1
SECONDS_TO_END = 10.0
WATCHDOG = Path(__file__).with_name("watchdog.py")


@dataclass(frozen=True)
class Program:
    """A program to run.

    `has_answered` is given if everything must end when the program cannot start. It returns whether the program serves.
    """

    name: str
    args: Sequence[str]
    has_answered: Callable[[], bool] | None = None


@dataclass
class Running:
    """A program with its process. `started_at` and `start_at` are times of the monotonic clock, all in seconds."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    is_answering: bool = field(default=False)

    @property
    def cannot_start(self) -> bool:
        """Return whether everything depends on this program and it has not served yet."""
        return self.program.has_answered is not None and not self.is_answering

    def note_answer(self) -> None:
        """Note whether a program on which everything depends serves already."""
        if self.process and self.cannot_start and self.program.has_answered and self.program.has_answered():
            self.is_answering = True

    def wait_to_start(self, now: float) -> float:
        """Set the next start and return the seconds until then: 1, 2, 4 and so on while the program keeps dying."""
        lived = now - self.started_at
        pause = FIRST_PAUSE_SECONDS if lived >= STEADY_SECONDS else self.pause
        self.pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        self.start_at = now + pause
        return pause


class Supervisor:
    """Keeps programs running until it is told to stop.

    Each program has a process group of its own. So Ctrl-C reaches only the supervisor, which ends the programs in
    order. And the children of a dead program can be ended too: the web server's workers would keep its port.
    `tell` receives each line for the person at the terminal.
    """

    def __init__(self, programs: Sequence[Program], *, folder: Path, tell: Callable[[str], None]) -> None:
        self.running = [Running(program) for program in programs]
        self.folder = folder
        self.tell = tell
        self.environment: Mapping[str, str] = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.is_stopping = False

    def run(self) -> int:
        """Run until SIGTERM, SIGINT or SIGHUP and return 0. Return 1 if a program with `has_answered` cannot start."""
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, self._stop)
        self.watchdog = subprocess.Popen(  # noqa: S603 (our own file)
            [sys.executable, "-I", "-S", str(WATCHDOG)], stdin=subprocess.PIPE, start_new_session=True
        )
        try:
            while not self.is_stopping:
                for one in self.running:
                    if not self._keep(one):
                        return 1
                time.sleep(POLL_SECONDS)
            return 0
        finally:
            self._end_all()

    def _stop(self, signum: int, frame: object) -> None:
        self.is_stopping = True

    def _keep(self, one: Running) -> bool:
        """Start a program whose time has come, or handle one that has died; return whether to go on."""
        now = time.monotonic()
        if one.process is None:
            if now >= one.start_at:
                self._start(one, now)
            return True
        code = one.process.poll()
        if code is None:
            one.note_answer()
            return True
        self._kill_rest(one)
        if one.cannot_start:
            self.tell(f"The {one.program.name} could not start ({ending(code)}); the lines above say why.")
            return False
        pause = one.wait_to_start(now)
        self.tell(f"The {one.program.name} ended ({ending(code)}) and is started again in {pause:g} s.")
        return True

    def _start(self, one: Running, now: float) -> None:
        one.process = subprocess.Popen(  # noqa: S603 (our own command)
            one.program.args,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        one.started_at = now
        self._tell_watchdog(f"+{one.process.pid}\n")

    def _kill_rest(self, one: Running) -> None:
        """Kill the rest of a dead program's process group."""
        if one.process:
            signal_group(one.process.pid, signal.SIGKILL)
            self._tell_watchdog(f"-{one.process.pid}\n")
        one.process = None

    def _tell_watchdog(self, line: str) -> None:
        if self.watchdog.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.watchdog.stdin.write(line.encode())
                self.watchdog.stdin.flush()

    def _end_all(self) -> None:
        """Ask each program to end, wait for all of them together, then kill what still runs."""
        processes = [one.process for one in self.running if one.process]
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        ends_at = time.monotonic() + SECONDS_TO_END
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, ends_at - time.monotonic()))
        for one in self.running:
            self._kill_rest(one)
        if self.watchdog.stdin:
            self.watchdog.stdin.close()
        self.watchdog.wait()


def signal_group(group: int, signum: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signum)


def ending(code: int) -> str:
    """Return in words how a process ended: "exit code 3", "killed by SIGKILL"."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
