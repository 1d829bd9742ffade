"""Whatever stands in the files: they are valid, or refused with a problem; nothing else is raised."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interfaces.reference.findings import BrokenReferenceError, Problem
from interfaces.reference.layout import FILES
from interfaces.reference.reading import Document
from interfaces.reference.rows import tables
from interfaces.reference.validation import validate
from tests.interfaces.files import content

CONTENTS = {name: content(name) for name in FILES}
VALUES = st.none() | st.booleans() | st.integers(-5, 40) | st.floats() | st.text(max_size=5) | st.just([]) | st.just({})


def places(node: Any, path: tuple = ()) -> list[tuple]:
    """Return the path of every value in a document."""
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, value in below for place in places(value, (*path, key)))]


PLACES = [(name, path) for name, document in CONTENTS.items() for path in places(document) if path]


def problems(contents: dict[str, Any]) -> list[Problem]:
    """Validate, and make rows of what is valid; return what is wrong."""
    try:
        tables(validate({name: Document(name, document, {}) for name, document in contents.items()}))
    except BrokenReferenceError as error:
        return error.problems
    return []


def parent_in(document: Any, path: tuple) -> Any:
    for key in path[:-1]:
        document = document[key]
    return document


def test_it_works():
    assert problems(CONTENTS) == []


@given(st.sampled_from(PLACES), VALUES)
@settings(max_examples=60, deadline=None)
def test_any_value_in_any_place_is_accepted_or_refused(place, value):
    name, path = place
    changed = {**CONTENTS, name: copy.deepcopy(CONTENTS[name])}
    parent_in(changed[name], path)[path[-1]] = value
    assert all(problem.file and problem.reason for problem in problems(changed))


@given(st.sampled_from(PLACES))
@settings(max_examples=60, deadline=None)
def test_any_value_that_is_lost_is_accepted_or_refused(place):
    name, path = place
    changed = {**CONTENTS, name: copy.deepcopy(CONTENTS[name])}
    del parent_in(changed[name], path)[path[-1]]
    assert all(problem.file and problem.reason for problem in problems(changed))
