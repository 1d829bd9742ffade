"""The project's settings plus job kinds of the drills' own, whose effects can be counted."""

from ocpo.settings import *  # noqa: F403
from ocpo.settings import JOB_HANDLERS

JOB_HANDLERS = {
    **JOB_HANDLERS,
    "drill.group": "tests.jobs.handlers.leave_group",
    "drill.slow": "tests.jobs.handlers.leave_group_slowly",
}
