"""A pytest plugin: few random cases, the same in every run, and no search for the smallest failing one."""

import pytest
from hypothesis import HealthCheck, Phase, settings

CASES = 25


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for function in {item.function for item in items if isinstance(item, pytest.Function)}:
        chosen = getattr(function, "_hypothesis_internal_use_settings", None)
        if chosen is not None:
            # A slow machine must not pass for a test that found something, so nothing fails for the time it takes.
            # hypothesis has no public way to override what a test asks for itself.
            function._hypothesis_internal_use_settings = settings(
                chosen,
                max_examples=min(chosen.max_examples, CASES),
                derandomize=True,
                deadline=None,
                suppress_health_check=tuple(HealthCheck),
                database=None,
                phases=(Phase.explicit, Phase.generate),
            )
