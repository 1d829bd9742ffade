"""What all tests with a database share: the reference model, loaded once, people signed in, and figures to print."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.template import Context, Template
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backwards", action="store_true", help="run the tests in the opposite order: none may need it")
    parser.addoption("--database-only", action="store_true", help="leave out what never asks the database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--backwards"):
        items.reverse()
    if config.getoption("--database-only"):
        left = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if asks_the_database(item)]


def asks_the_database(item: pytest.Item) -> bool:
    """Say whether a test may reach the database: pytest-django refuses all others."""
    opens_it = {"db", "transactional_db", "live_server"}
    return item.get_closest_marker("django_db") is not None or not opens_it.isdisjoint(
        getattr(item, "fixturenames", ())
    )


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


def empty_all_but_the_reference(_case: TransactionTestCase) -> None:
    """Empty the tables that tests write to. What the reference model rests on stays, for whoever comes next.

    Rows are deleted, and only where there are any: PostgreSQL takes half a second to truncate all tables. References
    between tables are looked at when the transaction ends, so their order does not matter.
    """
    reference = apps.get_app_config("interfaces").get_models(include_auto_created=True)
    kept = {model._meta.db_table for model in (*reference, ContentType, Permission)}
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - kept
    quoted = {table: connection.ops.quote_name(table) for table in sorted(tables)}
    has_rows = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted[table]})" for table in quoted)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(has_rows)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted[table]}")


@pytest.fixture(scope="session", autouse=True)
def _reference_outlives_real_transactions() -> Iterator[None]:
    """Let a test with real transactions leave the reference model, which Django would empty with the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all_but_the_reference)
        yield


def render_and_tell_of_pages(template: Template, context: Context) -> SafeString:
    """Render as Django does in tests, but keep a copy of the context for the page only, not for each of its parts."""
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _little_overhead(django_test_environment: None) -> Iterator[None]:
    """Look for garbage seldom: what is loaded by now stays. Both together took a quarter of a page's time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render_and_tell_of_pages)
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
