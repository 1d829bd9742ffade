"""What the drills share: an installation for each driver, and how their figures are told."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drills.kill import CELERY, EMBEDDED, Driver, Figures
from tests.drills.processes import Site, own_broker, postgres_site, sqlite_site


@pytest.fixture(scope="session", autouse=True)
def _end_everything_when_told_to_stop() -> Iterator[None]:
    """Let SIGTERM unwind like Ctrl-C, or a drill that is cut off would leave its processes behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def report(figure) -> Callable[[Figures], None]:
    """Tell the figures, then hold them against the promise."""

    def report(figures: Figures) -> None:
        figure(str(figures))
        figures.check()

    return report


@pytest.fixture
def embedded_site(tmp_path: Path) -> Iterator[Site]:
    with sqlite_site(tmp_path) as site:
        yield site


@pytest.fixture
def full_site(tmp_path: Path) -> Iterator[Site]:
    with own_broker(tmp_path) as broker, postgres_site(tmp_path, broker.url) as site:
        yield site


@pytest.fixture(params=["embedded", "celery"])
def driven_site(request) -> tuple[Site, Driver]:
    """Each kind of installation with its driver, in turn."""
    if request.param == "embedded":
        return request.getfixturevalue("embedded_site"), EMBEDDED
    return request.getfixturevalue("full_site"), CELERY
