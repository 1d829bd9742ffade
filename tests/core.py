"""The options with which pytest runs the tests of the scoring core: without Django and the project's settings."""

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
