"""Scenarios: made, changed and deleted beside an assessment, which they never touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.computing.frameworks import levels_of
from assessments.computing.scenarios import ScoredRecord, answers_of, repeats_ratings, rescore, scenario_result
from assessments.models import Assessment, Scenario, Score
from assessments.models.stored import Answered, Changes
from assessments.services.access import refusal_to_change_scenario, refusal_to_make_scenario
from assessments.services.locking import lock, require_in_use
from assessments.services.ratings import Judgement, validate_judgement
from interfaces.models import Measure
from missions.access import raise_if
from missions.services import StaleEdit
from ocpo.accounts.models import User
from ocpo.text.cleaning import clean_line, clean_text
from ocpo.unreadable import Unreadable
from ocpo.wrong_state import WrongStateError

# All scenarios of an assessment are scored again with it, in one job, so their number is limited.
MOST = 20


class ChangesError(ValidationError):
    """Some changed ratings are not valid; `by_indicator` maps indicator and field to messages."""

    def __init__(self, by_indicator: dict[str, dict[str, list[str]]]) -> None:
        super().__init__(_("Some of the changed ratings cannot be accepted."))
        self.by_indicator = by_indicator


@dataclass(frozen=True)
class Assumptions:
    """What a planner assumes. No measure has an effect by itself.

    `changes` is described in `assessments.models.stored`.
    """

    name: str
    changes: Changes
    note: str = ""
    measures: Iterable[Measure] = ()


@transaction.atomic
def create_scenario(*, assessment: Assessment, author: User, assumptions: Assumptions) -> Scenario:
    """Make a scenario of an assessment in any state and score it.

    Raises PermissionDenied for somebody who may not rate, WrongStateError while there is no common score or once there
    are MOST scenarios, ValidationError by field, ChangesError for changed ratings that are not valid.
    """
    locked = lock(assessment)
    raise_if(refusal_to_make_scenario(locked.mission.role_of(author)))
    score = _common_score(locked)
    if locked.scenarios.count() >= MOST:
        raise WrongStateError(_("There are %(count)d scenarios already. Delete one first.") % {"count": MOST})
    return _store(Scenario(assessment=locked, created_by=author, version=0), assumptions, _base(score), score)


@transaction.atomic
def update_scenario(
    *, scenario: Scenario, person: User, assumptions: Assumptions, expected_version: int | None
) -> Scenario:
    """Replace what a scenario assumes and score it.

    Raises PermissionDenied for anyone but who made it and the leads, StaleEdit with the stored scenario (None if it was
    deleted), and what `create_scenario` raises.
    """
    locked = lock(scenario.assessment)
    raise_if(refusal_to_change_scenario(scenario, person))
    score = _common_score(locked)
    return _store(_unchanged(scenario, expected_version), assumptions, _base(score), score)


@transaction.atomic
def delete_scenario(*, scenario: Scenario, person: User, expected_version: int | None) -> None:
    """Delete a scenario; the assessment stays as it is. Raises like `update_scenario`."""
    lock(scenario.assessment)
    raise_if(refusal_to_change_scenario(scenario, person))
    _unchanged(scenario, expected_version).delete()


def _store(scenario: Scenario, assumptions: Assumptions, base: ScoredRecord, score: Score) -> Scenario:
    scenario.name, scenario.note = clean_line(assumptions.name), clean_text(assumptions.note)
    namesakes = Scenario.objects.filter(assessment=scenario.assessment_id, name=scenario.name).exclude(pk=scenario.pk)
    if namesakes.exists():
        raise ValidationError({"name": _("Another scenario of this assessment has this name.")})
    measures = list(assumptions.measures)
    scenario.changes = _checked(assumptions.changes, base, has_measures=bool(measures))
    scenario.result, scenario.base_digest = scenario_result(base, scenario.changes), score.digest
    scenario.version += 1
    scenario.full_clean(validate_constraints=False)
    scenario.save()
    scenario.measures.set(measures)
    return scenario


def _checked(changes: Changes, base: ScoredRecord, *, has_measures: bool) -> Changes:
    """Return the changes without those that change nothing. Raises ValidationError if then nothing is assumed.

    Measures alone may be assumed; as none has an effect by itself, such a scenario scores like its assessment.
    """
    framework, phase = base.framework, changes.get("phase", base.record["phase"])
    if phase is not None and phase not in framework.phases:
        raise ValidationError({"phase": _("The framework does not know this phase.")})
    asked = {
        indicator.code: indicator
        for indicator, applies in zip(
            framework.indicators,
            framework.applicable_in(phase) if phase else [True] * len(framework.indicators),
            strict=True,
        )
        if applies
    }
    errors = {code: found for code, row in changes["ratings"].items() if (found := _errors(asked.get(code), row))}
    if errors:
        raise ChangesError(errors)
    kept: Changes = {
        "ratings": {
            code: row
            for code, row in changes["ratings"].items()
            if not repeats_ratings(row, answers_of(base.record, code))
        }
    }
    if phase != base.record["phase"]:
        kept["phase"] = phase
    if not (kept["ratings"] or "phase" in kept or has_measures):
        raise ValidationError(
            _("Change at least one rating or the phase, or choose a measure: as it stands, nothing is assumed.")
        )
    return kept


def _errors(indicator: scoring.Indicator | None, row: Answered) -> dict[str, list[str]]:
    if indicator is None:
        return {"answer": [_("This indicator is not asked in the scenario's phase.")]}
    try:
        validate_judgement(Judgement(**row), levels_of(indicator))
    except ValidationError as error:
        return dict(error.message_dict)
    return {}


def _common_score(locked: Assessment) -> Score:
    """Return the current score of a locked assessment: the lock keeps newer ones away."""
    require_in_use(locked)
    if locked.is_private:
        raise WrongStateError(_("Scenarios begin when the first round is revealed."))
    if locked.current_score is None:
        raise WrongStateError(_("The first score is still being computed. Try again in a few seconds."))
    return locked.current_score


def _base(score: Score) -> ScoredRecord:
    """Return what a scenario starts from. Raises WrongStateError where this version cannot read the score."""
    try:
        return rescore(score)
    except Unreadable as error:
        raise WrongStateError(str(error)) from error


def _unchanged(scenario: Scenario, expected_version: int | None) -> Scenario:
    """Return the scenario's row, locked. Raises StaleEdit if it was edited or deleted since."""
    current: Scenario | None = Scenario.objects.select_for_update().filter(pk=scenario.pk).first()
    if current is None or current.version != expected_version:
        raise StaleEdit(current)
    return current
