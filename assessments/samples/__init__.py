"""Sample missions and their assessments: of the paper, fictional, and many for a test of scale."""

from assessments.samples.missions import (
    FOLDER,
    PEOPLE,
    holdings_led_by,
    led_by,
    load_again,
    load_missions,
    load_people,
    mark_of,
    remove_all,
    remove_missions,
    removed_by,
    sample_password,
)

__all__ = [
    "FOLDER",
    "PEOPLE",
    "holdings_led_by",
    "led_by",
    "load_again",
    "load_missions",
    "load_people",
    "mark_of",
    "remove_all",
    "remove_missions",
    "removed_by",
    "sample_password",
]
