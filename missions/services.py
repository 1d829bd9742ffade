"""Everything that writes missions and memberships. Pages and API call the same functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from interfaces.models import Component, ReferenceMission
from missions.access import raise_if, refusal_to_archive_mission, refusal_to_manage
from missions.models import Membership, MembershipChange, Mission, Role, Sample
from ocpo.accounts.models import User

RESERVED = {"new"}  # missions/new/ is the address of a form
DERIVED = ("sort_name", "search_text")  # computed by their fields from the other columns
EDITABLE = ("name", "full_name", "area", "kind", "phase", "deployed_on", "ends_on", "summary")


class StaleEdit(Exception):  # noqa: N818 (not an error: somebody else was first)
    """Somebody changed the row after this person read it; `current` is the row as it is now."""

    def __init__(self, current: object) -> None:
        super().__init__(_("Changed by someone else in the meantime."))
        self.current = current


@transaction.atomic
def create_mission(
    *,
    creator: User,
    code: str,
    components: Iterable[Component] = (),
    sample: str = Sample.NONE,
    reference: ReferenceMission | None = None,
    **facts: Any,
) -> Mission:
    """Create a mission and make its creator the lead. Nobody else sees it until the lead adds them.

    Raises ValidationError with messages by field, also for a code that is taken, even by a mission that the creator
    cannot see.
    """
    _require_editable(facts)
    code = code or suggest_code(facts["name"])
    mission = Mission(code=code, sample=sample, reference=reference, created_by=creator, **facts)
    if mission.code in RESERVED:
        raise ValidationError({"code": _("This code is not available. Choose another one.")})
    _clean(mission)
    try:
        with transaction.atomic():
            mission.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"code": _("This code is not available. Choose another one.")}) from error
    mission.components.set(components)
    _give_role(mission, person=creator, role=Role.LEAD, by=creator)
    return mission


@transaction.atomic
def update_mission(
    *,
    mission: Mission,
    person: User,
    expected_version: int,
    components: Iterable[Component] | None = None,
    **changes: Any,
) -> Mission:
    """Change the given fields of a mission if it still has `expected_version`.

    Raises PermissionDenied for anyone but a lead, StaleEdit if the version is another one, ValidationError with
    messages by field for bad values and for an archived mission.
    """
    _require_editable(changes)
    current = lock_mission(mission)
    raise_if(refusal_to_manage(current.role_of(person)))
    require_not_archived(current)
    if current.version != expected_version:
        raise StaleEdit(current)
    for field, value in changes.items():
        setattr(current, field, value)
    current.version = expected_version + 1
    _clean(current)
    current.save(update_fields=[*changes, *DERIVED, "version", "updated_at"])
    if components is not None:
        current.components.set(components)
    return current


def _require_editable(facts: Collection[str]) -> None:
    """Raise TypeError for names that are no facts: a misspelt one would otherwise be lost without a word."""
    if unknown := set(facts) - set(EDITABLE):
        raise TypeError(f"A mission has no editable field {', '.join(sorted(unknown))}")


def _clean(mission: Mission) -> None:
    """Check a mission's facts. Raises ValidationError by field, so that a form can mark the date that is wrong."""
    if mission.deployed_on and mission.ends_on and mission.ends_on < mission.deployed_on:
        raise ValidationError({"ends_on": _("The end lies before the deployment.")})
    mission.full_clean(validate_unique=False)


def suggest_code(name: str) -> str:
    """Return a readable, free code for a mission's name."""
    base = slugify(name)[:54] or "mission"
    taken = RESERVED | set(Mission.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if code not in taken)


@transaction.atomic
def set_member(*, mission: Mission, person: User, role: str, by: User) -> Membership:
    """Add a person to a mission, or change their role. `by` is recorded as the one who did it.

    Giving the role that the person has changes nothing, with one exception: if they gave themself the role of reviewer,
    `by` confirms it. Raises PermissionDenied unless `by` leads the mission, ValidationError if no lead would be left.
    """
    _lock_for(mission, by)
    if role != Role.LEAD:
        _require_other_lead(mission, person)
    return _give_role(mission, person=person, role=Role(role), by=by)


@transaction.atomic
def remove_member(*, mission: Mission, person: User, by: User) -> None:
    """Remove a person from a mission, from their next request on. `by` is recorded as the one who did it.

    Raises PermissionDenied unless `by` leads the mission, ValidationError for the last lead.
    """
    _lock_for(mission, by)
    _require_other_lead(mission, person)
    membership = mission.memberships.filter(person=person).first()
    if membership is None:
        return
    membership.delete()
    MembershipChange.objects.create(mission=mission, person=person, by=by, old_role=membership.role, new_role="")


def lock_members(mission_id: int) -> None:
    """Lock the mission's row, so that nobody's role on it changes until this transaction ends."""
    get_object_or_404(Mission.objects.select_for_update(no_key=True).only("pk"), pk=mission_id)


def lock_mission(mission: Mission) -> Mission:
    """Return the mission, locked until this transaction ends. Raises Http404 if it was deleted in the meantime."""
    locked: Mission = get_object_or_404(Mission.objects.select_for_update(), pk=mission.pk)
    return locked


def require_not_archived(mission: Mission) -> None:
    """Raise ValidationError for an archived mission: it cannot be changed."""
    if mission.archived_at:
        raise ValidationError(_("This mission is archived. A lead can bring it back."))


@transaction.atomic
def archive_mission(*, mission: Mission, person: User, is_archived: bool = True) -> None:
    """Archive a mission, or bring it back as it was. Doing so twice changes nothing.

    Raises PermissionDenied for anyone but a lead.
    """
    current = lock_mission(mission)
    raise_if(refusal_to_archive_mission(current.role_of(person)))
    if bool(current.archived_at) == is_archived:
        return
    current.archived_at, current.archived_by = (timezone.now(), person) if is_archived else (None, None)
    current.save(update_fields=["archived_at", "archived_by"])


def _lock_for(mission: Mission, lead: User) -> None:
    lock_members(mission.pk)
    raise_if(refusal_to_manage(mission.role_of(lead)))


def _give_role(mission: Mission, *, person: User, role: Role, by: User) -> Membership:
    """Write a role and its record. The present role is written again only to confirm a reviewer."""
    membership: Membership | None = mission.memberships.filter(person=person).first()
    if membership and membership.role == role and not membership.is_self_appointed_reviewer:
        return membership
    old_role = membership.role if membership else ""
    membership, _created = Membership.objects.update_or_create(
        mission=mission, person=person, defaults={"role": role, "given_by": by}
    )
    MembershipChange.objects.create(mission=mission, person=person, by=by, old_role=old_role, new_role=role)
    return membership


def _require_other_lead(mission: Mission, person: User) -> None:
    leads = list(mission.memberships.filter(role=Role.LEAD).values_list("person_id", flat=True))
    if leads == [person.pk]:
        raise ValidationError(_("A mission needs a lead. Make someone else lead first."))
