"""What an assessment lacks, with links to where it can be added. Nothing on the list prevents submitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Answer, Assessment, Rating
from assessments.presentation.roles import Roles, in_order_of_levels
from assessments.presentation.scores import ShownScore
from interfaces.models import Indicator, Interface
from missions.models import RATING_ROLES, Role
from ocpo.accounts.models import User
from ocpo.pages.display import percent


@dataclass(frozen=True)
class Place:
    """Where something is missing; `note` says whose it is, or how much."""

    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """One kind of thing that is missing; `groups` pairs the title of an interface, or "", with the places in it."""

    code: str
    title: str
    groups: list[tuple[str, list[Place]]]

    @property
    def count(self) -> int:
        return sum(len(places) for _title, places in self.groups)


def checklist(assessment: Assessment, person: User, score: ShownScore | None) -> list[Gap]:
    """Return the kinds of things that are missing: ratings, rationales, evidence, coverage, people.

    A kind of which nothing is missing is left out. `score` is the score that the person sees.
    """
    asked = list(assessment.asked_indicators())
    roles = Roles.of(assessment, person)
    by_indicator: dict[int, list[Rating]] = {}
    for rating in assessment.ratings.readable_by(person).prefetch_related("evidence"):
        by_indicator.setdefault(rating.indicator_id, []).append(rating)

    def places(lacks: Callable[[Rating], bool]) -> list[tuple[Indicator, Place]]:
        return [
            (indicator, _place(assessment, indicator, roles.words(rating.assessor_id)))
            for indicator in asked
            for rating in sorted(by_indicator.get(indicator.pk, []), key=in_order_of_levels)
            if lacks(rating)
        ]

    unrated = [(indicator, _place(assessment, indicator)) for indicator in asked if indicator.pk not in by_indicator]
    gaps = [
        Gap("unrated", _("Indicators not rated"), _grouped(unrated)),
        Gap("rationale", _("Ratings without a rationale"), _grouped(places(lacks_rationale))),
        Gap("evidence", _("Ratings without evidence"), _grouped(places(_lacks_evidence))),
        Gap("coverage", _("Interfaces below the minimum coverage"), _thin(assessment, score)),
        Gap("people", _("Assessors who have not finished"), _unfinished(assessment, person)),
        Gap("reviewer", _("A reviewer"), _no_reviewer(assessment)),
    ]
    return [gap for gap in gaps if gap.count]


def lacks_rationale(rating: Rating) -> bool:
    """Say whether a level or a "not applicable" has no rationale; "not known" needs none."""
    return rating.answer != Answer.UNKNOWN and not rating.rationale.strip()


def _lacks_evidence(rating: Rating) -> bool:
    return rating.answer == Answer.RATED and not rating.citations and not rating.evidence.all()


def _place(assessment: Assessment, indicator: Indicator, note: str = "") -> Place:
    return Place(
        f"{indicator.number} {indicator.title}", f"{_tab(assessment, indicator.interface)}#{indicator.code}", note
    )


def _tab(assessment: Assessment, interface: Interface) -> str:
    return f"{reverse('sheet', args=[assessment.pk])}?interface={interface.code}"


def _grouped(found: Iterable[tuple[Indicator, Place]]) -> list[tuple[str, list[Place]]]:
    groups: dict[str, list[Place]] = {}
    for indicator, place in found:
        groups.setdefault(_title(indicator.interface), []).append(place)
    return list(groups.items())


def _title(interface: Interface) -> str:
    return f"{interface.number}. {interface.short_title}"


def _thin(assessment: Assessment, score: ShownScore | None) -> list[tuple[str, list[Place]]]:
    rows = score.interfaces if score else []
    thin = [row for row in rows if row.value["is_applicable"] and not row.value["is_enough"]]
    return [
        (
            "",
            [
                Place(
                    _title(row.interface),
                    _tab(assessment, row.interface),
                    _("%(share)s of the weight rated: shown as a range, without a value")
                    % {"share": percent(row.value["coverage"])},
                )
                for row in thin
            ],
        )
    ]


def _unfinished(assessment: Assessment, person: User) -> list[tuple[str, list[Place]]]:
    """Return the raters who have not finished the round, without the person who looks at the list."""
    finished = assessment.finishes.filter(round=assessment.round).values("person")
    raters = assessment.mission.memberships.filter(role__in=RATING_ROLES).select_related("person")
    waiting = raters.exclude(person=person).exclude(person__in=finished)
    return [("", [Place(str(member.person), note=member.get_role_display()) for member in waiting])]


def _no_reviewer(assessment: Assessment) -> list[tuple[str, list[Place]]]:
    if assessment.mission.memberships.filter(role=Role.REVIEWER).exists():
        return []
    people = reverse("member-list", args=[assessment.mission.code])
    return [("", [Place(_("Nobody reviews on this mission yet: a lead adds a reviewer"), people)])]
