"""A running installation of each kind, and real Chromium in front of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.drills.processes import Broker, Site, own_broker, postgres_site, sqlite_site
from tests.services import chromium
from tests.workbench import CHROMIUM_OPTIONS, Workbench, sign_in, start_workbench

# Ample: on a busy machine a page may take seconds, and a state that comes is waited for no longer than it takes.
WAIT = 30_000  # ms
expect.set_options(timeout=WAIT)


def run_workbench(site: Site, broker: Broker | None) -> Iterator[Workbench]:
    workbench = start_workbench(site, broker)
    yield workbench
    workbench.process.stop()  # asked to, it ends its own processes, which a kill would leave behind


@pytest.fixture(scope="session")
def embedded(tmp_path_factory) -> Iterator[Workbench]:
    with sqlite_site(tmp_path_factory.mktemp("embedded")) as site:
        yield from run_workbench(site, None)


@pytest.fixture(scope="session")
def full(tmp_path_factory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("full")
    with own_broker(folder) as broker, postgres_site(folder, broker.url) as site:
        yield from run_workbench(site, broker)


@pytest.fixture(params=["embedded", "full"])
def workbench(request) -> Workbench:
    """SQLite with the embedded worker, then PostgreSQL with Redis, a Celery worker and beat."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=list(CHROMIUM_OPTIONS),
        )
        yield browser
        browser.close()


@pytest.fixture
def shaky_page(browser: Browser, embedded: Workbench) -> Iterator[Page]:
    """A page of the planner's whose connection may fail: its console may hold errors."""
    context = browser.new_context(base_url=embedded.url)
    page = context.new_page()
    sign_in(page, "planner")
    yield page
    context.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own, signed in if a name is given; console errors and foreign requests fail."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def watch(page: Page, url: str) -> None:
        def on_console(message: Any) -> None:
            if message.type == "error" and not re.search(
                r"(responded with a status of|Status Error Code) (401|409|422)", message.text
            ):
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "request",
            lambda sent: (
                sent.url.startswith((url, "data:", "blob:")) or complaints.append(f"leaves the host: {sent.url}")
            ),
        )

    def open_page(workbench: Workbench, username: str = "", **options: Any) -> Page:
        context = browser.new_context(base_url=workbench.url, **options)
        contexts.append(context)
        page = context.new_page()
        watch(page, workbench.url)
        if username:
            sign_in(page, username)
        else:
            page.goto("/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
