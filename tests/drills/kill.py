"""The kill drills, whatever the work is: ask for jobs, kill who runs them, count what came of it."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.drills.processes import Process, Site, wait_for

# The promise: every accepted job comes to an end within 30 s of a worker's death.
PROMISED_SECONDS = 30.0


@dataclass(frozen=True)
class Work:
    """What a drill drives: jobs of one kind, each of which must leave exactly one effect.

    `stall_in` names the function in which a run is stopped (dotted path, as its caller looks it up);
    `effects` is SQL that gives one row for each effect, its key in the first column.
    """

    kind: str
    keys: list[str]
    stall_in: str
    effects: str

    def counted(self, site: Site) -> Counter[str]:
        return Counter(str(row[0]) for row in site.query(self.effects))


@dataclass(frozen=True)
class Driver:
    """How jobs get run: the programs to start, and the name under which the stalled worker knows it."""

    name: str
    start: Callable[[Site], list[Process]]


EMBEDDED = Driver("embedded", lambda site: [site.start_worker()])
CELERY = Driver("celery", lambda site: [site.start_celery_worker(), site.start_beat()])


@dataclass(frozen=True)
class Figures:
    """What came of it: tried and acknowledged requests, effects that survived, were lost, or came twice.

    `cut_short` counts the jobs that a worker had begun and another one had to take over.
    """

    drill: str
    tried: int
    acknowledged: int
    survived: int
    lost: int
    doubled: int
    cut_short: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.drill}: tried {self.tried}, acknowledged {self.acknowledged}, survived {self.survived}, "
            f"lost {self.lost}, doubled {self.doubled}; "
            f"{self.cut_short} runs cut short, all ended after {self.seconds:.1f} s"
        )

    def check(self) -> None:
        """Hold the figures against the promise."""
        assert self.acknowledged == self.tried
        assert self.survived == self.acknowledged
        assert self.lost == 0
        assert self.doubled == 0
        assert self.seconds <= PROMISED_SECONDS


def ask(site: Site, work: Work) -> dict[str, int]:
    """Ask for each key's job, as requests would; return the acknowledged keys with the milliseconds each took."""
    lines = site.run("-m", "tests.drills.ask", work.kind, *work.keys).splitlines()
    return {key: int(milliseconds) for key, milliseconds in (line.rsplit(" ", 1) for line in lines)}


def have_ended(site: Site) -> bool:
    return site.query("SELECT count(*) FROM jobs_job WHERE available_at IS NOT NULL")[0][0] == 0


def wait_until_ended(site: Site, seconds: float = 90.0) -> float:
    """Wait until no job is open; return after how many seconds that was."""
    return wait_for("the end of all jobs", lambda: have_ended(site), seconds)


def figures(drill: str, site: Site, work: Work, acknowledged: set[str], seconds: float) -> Figures:
    """Count the effects that are there, and hold them against what was acknowledged."""
    effects = work.counted(site)
    return Figures(
        drill=drill,
        tried=len(work.keys),
        acknowledged=len(acknowledged),
        survived=len(acknowledged & set(effects)),
        lost=len(acknowledged - set(effects)),
        doubled=sum(effects[key] > 1 for key in acknowledged),
        cut_short=int(site.query("SELECT count(*) FROM jobs_job WHERE attempts > 1")[0][0]),
        seconds=seconds,
    )


def kill_in_the_middle(site: Site, work: Work, driver: Driver, when: str) -> Figures:
    """Kill a worker with -9 inside a run, before or after the run has written (not yet committed) its effect.

    The seconds count from the death: a fresh worker is started at once.
    """
    flag = site.folder / "reached"
    acknowledged = set(ask(site, work))
    stalled = site.start_python("-m", "tests.drills.stalled_worker", work.stall_in, str(flag), when, driver.name)
    beat = [site.start_beat()] if driver is CELERY else []
    wait_for("the worker to reach the middle of a run", flag.exists, 40)
    for process in [stalled, *beat]:
        process.kill()
    died_at = time.monotonic()
    assert not have_ended(site), "the drill killed nobody: no job was open"
    driver.start(site)
    wait_until_ended(site)
    return figures(f"killed {when} writing, {driver.name}", site, work, acknowledged, time.monotonic() - died_at)


def kill_again_and_again(site: Site, work: Work, driver: Driver, *, kills: int, seed: int = 1) -> Figures:
    """Keep two sets of workers, kill one every second or two while requests come in; count after the last kill."""
    chance = random.Random(seed)
    sets = [driver.start(site), driver.start(site)]
    acknowledged: set[str] = set()
    for part in _parts(work, kills):
        acknowledged |= set(ask(site, part))
        time.sleep(chance.uniform(0.0, 1.0))
        index = chance.randrange(2)
        for process in sets[index]:
            process.kill()
        sets[index] = driver.start(site)
    died_at = time.monotonic()
    wait_until_ended(site)
    return figures(f"{kills} kills, {driver.name}", site, work, acknowledged, time.monotonic() - died_at)


def _parts(work: Work, count: int) -> Iterator[Work]:
    size = -(-len(work.keys) // count)
    for start in range(0, len(work.keys), size):
        yield Work(work.kind, work.keys[start : start + size], work.stall_in, work.effects)


def stop_in_the_middle(site: Site, work: Work, driver: Driver) -> tuple[int, int]:
    """Ask a busy worker to stop; return its exit code, and how many runs it left unfinished."""
    worker = driver.start(site)[0]
    ask(site, work)
    wait_for("the first effect", lambda: bool(work.counted(site)), 40)
    code = worker.stop()
    left = site.query("SELECT count(*) FROM jobs_job WHERE state = 'running'")[0][0]
    return code, int(left)
