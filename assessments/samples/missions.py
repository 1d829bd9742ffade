"""Sample accounts and missions, so that every page shows something real at first start."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from assessments.models import Assessment
from assessments.samples.assessments import PAPER_ASSESSOR, Pieces, load_assessment
from assessments.services import Holdings, delete_mission
from assessments.services.access import refusal_to_load_samples
from interfaces.models import Component, Phase, ReferenceMission
from missions.access import raise_if
from missions.models import Mission, MissionQuerySet, RemovedSample, Role, Sample
from missions.services import StaleEdit, create_mission, set_member
from ocpo.accounts.models import User
from ocpo.data_folder import read_or_create

FOLDER = settings.BASE_DIR / "fixtures" / "samples"


@dataclass(frozen=True)
class SamplePerson:
    username: str
    name: str
    what: str
    role: str | None = None
    is_analyst: bool = False
    is_administrator: bool = False


PEOPLE = (
    SamplePerson("planner", "Paula Planner", "lead of every sample mission", Role.LEAD),
    SamplePerson("colleague", "Colin Colleague", "assessor on every sample mission", Role.ASSESSOR),
    SamplePerson("reviewer", "Rita Reviewer", "reviewer of every sample mission", Role.REVIEWER),
    SamplePerson(
        "analyst", "Anna Analyst", "maintains the catalogue; viewer of the samples", Role.VIEWER, is_analyst=True
    ),
    SamplePerson("administrator", "Adam Administrator", "looks after people; sees no mission", is_administrator=True),
    SamplePerson("outsider", "Otto Outsider", "member of nothing"),
)


def sample_password(folder: Path, given: str) -> str:
    """Return the sample accounts' password: the given one, else one made once and kept in `folder`."""
    if given:
        return given
    return read_or_create(folder / "sample_password", partial(secrets.token_urlsafe, 9))


@transaction.atomic
def load_people(password: str) -> None:
    """Create the sample accounts that are missing, and set the password of all of them."""
    for sample in PEOPLE:
        first_name, last_name = sample.name.split()
        person, _created = User.objects.get_or_create(
            username=sample.username,
            defaults={
                "first_name": first_name,
                "last_name": last_name,
                "is_analyst": sample.is_analyst,
                "is_administrator": sample.is_administrator,
            },
        )
        if not person.check_password(password):
            person.set_password(password)
            person.save(update_fields=["password"])
    User.objects.get_or_create(
        username=PAPER_ASSESSOR,
        defaults={"first_name": "Reading of", "last_name": "the paper", "is_active": False, "password": "!"},
    )


def load_missions(folder: Path, *, again: bool = False) -> list[str]:
    """Create the sample missions that are missing, each in one transaction; return the names of the new ones.

    Samples that somebody removed are created only with `again`. A sample whose code a mission of somebody's own has
    taken is passed over.
    """
    if again:
        RemovedSample.objects.all().delete()
    removed = RemovedSample.objects.values_list("code", flat=True)
    known = {*Mission.objects.values_list("code", flat=True), *removed}
    retrospective = [retrospective_case(case) for case in read(folder / "retrospective.yaml")["cases"]]
    samples = retrospective + read(folder / "fictional.yaml")["missions"]
    return [load_mission(sample) for sample in samples if sample["code"] not in known]


@transaction.atomic
def remove_all() -> list[str]:
    """Delete every sample mission; return their names. They stay away until they are loaded again."""
    samples = Mission.objects.exclude(sample=Sample.NONE).order_by("pk")
    leads = [mission.memberships.filter(role=Role.LEAD).select_related("person").first().person for mission in samples]
    return [_removed(mission, lead) for mission, lead in zip(samples, leads, strict=True)]


@transaction.atomic
def remove_missions(*, person: User, seen: str) -> list[str]:
    """Delete every sample mission that the person leads; return their names. They stay away until loaded again.

    `seen` is the mark of what the person was shown. Raises StaleEdit if the samples hold something else.
    """
    missions = list(led_by(person).order_by("pk").select_for_update(of=("self",)))
    list(
        Assessment.objects.filter(mission__in=missions).order_by("pk").select_for_update().values_list("pk", flat=True)
    )
    holdings = count_sample_holdings(person)
    if seen != removal_mark(missions, holdings):
        raise StaleEdit(holdings)
    return [_removed(mission, person) for mission in missions]


def _removed(mission: Mission, lead: User) -> str:
    delete_mission(mission=mission, person=lead, seen=None)
    return str(mission)


def count_sample_holdings(person: User) -> Holdings:
    """Return what is deleted with the sample missions that a person leads."""
    return Holdings.of(Assessment.objects.filter(mission__in=led_by(person).values("pk")), person)


def removal_mark(missions: list[Mission], holdings: Holdings) -> str:
    """Return the mark that the form sends back, so that nobody removes what the page did not show."""
    return "-".join([*(str(mission.pk) for mission in missions), holdings.mark])


def led_by(person: User) -> MissionQuerySet:
    """Return the sample missions that a person leads and so may remove."""
    return Mission.objects.led_by(person).exclude(sample=Sample.NONE)


def removed_by(person: User) -> QuerySet[RemovedSample]:
    """Return the samples that a person removed and so may load again."""
    return RemovedSample.objects.filter(removed_by=person)


@transaction.atomic
def load_again(person: User) -> list[str]:
    """Load every removed sample, with the person as a lead; return the names.

    Raises PermissionDenied unless the person removed at least one of them.
    """
    raise_if(refusal_to_load_samples(person))
    codes = list(RemovedSample.objects.values_list("code", flat=True))
    names = load_missions(FOLDER, again=True)
    for mission in Mission.objects.filter(code__in=codes).exclude(sample=Sample.NONE):
        set_member(mission=mission, person=person, role=Role.LEAD, by=mission.created_by)
    return names


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def retrospective_case(case: dict[str, Any]) -> dict[str, Any]:
    """Shape a case rated from the paper like any other sample mission."""
    reference = ReferenceMission.objects.get(code=case["mission"])
    return {
        "code": case["code"],
        "name": reference.acronym,
        "full_name": reference.full_name,
        "area": ", ".join(reference.countries.values_list("name", flat=True)),
        "kind": "un-political" if "political" in reference.kind else "un-peacekeeping",
        "phase": "drawdown" if reference.end_year else "implementation",
        "sample": Sample.RETROSPECTIVE,
        "reference": reference,
        "summary": f"{case['period']}. {case['note']}",
        "assessments": [
            {
                "title": "Retrospective from the paper",
                "phase": None,
                "as_of": date(2014, 3, 18),
                "assessor": PAPER_ASSESSOR,
                "published": True,
                "ratings": [_from_paper(rating) for rating in case["ratings"]],
            }
        ],
    }


def _from_paper(rating: dict[str, Any]) -> dict[str, Any]:
    period = f"{rating['period'][0].upper()}{rating['period'][1:]}. " if "period" in rating else ""
    return {**rating, "rationale": period + rating["rationale"]}


@transaction.atomic
def load_mission(sample: dict[str, Any]) -> str:
    """Create one sample mission with members, assessments and ratings; return its name."""
    people = {person.username: person for person in User.objects.all()}
    facts = {name: value for name, value in sample.items() if name not in ("phase", "components", "assessments")}
    mission = create_mission(
        creator=people["planner"],
        phase=Phase.objects.get(code=sample["phase"]),
        components=Component.objects.filter(code__in=sample.get("components", [])),
        **facts,
    )
    for person in PEOPLE:
        if person.role:
            set_member(mission=mission, person=people[person.username], role=person.role, by=mission.created_by)
    pieces: Pieces = {}
    for assessment in sample["assessments"]:
        load_assessment(mission, people, assessment, pieces)
    return f"{mission.name} ({mission.get_sample_display()})"
