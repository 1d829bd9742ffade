"""What all tests share: the reference model, loaded once, people who are signed in, and figures to print."""

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
    """Return a function that takes a line to print at the end of the run, from whichever process the test ran in."""

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
        deselected = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=deselected)
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
    """Load the reference model once; every test starts from it, and its changes are rolled back."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_reference(FIXTURES)


@pytest.fixture(scope="session", autouse=True)
def _described() -> Iterator[None]:
    """Compare every answer of the API, to any client in any test, with the description of the API."""
    original = Client.request

    def request(client: Client, **environ: Any) -> Any:
        response = original(client, **environ)
        described.check(environ["REQUEST_METHOD"], environ["PATH_INFO"], response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", request)
        yield


def empty_all_but_the_reference(_case: TransactionTestCase) -> None:
    """Empty the tables that tests write to, but keep the reference model and what it needs for the next test.

    Rows are deleted, and only where there are any: PostgreSQL takes half a second to truncate all tables. Foreign keys
    are checked when the transaction ends, so the order of the tables does not matter.
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
    """Keep the reference model after a test with real transactions: Django would empty its tables, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all_but_the_reference)
        yield


def render_and_signal_pages(template: Template, context: Context) -> SafeString:
    """Render as Django does in tests, but send the signal, which copies the context, only for whole pages."""
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _little_overhead(django_test_environment: None) -> Iterator[None]:
    """Collect garbage rarely and copy fewer contexts: both together took a quarter of the time of a page."""
    # What is loaded by now stays for the whole run
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render_and_signal_pages)
        yield


@pytest.fixture(autouse=True)
def _quick(settings) -> None:
    """Hash passwords fast, serve static files from their folders, and leave jobs waiting until a test runs them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.REDIS_URL = ""


@pytest.fixture
def cast(db) -> dict[str, User]:
    """Return planner, colleague, reviewer, viewer, outsider, analyst and administrator by name; members of nothing."""
    return make_full_cast()


@pytest.fixture
def sign_in(db) -> Callable[[str], Client]:
    """Return a function from a user name to a browser in which that person is signed in."""

    def sign_in(username: str) -> Client:
        person = make_person(username)
        client = Browser(person)
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def api(db) -> Callable[[str], APIClient]:
    """Return a function from a user name to an API client that sends a token of that person."""

    def api(username: str) -> APIClient:
        client = APIClient()
        secret = make_token(person=make_person(username))
        client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
        return client

    return api
