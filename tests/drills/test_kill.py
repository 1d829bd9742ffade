"""Nothing acknowledged is lost when workers are killed, and nothing takes effect twice."""

import pytest

from tests.drills.kill import Work, kill_again_and_again, kill_in_the_middle, stop_in_the_middle
from tests.drills.processes import Site


def groups(count: int, kind: str = "drill.group") -> Work:
    """Jobs whose one effect is a group named after its key."""
    return Work(
        kind=kind,
        keys=[f"job-{number:03}" for number in range(count)],
        stall_in="tests.jobs.handlers.write_effect",
        effects="SELECT substr(name, 1, 7) FROM auth_group",
    )


def forget_groups(site: Site) -> None:
    site.query("DELETE FROM auth_group RETURNING id")


@pytest.mark.short_drill
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_in_the_middle_of_a_run(driven_site, when, report):
    site, driver = driven_site
    report(kill_in_the_middle(site, groups(5), driver, when))


@pytest.mark.short_drill
def test_a_worker_that_is_asked_to_stop_ends_the_job_at_hand_and_leaves(driven_site):
    site, driver = driven_site
    work = groups(120, "drill.slow")
    exit_code, left_unfinished = stop_in_the_middle(site, work, driver)
    assert (exit_code, left_unfinished) == (0, 0)
    assert len(work.counted(site)) < len(work.keys), "it was asked to stop when all was done"


@pytest.mark.drill
def test_workers_killed_again_and_again(driven_site, report):
    site, driver = driven_site
    figures = kill_again_and_again(site, groups(120, "drill.slow"), driver, kills=12)
    report(figures)
    assert figures.cut_short > 0, "no kill fell into a run"
