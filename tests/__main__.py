"""`python -m tests`: the whole test suite, with every service that this machine has. It prints what was left out.

--short-drills also runs the kill drills that CI runs, --drills runs only the heavy ones, --browser only the browser
suite: `python -m tests --browser --times 5 --busy 2` runs it five times with two busy processes beside it. With paths,
only the tests there run, on SQLite unless DATABASE_URL names another database: `python -m tests tests/jobs`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence

from tests import services
from tests.core import CORE

IN_MEMORY = "sqlite://:memory:"
PLAIN = "not browser and not drill and not short_drill and not installation"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short-drills", action="store_true")
    parser.add_argument("--drills", action="store_true")
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--times", type=int, default=1, metavar="N", help="how often in a row, with --browser")
    parser.add_argument("--busy", type=int, default=0, metavar="N", help="processes that only compute beside it")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="run only the tests of these files or folders")
    options, for_pytest = parser.parse_known_args()
    if for_pytest and not options.paths:
        parser.error(f"{for_pytest[0]} goes with the path of some tests")
    if options.paths:
        chosen = [*options.paths, *for_pytest]
        return run(" ".join(chosen), *chosen, DATABASE_URL=os.environ.get("DATABASE_URL") or IN_MEMORY)
    if (options.times, options.busy) != (1, 0) and not options.browser:
        parser.error("--times and --busy go with --browser")
    postgres, has_redis, chromium = services.postgres(), services.has_redis(), services.chromium()
    can_install = not options.short_drills or services.has_registry()
    missing = [
        *([] if postgres else ["PostgreSQL does not answer: tests ran on SQLite only"]),
        *([] if has_redis else ["Redis does not answer: nothing with Celery ran"]),
        *([] if chromium else ["no Chromium: no page was opened in a browser"]),
        *([] if can_install else ["the package registry does not answer: no installation was tried"]),
    ]
    if missing and os.environ.get("CI"):
        print("CI needs every service:\n  " + "\n  ".join(missing), file=sys.stderr)
        return 1
    has_full = bool(postgres and has_redis)
    if options.browser:
        runs = browser_runs(has_full, options.times, options.busy) if chromium else [1]
    else:
        runs = heavy_drills() if options.drills else plain_runs(postgres)
        runs += browser_runs(has_full) if chromium and not options.drills else []
    if options.short_drills:
        selection = ("-m", "short_drill", *only_embedded(has_full))
        runs.append(run("kill drills, short", "tests/drills", *selection, *two_processes("worksteal")))
        if can_install:
            runs.append(run("installation", "tests/test_installation.py", "-m", "installation"))
    for line in missing:
        print(f"LEFT OUT: {line}")
    return max(runs, default=0)


def plain_runs(postgres: str | None) -> list[int]:
    parallel = ("-n", str(min(os.cpu_count() or 1, 4)), "-m", PLAIN)
    covered = ("--cov=assessments.scoring", "--cov-branch", "--cov-fail-under=100", "--cov-report=term:skip-covered")
    runs = [run("scoring core, Django absent", *CORE, "tests/scoring", "-n", parallel[1], *covered)]
    everything_else = ("tests", "--ignore=tests/scoring")
    # The migrations are run once: on SQLite only without PostgreSQL, else its tables come from the models, which is
    # quicker (pyproject.toml)
    migrated = () if postgres else ("--migrations",)
    if postgres:
        # Tests that never use the database run once, with SQLite
        asking = ("--migrations", "--database-only")
        runs.append(run("PostgreSQL", *parallel, *everything_else, *asking, DATABASE_URL=postgres))
    runs.append(run("SQLite", *parallel, *everything_else, *migrated, DATABASE_URL=IN_MEMORY))
    return runs


def heavy_drills() -> list[int]:
    drills = run("drills", "tests/drills", "-m", "drill or short_drill")
    mutants = run("mutants of the scoring core", module="tests.mutation")
    return [drills, mutants, run("faults in the rules around it", module="tests.faults")]


def browser_runs(has_full: bool, times: int = 1, busy: int = 0) -> list[int]:
    """Run the browser suite `times` times beside `busy` processes; print how often it passed, return the exit codes."""
    # All tests of a file run in one process, so that the installations that the file needs start only once
    args = ("tests/browser", "-m", "browser", *two_processes("loadfile"), *only_embedded(has_full))
    beside = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
    started = time.monotonic()
    try:
        codes = [
            run(f"browser {number} of {times}" if times > 1 else "browser", *args) for number in range(1, times + 1)
        ]
    finally:
        for process in beside:
            process.kill()
    if times > 1 or busy:
        took = (time.monotonic() - started) / times
        print(
            f"browser suite: passed {codes.count(0)} of {times} times beside {busy} busy processes, {took:.0f} s each"
        )
    return codes


def two_processes(distribution: str) -> Sequence[str]:
    """Return the options that run tests in two processes: these tests wait for other processes most of the time."""
    return "-n", "2", "--dist", distribution


def only_embedded(has_full: bool) -> Sequence[str]:
    """Return the options that leave out tests of the full installation, if PostgreSQL or Redis is missing."""
    return () if has_full else ("-k", "not full and not celery")


def run(name: str, *args: str, module: str = "pytest", **environment: str) -> int:
    """Run pytest, or another module, once; return its exit code."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    variables = {key: value for key, value in {**os.environ, "REDIS_URL": "", **environment}.items() if value}
    code = subprocess.run([sys.executable, "-m", module, *args], env=variables, check=False).returncode
    print(
        f"== {name}: {'passed' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - started:.0f} s", flush=True
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
