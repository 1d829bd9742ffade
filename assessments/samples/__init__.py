"""Sample missions and their assessments: of the paper, fictional, and many for a test of scale."""

from assessments.samples.missions import (
    FOLDER,
    PEOPLE,
    count_sample_holdings,
    led_by,
    load_again,
    load_missions,
    load_people,
    removal_mark,
    remove_all,
    remove_missions,
    removed_by,
    sample_password,
)

__all__ = [
    "FOLDER",
    "PEOPLE",
    "count_sample_holdings",
    "led_by",
    "load_again",
    "load_missions",
    "load_people",
    "removal_mark",
    "remove_all",
    "remove_missions",
    "removed_by",
    "sample_password",
]
