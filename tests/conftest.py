"""What all tests with a database share: the reference model, loaded once, people signed in, and figures to print."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from interfaces.reference import load_reference
from ocpo.accounts.models import User
from ocpo.accounts.services import make_token
from tests import described
from tests.cast import Browser, make_full_cast, make_person

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


@pytest.fixture
def figure(record_property) -> Callable[[str], None]:
    """Take a line that the run prints at its end, from whichever process the test ran in."""

    def figure(line: str) -> None:
        record_property("figure", line)

    return figure


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "figure" and report.when == "call":
                terminalreporter.write_line(value)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Load the reference model once; every test then starts from it and rolls back to it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_reference(FIXTURES)


@pytest.fixture(scope="session", autouse=True)
def _described() -> Iterator[None]:
    """Compare every answer of the API with its description, whichever client asks and in whichever test."""
    ask = Client.request

    def request(client: Client, **asked: Any) -> Any:
        response = ask(client, **asked)
        described.check(asked["REQUEST_METHOD"], asked["PATH_INFO"], response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", request)
        yield


@pytest.fixture(autouse=True)
def _quick(settings) -> None:
    """Hash passwords fast, look static files up where they lie, let jobs wait for whoever runs them in the test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.REDIS_URL = ""


@pytest.fixture
def cast(db) -> dict[str, User]:
    """planner, colleague, reviewer, viewer, outsider, analyst, administrator by name; members of nothing yet."""
    return make_full_cast()


@pytest.fixture
def sign_in(db) -> Callable[[str], Client]:
    """Return a browser in which the person of that name is signed in."""

    def sign_in(username: str) -> Client:
        person = make_person(username)
        client = Browser(person)
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def api(db) -> Callable[[str], APIClient]:
    """Return an API client that sends a token of the person of that name."""

    def api(username: str) -> APIClient:
        client = APIClient()
        secret = make_token(person=make_person(username))
        client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
        return client

    return api
