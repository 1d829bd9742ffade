"""How pytest runs the tests of the scoring core: with Django and the project's own settings absent."""

import os

CORE = (
    "--confcutdir=tests/scoring",
    "-p",
    "no:django",
    "-c",
    os.devnull,
    "--rootdir=.",
    "-q",
    "-p",
    "no:cacheprovider",
)
