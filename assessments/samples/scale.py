"""A large data set for trying speed and pages at scale: invented missions, rated and scored, marked as samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import transaction

from assessments import scoring
from assessments.computing.frameworks import engine_framework, shipped
from assessments.computing.inputs import assessment_record, score_digest
from assessments.computing.results import SEED, compute_results, listed_columns, summarise
from assessments.models import Act, Assessment, Deed, Rating, Score
from assessments.samples import believable
from interfaces.models import Framework, Indicator, Level, Phase
from missions.models import Membership, Mission, Sample
from ocpo.accounts.models import User

# A tenth of the usual draws: interval ends are then within about a point. Score and digest state the number.
DRAWS = 1_000
BATCH = 100
SUMMARY = "Fictional example made for trials at scale: country, ratings and sources are invented."
HELPERS = (("Ilse", "Invented"), ("Mbali", "Madeup"))


class ScaleSample:
    """Loads missions in batches; what every batch needs is read once."""

    def __init__(self, roles: dict[str, str]) -> None:
        """`roles` holds the role on every mission of each person by user name; the first person leads and rates."""
        people = {person.username: person for person in User.objects.filter(username__in=roles)}
        self.members = [(people[name], role) for name, role in roles.items()]
        self.lead = self.members[0][0]
        self.assessors = [self.lead, people["colleague"], *helpers()]
        self.row: Framework = shipped()
        self.framework = engine_framework(self.row)
        self.phases = {phase.code: phase for phase in Phase.objects.all()}
        self.indicators = list(Indicator.objects.with_interface().prefetch_related("phases"))
        self.descriptors = {
            (level.indicator_id, level.level): level.descriptor for level in Level.objects.select_related("indicator")
        }
        self.asked = self._asked()

    def _asked(self) -> believable.Asked:
        return believable.Asked(
            codes=[indicator.code for indicator in self.indicators],
            interface=np.array([indicator.interface.number - 1 for indicator in self.indicators]),
            is_response=np.array([indicator.is_response for indicator in self.indicators]),
            in_phase={
                code: np.array([phase in indicator.phases.all() for indicator in self.indicators])
                for code, phase in self.phases.items()
            },
        )

    def load(self, count: int) -> Iterator[dict[str, int]]:
        """Create those of the first `count` missions that are missing; yield for each batch its numbers of rows."""
        known = set(Mission.objects.filter(code__startswith="scale-").values_list("code", flat=True))
        wanted = []
        for number in range(1, count + 1):
            random = np.random.default_rng([20261101, number])
            facts = believable.facts(number, random)
            if facts["code"] not in known:
                wanted.append((facts, random))
        for start in range(0, len(wanted), BATCH):
            yield self._load(wanted[start : start + BATCH])

    @transaction.atomic
    def _load(self, wanted: list[tuple[dict[str, Any], np.random.Generator]]) -> dict[str, int]:
        missions = Mission.objects.bulk_create(self._mission(facts) for facts, _random in wanted)
        memberships = [
            Membership(mission=mission, person=person, role=role, given_by=self.lead)
            for mission in missions
            for person, role in self.members
        ]
        Membership.objects.bulk_create(memberships)
        rounds = [
            (mission, each)
            for mission, (facts, random) in zip(missions, wanted, strict=True)
            for each in believable.history(facts["phase"], self.asked, random)
        ]
        assessments = Assessment.objects.bulk_create(self._assessment(mission, each) for mission, each in rounds)
        ratings = [
            self._ratings(assessment, each) for assessment, (_mission, each) in zip(assessments, rounds, strict=True)
        ]
        Rating.objects.bulk_create(rating for rows in ratings for rating in rows)
        Act.objects.bulk_create(act for one, rows in zip(assessments, ratings, strict=True) for act in _acts(one, rows))
        self._score(assessments, ratings)
        return {"missions": len(missions), "assessments": len(assessments), "ratings": sum(map(len, ratings))}

    def _mission(self, facts: dict[str, Any]) -> Mission:
        phase = self.phases[facts["phase"]]
        more = {"phase": phase, "summary": SUMMARY, "sample": Sample.FICTIONAL, "created_by": self.lead}
        return Mission(**{**facts, **more})

    def _assessment(self, mission: Mission, each: believable.Round) -> Assessment:
        return Assessment(
            mission=mission,
            title=f"Assessment of {each.as_of:%B %Y}",
            phase=self.phases[each.phase],
            framework=self.row,
            as_of=each.as_of,
            state=each.state,
            revision=1 + sum(map(len, each.answers)),
            created_by=self.lead,
        )

    def _ratings(self, assessment: Assessment, each: believable.Round) -> list[Rating]:
        pairs = [
            (person, at, answer)
            for person, answers in zip(self.assessors, each.answers, strict=False)
            for at, answer in answers.items()
        ]
        return [
            Rating(
                assessment=assessment,
                indicator=self.indicators[at],
                assessor=person,
                version=version,
                rationale=self.descriptors.get((self.indicators[at].pk, answer.get("best", -1)), ""),
                **answer,
            )
            for version, (person, at, answer) in enumerate(pairs, 2)
        ]

    def _score(self, assessments: list[Assessment], ratings: list[list[Rating]]) -> None:
        """Score a whole batch in one run of the engine, and make each score the current one of its assessment."""
        records = [assessment_record(one, rows) for one, rows in zip(assessments, ratings, strict=True)]
        results = compute_results(self.framework, records, seed=SEED, draws=DRAWS)
        scores = []
        for assessment, record, result in zip(assessments, records, results, strict=True):
            summary = summarise(self.framework, result)
            scores.append(
                Score(
                    assessment=assessment,
                    revision=assessment.revision,
                    framework=self.row,
                    engine_version=scoring.ENGINE_VERSION,
                    seed=SEED,
                    digest=score_digest(self.framework, record, seed=SEED, draws=DRAWS),
                    inputs=record,
                    result=result,
                    summary=summary,
                    **listed_columns(self.framework, summary),
                )
            )
        Score.objects.bulk_create(scores)
        for assessment, score in zip(assessments, scores, strict=True):
            assessment.current_score = score
        Assessment.objects.bulk_update(assessments, ["current_score"])


def _acts(assessment: Assessment, ratings: list[Rating]) -> list[Act]:
    """Return who opened an assessment and who rated in it."""
    rated = [Act(assessment=assessment, person_id=key, deed=Deed.RATED) for key in {one.assessor_id for one in ratings}]
    return [Act(assessment=assessment, person=assessment.created_by, deed=Deed.OPENED), *rated]


def helpers() -> list[User]:
    """Return invented assessors who cannot sign in; those that are missing are created."""
    return [
        User.objects.get_or_create(
            username=f"scale-{first.lower()}",
            defaults={"first_name": first, "last_name": last, "is_active": False, "password": "!"},
        )[0]
        for first, last in HELPERS
    ]
