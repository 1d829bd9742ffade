"""A recompute that is killed in the middle ends all the same, and writes exactly one score."""

import pytest

from tests.drills.kill import Work, kill_again_and_again, kill_in_the_middle


def sample_recomputes(site) -> Work:
    """Load the samples: each of their assessments then waits for its first score."""
    site.run("-m", "django", "load_reference")
    site.run("-m", "django", "load_samples")
    # A private round has no common score; the load itself scores what a scenario stands on, which is undone here.
    site.query("UPDATE assessments_assessment SET current_score_id = NULL RETURNING id")
    site.query("DELETE FROM assessments_score RETURNING id")
    keys = [str(row[0]) for row in site.query("SELECT id FROM assessments_assessment WHERE NOT is_private ORDER BY id")]
    assert len(keys) == 9
    return Work(
        kind="assessments.recompute",
        keys=keys,
        stall_in="assessments.computing.recompute.store",
        effects="SELECT assessment_id FROM assessments_score WHERE assessor_id IS NULL",
    )


@pytest.mark.short_drill
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_in_the_middle_of_a_recompute(driven_site, when, report):
    site, driver = driven_site
    work = sample_recomputes(site)
    report(kill_in_the_middle(site, work, driver, when))
    behind = site.query(
        "SELECT count(*) FROM assessments_assessment a JOIN assessments_score s ON s.id = a.current_score_id "
        "WHERE s.revision <> a.revision"
    )
    assert behind == [(0,)]


@pytest.mark.drill
def test_workers_killed_again_and_again_while_they_recompute(driven_site, report):
    site, driver = driven_site
    report(kill_again_and_again(site, sample_recomputes(site), driver, kills=9))
