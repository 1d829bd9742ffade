"""Handlers that tests register: each leaves a group as its effect, so that effects can be counted."""

import time
from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db import transaction

from ocpo.jobs.claims import Claim

# What a test does to a run in the middle of it: called with the claim, before the effect is written.
in_the_middle: list[Callable[[Claim], None]] = []


def leave_group(key: str, claim: Claim) -> None:
    """Write one group named after the run (its effect), under the fence, and be done in the same commit."""
    for act in in_the_middle:
        act(claim)
    with transaction.atomic():
        write_effect(key, claim)
        claim.finish()


def write_effect(key: str, claim: Claim) -> None:
    Group.objects.create(name=f"{key} by run {claim.job_id}.{claim.token}")


def leave_group_slowly(key: str, claim: Claim) -> None:
    """Leave a group like `leave_group`, but be at it for a fifth of a second, so that kills fall into runs."""
    time.sleep(0.1)
    with transaction.atomic():
        write_effect(key, claim)
        claim.finish()
        time.sleep(0.1)


def leave_group_unfenced(key: str, claim: Claim) -> None:
    """Write the group in its own transaction and just return, as a handler that is safe to repeat may."""
    Group.objects.get_or_create(name=key)


def always_fail(key: str, claim: Claim) -> None:
    raise ValueError(f"{key} cannot be read")
