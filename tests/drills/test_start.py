"""`manage.py start` outlives what it runs: whatever is killed, the site answers again and its scores follow."""

from __future__ import annotations

import http.client
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.drills.processes import Site, children_of, free_port, own_broker, postgres_site, sqlite_site, wait_for
from tests.workbench import Workbench, is_ready, start_workbench

# The promise: after any kill the site answers and computes again within this time.
PROMISED_SECONDS = 10.0


@pytest.fixture(scope="module")
def embedded(tmp_path_factory) -> Iterator[Workbench]:
    with sqlite_site(tmp_path_factory.mktemp("embedded")) as site:
        yield start_workbench(site, None)


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("full")
    with own_broker(folder) as broker, postgres_site(folder, broker.url) as site:
        yield start_workbench(site, broker)


@pytest.fixture(params=["embedded", "full"])
def started(request) -> Workbench:
    return request.getfixturevalue(request.param)


def programs(workbench: Workbench) -> list[int]:
    return children_of(workbench.process.pid)


def program(workbench: Workbench, word: str) -> int:
    return next(pid for pid in programs(workbench) if word in command_of(pid))


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""  # it has ended since


def worker(workbench: Workbench) -> int:
    return program(workbench, "run_worker" if workbench.broker is None else " worker ")


def web_server(workbench: Workbench) -> int:
    return program(workbench, "gunicorn")


def web_process(workbench: Workbench) -> int:
    return children_of(web_server(workbench))[0]


def takes_a_rating(workbench: Workbench, token: str, best: int) -> bool:
    """Rate over the API; say whether it was answered: what is just killed, or ends for it, takes answers with it."""
    mission, indicator = "unmosa", "i2-local-predation"
    assessment = workbench.site.query(
        "SELECT a.id FROM assessments_assessment a JOIN missions_mission m ON m.id = a.mission_id "
        f"WHERE m.code = '{mission}' AND a.state = 'draft' ORDER BY a.id DESC"
    )[0][0]
    address = f"/api/v1/assessments/{assessment}/ratings/{indicator}/"
    body = {"answer": "rated", "best": best, "confidence": "high"}
    try:
        try:
            version = workbench.get(address, token)["version"]
        except urllib.error.HTTPError:
            workbench.send("PUT", address, token, body, If_None_Match="*")
        else:
            workbench.send("PUT", address, token, body, If_Match=f'"{version}"')
    except urllib.error.HTTPError:
        raise
    except (OSError, http.client.HTTPException):
        return False
    return True


def scores_follow(workbench: Workbench) -> bool:
    return workbench.site.query(
        "SELECT count(*) FROM assessments_assessment a LEFT JOIN assessments_score s ON s.id = a.current_score_id "
        "WHERE NOT a.is_private AND a.revision > 0 AND (s.id IS NULL OR s.revision <> a.revision)"
    ) == [(0,)]


VICTIMS: dict[str, list[Callable[[Workbench], int]]] = {
    "the worker": [worker],
    "one web process": [web_process],
    "worker and web process": [worker, web_process],
    "the web server": [web_server],
}


@pytest.mark.short_drill
def test_whatever_is_killed_comes_back_and_the_score_follows(started: Workbench, figure):
    wait_for("the first scores", lambda: scores_follow(started), 60)
    token = started.token("planner")
    for number, (name, victims) in enumerate(VICTIMS.items()):
        rate = partial(takes_a_rating, started, token, 1 + number % 3)
        pids = [victim(started) for victim in victims]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        took = wait_for(f"the site after kill -9 of {name}", rate, PROMISED_SECONDS)
        scored = took + wait_for(f"the score after kill -9 of {name}", lambda: scores_follow(started), PROMISED_SECONDS)
        figure(f"kill -9 of {name}: takes a rating after {took:.1f} s, score after {scored:.1f} s")
        assert started.process.is_running
        assert not set(pids) & set(programs(started))


@pytest.mark.short_drill
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_command(tmp_path: Path, signum):
    with sqlite_site(tmp_path) as site:
        workbench = start_workbench(site, None)
        server = web_server(workbench)
        pids = [*programs(workbench), *children_of(server)]
        os.kill(workbench.process.pid, signum)
        wait_for("the end of all", lambda: not any(command_of(pid) for pid in pids), PROMISED_SECONDS)
        wait_for("the end of the command", lambda: not workbench.process.is_running, 1)


@pytest.mark.short_drill
def test_two_first_starts_on_one_folder(tmp_path: Path):
    """One prepares and serves; the other says in one line that the folder is taken. The key is made once."""
    port = free_port()
    site = Site(tmp_path, f"sqlite:///{tmp_path / 'ocpo.sqlite3'}")
    site.extra_env.update({"DJANGO_SETTINGS_MODULE": "ocpo.settings", "PORT": str(port)})
    try:
        both = [site.start_python("manage.py", "start") for _ in range(2)]
        wait_for("one to serve", lambda: is_ready(f"http://127.0.0.1:{port}"), 60)
        running = [one for one in both if one.is_running]
        left = [one for one in both if not one.is_running]
        assert (len(running), len(left)) == (1, 1)
        lines = left[0].output().strip().splitlines()
        assert len(lines) == 1
        assert str(tmp_path) in lines[0]
        assert "Traceback" not in running[0].output()
        running[0].stop()
    finally:
        site.end()


@pytest.mark.short_drill
def test_a_web_server_that_cannot_start_ends_the_command_with_a_line(tmp_path: Path):
    with sqlite_site(tmp_path) as site:
        site.extra_env.update({"PORT": str(free_port()), "GUNICORN_CMD_ARGS": "--no-such-option"})
        start = site.start_python("-m", "django", "start")
        wait_for("the command to end", lambda: not start.is_running, 60)
        assert start.stop() == 1
        assert start.output().strip().splitlines()[-1].startswith("The web server could not start")


@pytest.mark.short_drill
@pytest.mark.parametrize("command", [("runserver",), ("start", "--reload")], ids=["runserver", "make dev"])
def test_a_contributor_s_server_works_on_a_fresh_folder(tmp_path: Path, command):
    """It serves pages and their styles without collected static files, and ends with all it started."""
    port = free_port()
    site = Site(tmp_path, f"sqlite:///{tmp_path / 'ocpo.sqlite3'}")
    site.extra_env.update({"DJANGO_SETTINGS_MODULE": "ocpo.settings", "PORT": str(port)})
    address = [f"127.0.0.1:{port}"] if command == ("runserver",) else []
    try:
        process = site.start_python("manage.py", *command, *address)
        wait_for("the sign-in page", lambda: answers(port, "/sign-in/"), 60)
        assert answers(port, "/static/css/ocpo.css")
        assert not (tmp_path / "static").exists()
        if not address:
            pids = programs_below(process.pid)
            assert all(any(part in command_of(pid) for pid in pids) for part in ("run_worker", "serving.migrating"))
            process.stop()
            assert not any(command_of(pid) for pid in pids)
    finally:
        site.end()


def answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def programs_below(pid: int) -> list[int]:
    return [below for child in children_of(pid) for below in (child, *programs_below(child))]
