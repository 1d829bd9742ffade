"""Runs several programs, starts again those that die, and ends all of them with itself."""

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
STEADY_SECONDS = 10.0  # a program that lived so long has started well: its next pause is the first one again
LOOK_SECONDS = 0.1
SECONDS_TO_END = 10.0
WARDEN = Path(__file__).with_name("warden.py")


@dataclass(frozen=True)
class Program:
    """What to run. `has_answered` is given for one whose failure to start ends everything: it says whether it
    serves by now."""

    name: str
    args: Sequence[str]
    has_answered: Callable[[], bool] | None = None


@dataclass
class Running:
    """A program with its process, and the pause before its next start."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    is_answering: bool = field(default=False)

    @property
    def cannot_start(self) -> bool:
        """Say whether all depends on this program and it never served."""
        return self.program.has_answered is not None and not self.is_answering

    def look(self) -> None:
        """Ask a program that has to answer whether it does."""
        if self.process and self.cannot_start and self.program.has_answered and self.program.has_answered():
            self.is_answering = True

    def wait_to_start(self, now: float) -> float:
        """Set the next start and return in how many seconds it is: 1, then 2, 4 and so on while it keeps dying."""
        lived = now - self.started_at
        pause = FIRST_PAUSE_SECONDS if lived >= STEADY_SECONDS else self.pause
        self.pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        self.start_at = now + pause
        return pause


class Supervisor:
    """Keeps programs running until it is told to stop.

    Each program is a process group of its own, so that Ctrl-C reaches only the supervisor, which ends them in order,
    and so that what a dead program leaves behind (the web server's workers hold its port) can be ended too.
    """

    def __init__(self, programs: Sequence[Program], *, folder: Path, tell: Callable[[str], None]) -> None:
        self.running = [Running(program) for program in programs]
        self.folder = folder
        self.tell = tell
        self.environment: Mapping[str, str] = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.is_stopping = False

    def run(self) -> int:
        """Run until SIGTERM, SIGINT or SIGHUP (0), or until a program that has to answer can't start (1)."""
        for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signum, self._stop)
        self.warden = subprocess.Popen(  # noqa: S603 (our own file)
            [sys.executable, "-I", "-S", str(WARDEN)], stdin=subprocess.PIPE, start_new_session=True
        )
        try:
            while not self.is_stopping:
                for one in self.running:
                    if not self._keep(one):
                        return 1
                time.sleep(LOOK_SECONDS)
            return 0
        finally:
            self._end_all()

    def _stop(self, signum: int, frame: object) -> None:
        self.is_stopping = True

    def _keep(self, one: Running) -> bool:
        """Start a program that is to run and note one that has died; return whether to go on."""
        now = time.monotonic()
        if one.process is None:
            if now >= one.start_at:
                self._start(one, now)
            return True
        code = one.process.poll()
        if code is None:
            one.look()
            return True
        self._clear_away(one)
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
        self._tell_warden(f"+{one.process.pid}\n")

    def _clear_away(self, one: Running) -> None:
        """End what a dead program left of its group."""
        if one.process:
            signal_group(one.process.pid, signal.SIGKILL)
            self._tell_warden(f"-{one.process.pid}\n")
        one.process = None

    def _tell_warden(self, line: str) -> None:
        if self.warden.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.warden.stdin.write(line.encode())
                self.warden.stdin.flush()

    def _end_all(self) -> None:
        """Ask each program to end, wait for all together, end what is still there."""
        processes = [one.process for one in self.running if one.process]
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        ends_at = time.monotonic() + SECONDS_TO_END
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, ends_at - time.monotonic()))
        for one in self.running:
            self._clear_away(one)
        if self.warden.stdin:
            self.warden.stdin.close()
        self.warden.wait()


def signal_group(group: int, signum: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signum)


def ending(code: int) -> str:
    """Return how a process ended in words: `exit code 3`, `killed by SIGKILL`."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
