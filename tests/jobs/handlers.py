"""Handlers that tests register: each leaves a group as its effect, so that effects can be counted."""

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


def leave_group_unfenced(key: str, claim: Claim) -> None:
    """Write the group in its own transaction and just return, as a handler that is safe to repeat may."""
    Group.objects.get_or_create(name=key)


def always_fail(key: str, claim: Claim) -> None:
    raise ValueError(f"{key} cannot be read")
