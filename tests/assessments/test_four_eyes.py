"""Four eyes: nobody who ever had a part in an assessment publishes or returns it, whatever stands now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.computing.recompute import recompute
from assessments.models import Act, Assessment, Deed, State
from assessments.models.independence import objection_to_reviewer
from assessments.models.review import waiting_count, waiting_for
from assessments.services import (
    add_evidence,
    clear_rating,
    comment,
    create_assessment,
    delete_assessment,
    finish_round,
    leave_out_former,
    publish_assessment,
    remove_evidence,
    return_assessment,
    reveal_round,
    standing_digest,
    submit_assessment,
    withdraw_assessment,
)
from missions.models import Role
from missions.services import remove_member, set_member
from ocpo.accounts.models import User
from tests.api.conftest import ROOT
from tests.cast import AS_OF, indicator, make_mission, make_person, make_scenario, rate

pytestmark = pytest.mark.django_db
CODE, OTHER = "i1-armed-group-income", "i2-local-predation"


@dataclass
class Scene:
    """A draft that the planner opened and rated; "doer" does something in it. The planner and a deputy lead."""

    assessment: Assessment
    planner: User
    deputy: User
    doer: User

    @property
    def mission(self):
        return self.assessment.mission

    def role(self, person: User, role: str, by: User | None = None) -> None:
        set_member(mission=self.mission, person=person, role=role, by=by or self.deputy)

    def submit(self) -> None:
        """Let the planner submit; whoever did something before reviews now under a role that the deputy gave."""
        self.assessment.refresh_from_db()
        if self.assessment.is_open:
            recompute(assessment_id=self.assessment.pk)
            submit_assessment(assessment=self.assessment, person=self.planner)
        self.role(self.doer, Role.REVIEWER)
        self.assessment.refresh_from_db()


def make_scene(role: str = Role.ASSESSOR, *, is_private: bool = False, opened_by: str = "planner") -> Scene:
    mission = make_mission(members={"deputy": Role.LEAD, "doer": role, "gone": Role.ASSESSOR})
    author = make_person(opened_by)
    assessment = create_assessment(
        mission=mission, author=author, phase=mission.phase, as_of=AS_OF, is_private=is_private
    )
    planner = make_person("planner")
    rate(assessment, 1, CODE, by=planner)
    return Scene(assessment, planner, make_person("deputy"), make_person("doer"))


def opened() -> Scene:
    return make_scene(opened_by="doer")


def rated() -> Scene:
    scene = make_scene()
    rate(scene.assessment, 4, CODE, by=scene.doer)
    return scene


def took_back() -> Scene:
    scene = make_scene()
    (rating,) = rate(scene.assessment, 4, CODE, by=scene.doer)
    clear_rating(
        assessment=scene.assessment, indicator=indicator(CODE), assessor=scene.doer, expected_version=rating.version
    )
    return scene


def was_left_out() -> Scene:
    scene = rated()
    remove_member(mission=scene.mission, person=scene.doer, by=scene.deputy)
    leave_out_former(assessment=scene.assessment, person=scene.planner)
    return scene


def entered(scene: Scene) -> frozenset[int]:
    return frozenset([add_evidence(assessment=scene.assessment, person=scene.doer, title="Ledger").pk])


def gave_evidence() -> Scene:
    scene = make_scene()
    rate(scene.assessment, 1, CODE, by=scene.planner, evidence=entered(scene))
    return scene


def evidence_was_dropped() -> Scene:
    """All ratings rested on it for a while; it is taken off them and removed."""
    scene = gave_evidence()
    rate(scene.assessment, 1, CODE, by=scene.planner)
    remove_evidence(assessment=scene.assessment, piece=scene.assessment.evidence.get(), person=scene.doer)
    return scene


def evidence_of_before() -> Scene:
    """It was entered in an earlier assessment of the mission, and a rating of this one rests on it."""
    scene = make_scene()
    evidence = entered(scene)
    scene.assessment = _next(scene)
    rate(scene.assessment, 2, CODE, by=scene.planner, evidence=evidence)
    return scene


def _next(scene: Scene, based_on: Assessment | None = None) -> Assessment:
    mission = scene.mission
    return create_assessment(mission=mission, author=scene.planner, phase=mission.phase, as_of=AS_OF, based_on=based_on)


def rating_was_copied() -> Scene:
    scene = rated()
    scene.assessment = _next(scene, based_on=scene.assessment)
    return scene


def left_out_before() -> Scene:
    """Ratings were left out of the assessment that this one started from, so they are missing here too."""
    scene = left_out()
    scene.assessment = _next(scene, based_on=scene.assessment)
    return scene


def finished() -> Scene:
    scene = make_scene()
    finish_round(assessment=scene.assessment, person=scene.doer)
    finish_round(assessment=scene.assessment, person=scene.doer, is_finished=False)
    return scene


def discussed() -> Scene:
    scene = make_scene()
    comment(assessment=scene.assessment, indicator=indicator(CODE), author=scene.doer, text="Too high.")
    return scene


def revealed() -> Scene:
    scene = make_scene(Role.LEAD, is_private=True)
    reveal_round(assessment=scene.assessment, person=scene.doer)
    return scene


def left_out() -> Scene:
    scene = make_scene(Role.LEAD)
    rate(scene.assessment, 4, CODE, by=make_person("gone"))
    remove_member(mission=scene.mission, person=make_person("gone"), by=scene.deputy)
    leave_out_former(assessment=scene.assessment, person=scene.doer)
    return scene


def submitted() -> Scene:
    scene = make_scene()
    submit_assessment(assessment=scene.assessment, person=scene.doer)
    withdraw_assessment(assessment=scene.assessment, person=scene.planner)
    return scene


def withdrew() -> Scene:
    scene = make_scene(Role.LEAD)
    submit_assessment(assessment=scene.assessment, person=scene.planner)
    withdraw_assessment(assessment=scene.assessment, person=scene.doer)
    return scene


def removed_somebody() -> Scene:
    scene = make_scene(Role.LEAD)
    remove_member(mission=scene.mission, person=make_person("gone"), by=scene.doer)
    return scene


def gave_somebody_a_role() -> Scene:
    scene = make_scene(Role.LEAD)
    scene.role(make_person("gone"), Role.VIEWER, by=scene.doer)
    return scene


# Everything that gives a part, and the words by which its doer is told.
PARTS: dict[Callable[[], Scene], Deed | str] = {
    opened: Deed.OPENED,
    rated: Deed.RATED,
    took_back: Deed.RATED,
    was_left_out: Deed.RATED,
    rating_was_copied: Deed.RATED,
    gave_evidence: Deed.GAVE_EVIDENCE,
    evidence_was_dropped: Deed.GAVE_EVIDENCE,
    evidence_of_before: Deed.GAVE_EVIDENCE,
    finished: Deed.FINISHED,
    discussed: Deed.DISCUSSED,
    revealed: Deed.REVEALED,
    left_out: Deed.LEFT_OUT,
    left_out_before: Deed.LEFT_OUT,
    submitted: Deed.SUBMITTED,
    withdrew: Deed.WITHDREW,
    removed_somebody: "You changed people's roles",
    gave_somebody_a_role: "You changed people's roles",
}


def words_of(part: Deed | str) -> str:
    return str(part.label) if isinstance(part, Deed) else part


def digest_of(assessment: Assessment) -> str:
    return standing_digest(Assessment.objects.get(pk=assessment.pk))


def test_every_deed_is_tried():
    assert {part for part in PARTS.values() if isinstance(part, Deed)} == set(Deed)


@pytest.mark.parametrize("act", PARTS, ids=lambda act: act.__name__)
def test_whoever_has_a_part_neither_publishes_nor_returns(act, api, sign_in):
    """By service, page and API alike, with the reason; the queue and its count say the same."""
    scene = act()
    scene.submit()
    assessment, words, digest = scene.assessment, words_of(PARTS[act]), digest_of(scene.assessment)
    assert digest
    with pytest.raises(PermissionDenied, match=words):
        publish_assessment(assessment=assessment, reviewer=scene.doer, digest=digest)
    with pytest.raises(PermissionDenied, match=words):
        return_assessment(assessment=assessment, reviewer=scene.doer, reason="Rate more.")
    page, address = sign_in("doer"), f"/assessments/{assessment.pk}"
    shown = unescape(page.get(f"{address}/review/").content.decode())
    assert (words in shown, 'name="digest"' in shown, 'name="reason"' in shown) == (True, False, False)
    for step, entry in {"publish": {"digest": digest}, "return": {"reason": "Rate more."}}.items():
        answer = page.post(f"{address}/{step}/", entry)
        assert (answer.status_code, words in unescape(answer.content.decode())) == (403, True)
        answer = api("doer").post(f"{ROOT}{address}/{step}/", entry, format="json")
        assert (answer.status_code, words in answer.json()["detail"]) == (403, True)
    assert (list(waiting_for(scene.doer)), waiting_count(scene.doer)) == ([], 0)
    assert Assessment.objects.get(pk=assessment.pk).state == State.SUBMITTED


def pressed_the_button_for_nothing() -> Scene:
    """A lead presses "Change role" and leaves the role as it is."""
    scene = make_scene(Role.LEAD)
    scene.role(make_person("gone"), Role.ASSESSOR, by=scene.doer)
    return scene


def confirmed_a_reviewer() -> Scene:
    scene = make_scene(Role.LEAD)
    scene.role(make_person("other"), Role.LEAD, by=scene.deputy)
    scene.role(make_person("other"), Role.REVIEWER, by=make_person("other"))
    scene.role(make_person("other"), Role.REVIEWER, by=scene.doer)
    return scene


@pytest.mark.parametrize("act", PARTS, ids=lambda act: act.__name__)
def test_a_part_goes_along_to_what_starts_from_it(act):
    """Also over two assessments, and if one between was deleted; the reason says where it comes from."""
    scene = act()
    between = _next(scene, based_on=scene.assessment)
    scene.assessment = _next(scene, based_on=between)
    delete_assessment(assessment=between, person=scene.planner)
    rate(scene.assessment, 2, CODE, by=scene.planner)
    scene.submit()
    assert words_of(PARTS[act]) in objection_to_reviewer(scene.assessment, scene.doer)
    assert waiting_count(scene.doer) == 0
    with pytest.raises(PermissionDenied):
        publish_assessment(assessment=scene.assessment, reviewer=scene.doer, digest=digest_of(scene.assessment))


def test_who_is_told_of_an_earlier_assessment_is_told_that_it_counts():
    scene = took_back()
    scene.assessment = _next(scene, based_on=scene.assessment)
    scene.submit()
    assert "started from an earlier one" in objection_to_reviewer(scene.assessment, scene.doer)


@pytest.mark.parametrize("by_api", [False, True])
def test_a_new_start_does_not_clear_the_way(by_api, api, sign_in):
    """The planner removes an assessor; a colleague starts again without their ratings and lets the planner publish."""
    mission = make_mission(members={"colleague": Role.LEAD, "analyst": Role.ASSESSOR})
    planner, colleague, analyst = (make_person(name) for name in ("planner", "colleague", "analyst"))
    facts = {"mission": mission, "author": colleague, "phase": mission.phase, "as_of": AS_OF}
    first = create_assessment(**facts)
    for code in (CODE, OTHER):
        rate(first, 1, code, by=colleague)
        rate(first, 4, code, by=analyst)
    remove_member(mission=mission, person=analyst, by=planner)
    if by_api:
        entry = {"mission": mission.code, "phase": mission.phase.code, "as_of": str(AS_OF), "based_on": first.pk}
        answer = api("colleague").post(f"{ROOT}/assessments/", entry, format="json")
        assert answer.status_code == 201
        second = mission.assessments.exclude(pk=first.pk).get()
    else:
        second = create_assessment(**facts, based_on=first)
    leave_out_former(assessment=second, person=colleague)
    recompute(assessment_id=second.pk)
    set_member(mission=mission, person=planner, role=Role.REVIEWER, by=colleague)
    second.refresh_from_db()
    submit_assessment(assessment=second, person=colleague)
    digest, words = digest_of(second), "You changed people's roles"
    assert digest, "the score stands, so nothing else is in the way"
    shown = unescape(sign_in("planner").get(f"/assessments/{second.pk}/review/").content.decode())
    assert (words in shown, 'name="digest"' in shown) == (True, False)
    with pytest.raises(PermissionDenied, match=words):
        publish_assessment(assessment=second, reviewer=planner, digest=digest)
    answer = api("planner").post(f"{ROOT}/assessments/{second.pk}/publish/", {"digest": digest}, format="json")
    assert (answer.status_code, words in answer.json()["detail"]) == (403, True)
    assert waiting_count(planner) == 0


def did_nothing() -> Scene:
    return make_scene()


def made_a_scenario() -> Scene:
    scene = make_scene()
    recompute(assessment_id=scene.assessment.pk)
    scene.assessment.refresh_from_db()
    make_scenario(scene.assessment, by=scene.doer)
    return scene


def entered_what_nothing_rests_on() -> Scene:
    scene = make_scene()
    entered(scene)
    return scene


def worked_on_another() -> Scene:
    """What somebody did to the mission and in an earlier assessment is no part in a later one that is blank."""
    scene = left_out()
    scene.assessment = _next(scene)
    rate(scene.assessment, 1, CODE, by=scene.planner)
    return scene


def led_another_mission() -> Scene:
    """They gave roles there, to others and to themself, after this assessment was opened."""
    scene = make_scene()
    make_mission(scene.doer, code="unother", members={"gone": Role.VIEWER})
    return scene


def gave_a_role_before() -> Scene:
    """They led this mission and gave somebody a role before the assessment was opened."""
    scene = make_scene(Role.LEAD)
    scene.role(make_person("gone"), Role.VIEWER, by=scene.doer)
    scene.assessment = _next(scene)
    rate(scene.assessment, 1, CODE, by=scene.planner)
    return scene


def worked_on_the_earlier_one_since() -> Scene:
    """What is done in an assessment after another one started from it has not shaped that one."""
    scene = make_scene()
    later = _next(scene, based_on=scene.assessment)
    rate(scene.assessment, 4, CODE, by=scene.doer)
    scene.assessment = later
    return scene


def reviewed_the_earlier_one() -> Scene:
    scene = returned_it()
    scene.assessment = _next(scene, based_on=scene.assessment)
    return scene


def returned_it() -> Scene:
    scene = make_scene()
    scene.submit()
    return_assessment(assessment=scene.assessment, reviewer=scene.doer, reason="Rate more.")
    return scene


@pytest.mark.parametrize(
    "act",
    [
        did_nothing,
        made_a_scenario,
        entered_what_nothing_rests_on,
        worked_on_another,
        led_another_mission,
        gave_a_role_before,
        worked_on_the_earlier_one_since,
        reviewed_the_earlier_one,
        pressed_the_button_for_nothing,
        confirmed_a_reviewer,
        returned_it,
    ],
    ids=lambda act: act.__name__,
)
def test_who_has_no_part_may_publish(act):
    scene = act()
    scene.submit()
    assert (objection_to_reviewer(scene.assessment, scene.doer), waiting_count(scene.doer)) == ("", 1)
    assert list(waiting_for(scene.doer)) == [scene.assessment]
    publish_assessment(assessment=scene.assessment, reviewer=scene.doer, digest=digest_of(scene.assessment))


def test_a_lead_who_clears_the_way_for_themself_is_refused():
    """Removes an assessor, leaves their ratings out, lets the author submit, makes themself reviewer, publishes."""
    scene = make_scene(Role.LEAD)
    lead, gone = scene.doer, make_person("gone")
    rate(scene.assessment, 4, CODE, OTHER, by=gone)
    remove_member(mission=scene.mission, person=gone, by=lead)
    leave_out_former(assessment=scene.assessment, person=lead)
    recompute(assessment_id=scene.assessment.pk)
    submit_assessment(assessment=scene.assessment, person=scene.planner)
    scene.role(lead, Role.REVIEWER, by=lead)
    with pytest.raises(PermissionDenied) as refused:
        publish_assessment(assessment=scene.assessment, reviewer=lead, digest=digest_of(scene.assessment))
    said = str(refused.value)
    assert all(words in said for words in ("left ratings", "changed people's roles", "gave yourself the role"))
    assert digest_of(scene.assessment), "the score stands, so nothing else was in the way"


@pytest.mark.parametrize("is_opened_before", [True, False])
def test_nobody_reviews_under_a_role_they_gave_themself(is_opened_before):
    """Whenever they gave it. Another lead confirms it, and from then on they review what is opened later."""
    scene = make_scene(Role.LEAD)
    assessment = scene.assessment
    scene.role(scene.doer, Role.REVIEWER, by=scene.doer)
    if not is_opened_before:
        assessment = _next(scene)
        rate(assessment, 1, CODE, by=scene.planner)
    submit_assessment(assessment=assessment, person=scene.planner)
    assert "gave yourself the role of reviewer" in objection_to_reviewer(assessment, scene.doer)
    assert waiting_count(scene.doer) == 0
    scene.role(scene.doer, Role.REVIEWER, by=scene.deputy)
    assert bool(objection_to_reviewer(assessment, scene.doer)) == is_opened_before


def test_the_page_of_people_says_what_a_click_did(sign_in):
    scene = make_scene(Role.LEAD)
    scene.role(make_person("deputy"), Role.REVIEWER)
    page, people = sign_in("doer"), f"/missions/{scene.mission.code}/people/"
    keys = dict(scene.mission.memberships.values_list("person__username", "pk"))

    def press(username: str, role: str) -> str:
        answer = page.post(f"{people}{keys[username]}/", {"role": role}, follow=True)
        return unescape(answer.content.decode())

    assert "has this role already; nothing was changed" in press("gone", Role.ASSESSOR)
    assert "Role confirmed." in press("deputy", Role.REVIEWER)
    assert "has this role already; nothing was changed" in press("deputy", Role.REVIEWER)
    assert "Role changed." in press("gone", Role.VIEWER)


@pytest.mark.parametrize("act", [opened, rated, was_left_out, gave_evidence, discussed, left_out, submitted, withdrew])
def test_the_record_is_filled_from_what_stands(act):
    scene = act()
    before = set(Act.objects.values_list("assessment", "person", "deed"))
    Act.objects.all().delete()
    filling = import_module("assessments.migrations.0071_fill_acts")
    for _time in range(2):
        filling.fill(apps, None)
        filled = set(Act.objects.values_list("assessment", "person", "deed"))
        assert (scene.assessment.pk, scene.doer.pk, PARTS[act]) in filled
        assert filled == before


@pytest.mark.parametrize("act", [opened, rated, gave_evidence, discussed, left_out, submitted, withdrew])
def test_the_record_is_filled_along_assessments_that_start_from_each_other(act):
    scene = act()
    for _time in range(2):
        scene.assessment = _next(scene, based_on=scene.assessment)
    before = set(Act.objects.values_list("assessment", "person", "deed"))
    Act.objects.all().delete()
    import_module("assessments.migrations.0071_fill_acts").fill(apps, None)
    assert set(Act.objects.values_list("assessment", "person", "deed")) == before
    assert (scene.assessment.pk, scene.doer.pk, PARTS[act]) in before


def test_an_act_is_written_with_what_was_done_or_not_at_all():
    scene = make_scene()

    def rate_and_fail() -> None:
        with transaction.atomic():
            rate(scene.assessment, 4, CODE, by=scene.doer)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rate_and_fail()
    assert not Act.objects.filter(person=scene.doer).exists()


def test_acts_go_with_their_assessment():
    scene = rated()
    assert scene.assessment.acts.exists()
    scene.assessment.delete()
    assert not Act.objects.exists()
