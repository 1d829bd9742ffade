"""One whole installation as `manage.py start` runs it, for browser tests and for pictures."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

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
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Token {token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def start_workbench(site: Site, broker: Broker | None) -> Workbench:
    port = free_port()
    site.extra_env.update(
        {
            "PORT": str(port),
            "OCPO_SAMPLE_PASSWORD": PASSWORD,
            "DJANGO_SETTINGS_MODULE": "ocpo.settings",
            "CI": "",
        }
    )
    process = site.start_python("manage.py", "start")
    url = f"http://127.0.0.1:{port}"
    wait_for(f"{url} to answer\n{process.output()}", lambda: is_ready(url), 90)
    return Workbench(site, url, process, broker)
