"""One whole installation as `manage.py start` runs it, for browser tests and for pictures."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from tests.drills.processes import Broker, Process, Site, free_port, wait_for

PASSWORD = "a password of the tests only"
CHROMIUM_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@dataclass
class Workbench:
    """One installation as `manage.py start` runs it, with its own database, broker and port."""

    site: Site
    url: str
    process: Process
    broker: Broker | None

    def token(self, username: str) -> str:
        return self.site.run("manage.py", "create_token", username).strip()

    def get(self, path: str, token: str) -> Any:
        """Return what the API answers."""
        return self.send("GET", path, token)

    def send(self, method: str, path: str, token: str, body: Any = None, **headers: str) -> Any:
        """Send a body to the API and return the JSON that it answers; headers are named with _ for -.

        Raises HTTPError for a status of 400 or more.
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Token {token}", "Content-Type": "application/json", **sent},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


def sign_in(page: Page, username: str) -> None:
    """Sign in with a sample account; afterwards the portfolio is open."""
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def ready(page: Page) -> Page:
    """Wait until the page is loaded and its scripts have taken over, so that they handle keys and clicks."""
    page.wait_for_load_state()
    page.wait_for_function("() => [undefined, 'ready'].includes(document.documentElement.dataset.scripts)")
    return page


def until(page: Page, is_so: Callable[[], object]) -> None:
    """Let the page run until `is_so` returns something true. Raises TimeoutError after 30 s."""
    ends_at = time.monotonic() + 30
    while not is_so():
        if time.monotonic() > ends_at:
            raise TimeoutError("what was waited for never came")
        page.wait_for_timeout(20)


def reload_until(page: Page, locator: Locator) -> None:
    """Reload the page until it shows `locator`. Raises TimeoutError after 30 s."""

    def is_shown() -> bool:
        page.reload()
        return locator.is_visible()

    if not locator.is_visible():
        until(page, is_shown)


def pace(page: Page) -> float:
    """Return how many seconds this page takes to load now: how busy the machine is."""
    started = time.monotonic()
    page.reload()
    ready(page)
    return time.monotonic() - started


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def start_workbench(site: Site, broker: Broker | None, settings: str = "ocpo.settings") -> Workbench:
    port = free_port()
    site.extra_env.update(
        {
            "PORT": str(port),
            "OCPO_SAMPLE_PASSWORD": PASSWORD,
            "DJANGO_SETTINGS_MODULE": settings,
            "CI": "",
        }
    )
    process = site.start_python("manage.py", "start")
    url = f"http://127.0.0.1:{port}"
    wait_for(f"{url} to answer\n{process.output()}", lambda: is_ready(url), 90)
    return Workbench(site, url, process, broker)
