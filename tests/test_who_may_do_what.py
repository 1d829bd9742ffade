"""Who may do what: every service that writes, tried by every kind of person, and nobody else who decides."""

import ast
import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from assessments import services
from assessments.computing.recompute import recompute
from assessments.models import Assessment, Evidence
from assessments.services import Assumptions
from missions import services as mission_services
from missions.models import Mission, Role, Sample
from ocpo import settings
from ocpo.accounts.models import User
from ocpo.jobs.models import Job, JobState
from tests.cast import (
    AS_OF,
    MEMBERS,
    indicator,
    judgement,
    make_full_cast,
    make_mission,
    make_person,
    make_scenario,
    rate,
)
from tests.who_may import BY_THE_SERVER, DOCUMENT, PEOPLE, TABLE, document

CODE = "i2-local-predation"
NOT_ASKED = "i5-incentives-fail"
ANSWER = judgement(2)
# What services export beside writes: words, shapes, and questions. A rule or an objection is known by its name.
QUESTIONS = {
    *("LONGEST_REASON", "RECOMPUTE"),
    *("Assumptions", "ChangesError", "Holdings", "Judgement", "OtherScoreError", "WrongStateError"),
    *(
        "count_holdings",
        "judgement_of",
        "not_asked",
        "not_to_start_from",
        "require_open",
        "standing_digest",
        "validate_judgement",
    ),
    *("suggest_code", "lock_members", "lock_mission", "require_not_archived", "StaleEdit"),
}


class Scene:
    """A mission with everyone of the table, and an assessment that an assessor opened."""

    def __init__(self) -> None:
        make_full_cast()
        self.mission = make_mission(members={**MEMBERS, "other": Role.ASSESSOR, "third": Role.VIEWER})
        make_mission(make_person("stranger"), code="unother")
        self.maker = make_person("colleague")
        self.assessment = self.opened()

    def opened(self, **more: object) -> Assessment:
        facts = {"mission": self.mission, "author": self.maker, "phase": self.mission.phase, "as_of": AS_OF}
        return services.create_assessment(**facts | more)

    @cached_property
    def rated(self) -> Assessment:
        rate(self.assessment, 3, CODE, by=self.maker)
        return self.assessment

    @cached_property
    def scored(self) -> Assessment:
        recompute(assessment_id=self.rated.pk)
        self.rated.refresh_from_db()
        return self.rated

    @cached_property
    def submitted(self) -> Assessment:
        services.submit_assessment(assessment=self.scored, person=self.maker)
        return self.scored

    @cached_property
    def piece(self) -> Evidence:
        return services.add_evidence(assessment=self.assessment, person=self.maker, title="Port log")


def update_mission(scene: Scene) -> Callable[[User], object]:
    facts = {"mission": scene.mission, "expected_version": scene.mission.version, "area": "Elsewhere"}
    return lambda person: mission_services.update_mission(person=person, **facts)


def create_mission(scene: Scene) -> Callable[[User], object]:
    facts = {"code": "unnew", "name": "UNNEW", "area": "Examplia", "phase": scene.mission.phase}
    return lambda person: mission_services.create_mission(creator=person, **facts)


def archive_mission(scene: Scene) -> Callable[[User], object]:
    return lambda person: mission_services.archive_mission(mission=scene.mission, person=person)


def delete_mission(scene: Scene) -> Callable[[User], object]:
    return lambda person: services.delete_mission(mission=scene.mission, person=person, seen=None)


def set_member(scene: Scene) -> Callable[[User], object]:
    facts = {"mission": scene.mission, "person": make_person("third"), "role": Role.ASSESSOR}
    return lambda person: mission_services.set_member(by=person, **facts)


def remove_member(scene: Scene) -> Callable[[User], object]:
    facts = {"mission": scene.mission, "person": make_person("third")}
    return lambda person: mission_services.remove_member(by=person, **facts)


def create_assessment(scene: Scene) -> Callable[[User], object]:
    return lambda person: scene.opened(author=person, as_of=AS_OF + timedelta(days=1))


def archive_assessment(scene: Scene) -> Callable[[User], object]:
    return lambda person: services.archive_assessment(assessment=scene.assessment, person=person)


def delete_assessment(scene: Scene) -> Callable[[User], object]:
    return lambda person: services.delete_assessment(assessment=scene.assessment, person=person)


def record_rating(scene: Scene) -> Callable[[User], object]:
    facts = {"assessment": scene.assessment, "indicator": indicator(CODE), "judgement": ANSWER}
    return lambda person: services.record_rating(assessor=person, **facts)


def record_ratings(scene: Scene) -> Callable[[User], object]:
    facts = {"assessment": scene.assessment, "judgements": {indicator(CODE): ANSWER}}
    return lambda person: services.record_ratings(person=person, assessor=person, **facts)


def clear_rating(scene: Scene) -> Callable[[User], object]:
    """Everyone has a rating: who may not rate now gave theirs as an assessor."""
    given = {name: rate(scene.assessment, 1, CODE, by=make_person(name))[0].version for name in PEOPLE}
    facts = {"assessment": scene.assessment, "indicator": indicator(CODE)}
    return lambda person: services.clear_rating(assessor=person, expected_version=given[person.username], **facts)


def add_evidence(scene: Scene) -> Callable[[User], object]:
    return lambda person: services.add_evidence(assessment=scene.assessment, person=person, title="Port log")


def remove_evidence(scene: Scene) -> Callable[[User], object]:
    facts = {"assessment": scene.assessment, "piece": scene.piece}
    return lambda person: services.remove_evidence(person=person, **facts)


def finish_round(scene: Scene) -> Callable[[User], object]:
    return lambda person: services.finish_round(assessment=scene.assessment, person=person)


def reveal_round(scene: Scene) -> Callable[[User], object]:
    private = scene.opened(is_private=True)
    return lambda person: services.reveal_round(assessment=private, person=person)


def leave_out_former(scene: Scene) -> Callable[[User], object]:
    rate(scene.assessment, 1, CODE, by=make_person("former"))
    return lambda person: services.leave_out_former(assessment=scene.assessment, person=person)


def comment(scene: Scene) -> Callable[[User], object]:
    facts = {"assessment": scene.assessment, "indicator": indicator(CODE), "text": "Why so low?"}
    return lambda person: services.comment(author=person, **facts)


def create_scenario(scene: Scene) -> Callable[[User], object]:
    assessment = scene.scored
    return lambda person: make_scenario(assessment, by=person)


def update_scenario(scene: Scene) -> Callable[[User], object]:
    made = make_scenario(scene.scored, by=scene.maker)
    facts = {"scenario": made, "assumptions": Assumptions("Renamed", made.changes), "expected_version": made.version}
    return lambda person: services.update_scenario(person=person, **facts)


def delete_scenario(scene: Scene) -> Callable[[User], object]:
    made = make_scenario(scene.scored, by=scene.maker)
    facts = {"scenario": made, "expected_version": made.version}
    return lambda person: services.delete_scenario(person=person, **facts)


def submit_assessment(scene: Scene) -> Callable[[User], object]:
    assessment = scene.rated
    return lambda person: services.submit_assessment(assessment=assessment, person=person)


def withdraw_assessment(scene: Scene) -> Callable[[User], object]:
    assessment = scene.submitted
    return lambda person: services.withdraw_assessment(assessment=assessment, person=person)


def return_assessment(scene: Scene) -> Callable[[User], object]:
    facts = {"assessment": scene.submitted, "reason": "The port is not rated."}
    return lambda person: services.return_assessment(reviewer=person, **facts)


def publish_assessment(scene: Scene) -> Callable[[User], object]:
    facts = {"assessment": scene.submitted, "digest": services.standing_digest(scene.submitted)}
    return lambda person: services.publish_assessment(reviewer=person, **facts)


def publish_sample(scene: Scene) -> Callable[[User], object]:
    Mission.objects.filter(pk=scene.mission.pk).update(sample=Sample.FICTIONAL)
    return lambda person: services.publish_sample(assessment=scene.assessment, person=person)


def try_again(scene: Scene) -> Callable[[User], object]:
    Job.objects.about(services.RECOMPUTE, str(scene.assessment.pk)).update(
        state=JobState.FAILED, available_at=None, finished_at=timezone.now()
    )
    return lambda person: services.try_again(assessment=scene.assessment, person=person)


def refused(act: Callable[[User], object], name: str) -> str:
    """Try an act as a person and undo it; return the sentence that refused it, "" if it was done."""
    with transaction.atomic():
        try:
            act(User.objects.get(username=name))
        except PermissionDenied as refusal:
            return str(refusal)
        finally:
            transaction.set_rollback(True)
    return ""


@pytest.mark.django_db
@pytest.mark.parametrize("verb", TABLE)
def test_each_service_lets_do_whom_the_table_says(verb):
    act = globals()[verb](Scene())
    refusals = {name: refused(act, name) for name in PEOPLE}
    assert {name for name, refusal in refusals.items() if not refusal} == TABLE[verb][1]
    assert all(refusal.startswith("Only ") for refusal in refusals.values() if refusal)


def test_every_service_that_writes_is_in_the_table():
    here = vars(mission_services).items()
    own = {name for name, row in here if getattr(row, "__module__", "") == mission_services.__name__}
    known = {name for name in {*services.__all__, *own} if not name.startswith(("_", "refusal_to_", "objection_to_"))}
    assert known - QUESTIONS == {*TABLE, *BY_THE_SERVER}


def test_a_person_acts_in_each_but_what_the_server_does():
    for verb in {*TABLE, *BY_THE_SERVER}:
        named = getattr(services, verb, None) or getattr(mission_services, verb)
        acting = {"person", "by", "creator", "author", "assessor", "reviewer"} & {*inspect.signature(named).parameters}
        assert bool(acting) is (verb in TABLE), verb


def test_the_document_shows_the_table():
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "Run: python -m tests.who_may"


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["record_rating", "record_ratings", "clear_rating", "comment"])
def test_nothing_is_said_of_an_indicator_that_is_not_asked(verb):
    scene = Scene()
    asked, facts = indicator(NOT_ASKED), {"assessment": scene.assessment}
    act = {
        "record_rating": lambda: services.record_rating(
            **facts, assessor=scene.maker, indicator=asked, judgement=ANSWER, expected_version=0
        ),
        "record_ratings": lambda: services.record_ratings(
            **facts, person=scene.maker, assessor=scene.maker, judgements={indicator(CODE): ANSWER, asked: ANSWER}
        ),
        "clear_rating": lambda: services.clear_rating(
            **facts, assessor=scene.maker, indicator=asked, expected_version=0
        ),
        "comment": lambda: services.comment(**facts, author=scene.maker, indicator=asked, text="Why?"),
    }
    with pytest.raises(ValidationError, match=NOT_ASKED):
        act[verb]()
    assert not scene.assessment.ratings.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sample", "is_active", "by", "is_done"),
    [
        (Sample.RETROSPECTIVE, False, "planner", True),
        (Sample.RETROSPECTIVE, False, "colleague", False),
        (Sample.RETROSPECTIVE, True, "planner", False),
        (Sample.FICTIONAL, False, "planner", False),
        (Sample.NONE, False, "planner", False),
    ],
)
def test_only_the_paper_is_spoken_for_and_only_by_a_lead(sample, is_active, by, is_done):
    scene = Scene()
    Mission.objects.filter(pk=scene.mission.pk).update(sample=sample)
    paper = make_person("paper", is_active=is_active)

    def act(person: User) -> object:
        judgements = {indicator(CODE): ANSWER}
        return services.record_ratings(
            assessment=scene.assessment, person=person, assessor=paper, judgements=judgements
        )

    assert refused(act, by) == ("" if is_done else "Everyone rates in their own name.")


@pytest.mark.django_db
def test_a_real_mission_is_not_closed_like_a_sample():
    scene = Scene()
    with pytest.raises(services.WrongStateError, match="not a sample"):
        services.publish_sample(assessment=scene.assessment, person=make_person("planner"))


# Who may raise PermissionDenied: the one function of the rules; a session that ended; the API, which passes it on.
RAISES = {"missions/access.py", "ocpo/accounts/services.py", "ocpo/problems.py"}
# Rooms that only translate. They compare no roles: they ask a rule.
DOORS = ("views", "api", "forms", "templatetags", "management", "presentation")
# Says in words who rated.
NAMES_ROLES = {"assessments/presentation/roles.py"}
ROLES = {"Role", "RATING_ROLES"}


def sources() -> dict[str, ast.Module]:
    rooms = [settings.BASE_DIR / room for room in ("assessments", "missions", "ocpo")]
    paths = [path for room in rooms for path in room.rglob("*.py") if "migrations" not in path.parts]
    return {str(path.relative_to(settings.BASE_DIR)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def called(tree: ast.AST) -> set[str]:
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {getattr(function, "attr", getattr(function, "id", "")) for function in functions}


def compared(tree: ast.AST) -> set[str]:
    """Return the names that are compared with something."""
    sides = [node for row in ast.walk(tree) if isinstance(row, ast.Compare) for node in [row.left, *row.comparators]]
    names = [side.value if isinstance(side, ast.Attribute) else side for side in sides]
    return {name.id for name in names if isinstance(name, ast.Name)}


def is_door(path: str) -> bool:
    return any(part.removesuffix(".py") in DOORS for part in path.split("/"))


def test_only_the_rules_refuse():
    trees = sources()
    assert {path for path, tree in trees.items() if "PermissionDenied" in called(tree)} == RAISES
    gone = {"can_rate", "can_manage", "can_review"}
    assert not {path for path, tree in trees.items() if gone & called(tree)}


def test_no_page_and_no_api_compares_roles():
    found = {path for path, tree in sources().items() if is_door(path) and ROLES & compared(tree)}
    assert found == NAMES_ROLES
