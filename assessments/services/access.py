"""Who may do what in an assessment: each rule once, with the one sentence that refuses.

A rule takes the person's role on the mission, None without one, and returns why it is refused, "" if it is allowed.
Services lock the row, then ask the rule and raise its sentence; pages and API ask the same rule to hide what would be
refused. Whether the step fits the state of the assessment is another question: that is what `WrongStateError` says.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.models import Assessment, Evidence, Scenario
from missions.models import RATING_ROLES, Mission, RemovedSample, Role, Sample
from ocpo.accounts.models import User


def refusal_to_create_assessment(role: str | None) -> str:
    return "" if role in RATING_ROLES else _("Only assessors and leads of this mission can open an assessment.")


def refusal_to_rate(role: str | None) -> str:
    """Rating, taking a rating back, and saying that one has finished."""
    return "" if role in RATING_ROLES else _("Only assessors and leads of this mission can rate.")


def refusal_to_rate_as(mission: Mission, person: User, assessor: User) -> str:
    """Everyone rates as themself. In a sample drawn from the paper a lead may also enter what the paper says.

    The account that stands for the paper is no person: nobody can sign in to it.
    """
    is_paper = mission.sample == Sample.RETROSPECTIVE and not assessor.is_active
    role = mission.role_of(person)
    if person != assessor and not (is_paper and role == Role.LEAD):
        return _("Everyone rates in their own name.")
    return refusal_to_rate(role)


def refusal_to_enter_evidence(role: str | None) -> str:
    return "" if role in RATING_ROLES else _("Only assessors and leads of this mission can enter evidence.")


def refusal_to_remove_evidence(assessment: Assessment, piece: Evidence, person: User) -> str:
    """Removing a piece is for the person who entered it, where they did, as long as they may enter evidence."""
    if refusal := refusal_to_enter_evidence(assessment.mission.role_of(person)):
        return refusal
    if piece.added_by_id == person.pk and piece.assessment_id == assessment.pk:
        return ""
    return _("Only who entered a piece of evidence can remove it, where it was entered.")


def refusal_to_discuss(role: str | None) -> str:
    if role in RATING_ROLES:
        return ""
    return _("Only assessors and leads of this mission can take part in the discussion.")


def refusal_to_reveal(role: str | None) -> str:
    return "" if role == Role.LEAD else _("Only a lead of the mission can reveal the first round.")


def refusal_to_leave_out(role: str | None) -> str:
    return "" if role == Role.LEAD else _("Only a lead of the mission can leave out ratings of former members.")


def refusal_to_submit(role: str | None) -> str:
    return "" if role in RATING_ROLES else _("Only assessors and leads of this mission can submit an assessment.")


def refusal_to_withdraw(role: str | None) -> str:
    return "" if role == Role.LEAD else _("Only a lead of the mission can withdraw an assessment from review.")


def refusal_to_publish_sample(role: str | None) -> str:
    return "" if role == Role.LEAD else _("Only a lead of the mission can close a sample.")


def refusal_to_make_scenario(role: str | None) -> str:
    return "" if role in RATING_ROLES else _("Only assessors and leads of this mission can make a scenario.")


def refusal_to_change_scenario(scenario: Scenario, person: User) -> str:
    """Changing and deleting a scenario is for leads, and for the person who made it as long as they rate here."""
    role = scenario.assessment.mission.role_of(person)
    if role == Role.LEAD or (role in RATING_ROLES and scenario.created_by_id == person.pk):
        return ""
    return _("Only the person who made a scenario, or a lead, can change it.")


def refusal_to_delete_mission(role: str | None) -> str:
    return "" if role == Role.LEAD else _("Only a lead of this mission can delete it.")


def refusal_to_delete(assessment: Assessment, person: User, role: str | None) -> str:
    """Deleting an assessment is for leads, and for the person who opened it as long as they rate here."""
    if role == Role.LEAD or (role in RATING_ROLES and assessment.created_by_id == person.pk):
        return ""
    return _("Only who opened this assessment, or a lead of the mission, can delete it.")


def refusal_to_archive(role: str | None) -> str:
    return "" if role == Role.LEAD else _("Only a lead of the mission can archive an assessment or bring it back.")


def refusal_to_try_again(assessment: Assessment, person: User) -> str:
    """Asking for a failed score again is for leads of the mission, and for administrators, who look after the server.

    Whether an administrator sees the assessment at all is asked before.
    """
    if person.is_administrator or assessment.mission.role_of(person) == Role.LEAD:
        return ""
    return _("Only a lead of this mission or an administrator can have the score computed again.")


def refusal_to_load_samples(person: User) -> str:
    """Loading samples again is for people who removed some."""
    if RemovedSample.objects.filter(removed_by=person).exists():
        return ""
    return _("Only who removed samples can load them again.")
