"""What the portfolio reads: missions with the assessment that speaks for each, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import scoring
from assessments.computing.frameworks import engine_framework, shipped
from assessments.models import Assessment, Marking, State
from assessments.models.stored import Node
from assessments.presentation import Axes, ShownScore, markings_by_assessment, shown_summary
from assessments.presentation.bands import ShownValue
from interfaces.models import Phase
from missions.filters import ArchivedFilter
from missions.models import Kind, Mission, MissionQuerySet
from ocpo.accounts.models import User
from ocpo.pages import display
from ocpo.text.forms import LineField
from ocpo.unreadable import Unreadable

NOT_ENOUGH, NOT_SCORED = "not-enough", "not-scored"
SAMPLES, REAL = "yes", "no"
SORT_COLUMNS = {
    "created": "created_at",
    "as_of": "speaking__as_of",
    "risk": "speaking__current_score__risk",
    "coverage": "speaking__current_score__coverage",
}


class WordsFilter(django_filters.CharFilter):
    """The words of a search, without invisible characters."""

    field_class = LineField


class PortfolioFilter(django_filters.FilterSet):
    """Narrows and sorts the portfolio; the address holds the choice.

    A filter on a score or a state looks at the assessment that speaks for the mission. The query joins that assessment
    only where a filter or the order needs it.
    """

    q = WordsFilter(label=gettext_lazy("Search"), method="search")
    phase = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Phase"),
        queryset=Phase.objects.all(),
        to_field_name="code",
        empty_label=gettext_lazy("All phases"),
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Kind.choices, empty_label=gettext_lazy("All kinds")
    )
    band = django_filters.ChoiceFilter(
        label=gettext_lazy("Mission risk"), method="in_band", empty_label=gettext_lazy("All bands")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State of assessment"),
        choices=State.choices,
        method="in_state",
        empty_label=gettext_lazy("All states"),
    )
    sample = django_filters.ChoiceFilter(
        label=gettext_lazy("Samples"),
        choices=((REAL, gettext_lazy("Without samples")), (SAMPLES, gettext_lazy("Samples only"))),
        method="is_sample",
        empty_label=gettext_lazy("With samples"),
    )
    archived = ArchivedFilter(label=gettext_lazy("Archived"), empty_label=gettext_lazy("Without archived"))
    sort = django_filters.ChoiceFilter(label=gettext_lazy("Sort by"), method="sorted_by", empty_label=None)

    class Meta:
        model = Mission
        fields = ("q", "phase", "kind", "band", "state", "sample", "archived", "sort")

    def __init__(self, *args: Any, axes: Axes, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["band"].extra["choices"] = band_choices()
        self.filters["sort"].extra["choices"] = sort_choices(axes)

    @property
    def qs(self) -> QuerySet[Mission]:
        """Return the missions that pass; where the address holds a wrong value, all that are not archived."""
        kept: QuerySet[Mission] = super().qs if self.is_valid() else self.queryset.not_archived()
        return kept

    @property
    def narrowed_by(self) -> list[str]:
        """Return the names of the filters in use: they may hide a mission."""
        if not self.is_valid():
            return []
        return [name for name in self.filters if name != "sort" and self.form.cleaned_data[name]]

    @property
    def searched(self) -> str:
        """Return the words that are searched for, "" without any."""
        return (self.is_valid() and self.form.cleaned_data["q"]) or ""

    @property
    def order(self) -> str:
        """Return the order in use, as the address names it."""
        return (self.is_valid() and self.form.cleaned_data["sort"]) or "name"

    def search(self, missions: MissionQuerySet, name: str, words: str) -> MissionQuerySet:
        return missions.mentioning(words)

    def in_band(self, missions: QuerySet[Mission], name: str, band: str) -> QuerySet[Mission]:
        if band == NOT_SCORED:
            return missions.alias(speaking_key=F("speaking__pk")).filter(speaking_key=None)
        band = "" if band == NOT_ENOUGH else band
        return missions.alias(speaking_band=F("speaking__current_score__band")).filter(speaking_band=band)

    def in_state(self, missions: QuerySet[Mission], name: str, state: str) -> QuerySet[Mission]:
        return missions.alias(speaking_state=F("speaking__state")).filter(speaking_state=state)

    def is_sample(self, missions: QuerySet[Mission], name: str, choice: str) -> QuerySet[Mission]:
        return missions.exclude(sample="") if choice == SAMPLES else missions.filter(sample="")

    def sorted_by(self, missions: QuerySet[Mission], name: str, order: str) -> QuerySet[Mission]:
        """Sort; in both directions missions without a value to sort by come last."""
        key = order.removeprefix("-")
        if key == "name":
            return missions.order_by("-sort_name" if order == "-name" else "sort_name", "pk")
        value = F(SORT_COLUMNS.get(key, f"speaking__current_score__targets__{key}"))
        by = value.asc(nulls_last=True) if order == key else value.desc(nulls_last=True)
        return missions.order_by(by, "sort_name", "pk")


def band_choices() -> list[tuple[str, str]]:
    """Return the bands of the current framework, the highest first, then the choices for missions without a band."""
    try:
        bands = engine_framework(shipped()).bands
    except (ValidationError, Unreadable):
        bands = ()
    outside = [(NOT_ENOUGH, _("Not enough evidence")), (NOT_SCORED, _("Without a score"))]
    return [*((band.code, band.title) for band in reversed(bands)), *outside]


def sort_choices(axes: Axes) -> list[tuple[str, str]]:
    """Return every order with its title, in both directions."""
    numbers = {"risk": _("Mission risk"), **{target.code: target.title for target in axes.targets}}
    numbers["coverage"] = _("Coverage")
    choices = [("name", _("Name, A to Z")), ("-name", _("Name, Z to A"))]
    for key, title in numbers.items():
        choices += [
            (f"-{key}", _("%(title)s, highest first") % {"title": title}),
            (key, _("%(title)s, lowest first") % {"title": title}),
        ]
    return [
        *choices,
        ("-as_of", _("Assessment, newest first")),
        ("as_of", _("Assessment, oldest first")),
        ("-created", _("Mission added, newest first")),
        ("created", _("Mission added, oldest first")),
    ]


def speaking() -> Subquery:
    """Return a subquery for a query of missions: the key of the assessment that speaks for each."""
    found: QuerySet[Assessment] = Assessment.objects.filter(mission=OuterRef("pk")).speaking_first()
    return Subquery(found.values("pk")[:1])


def portfolio_missions(person: User) -> MissionQuerySet:
    """Return every mission the person may see.

    Its alias `speaking` is the assessment that speaks for a mission, None where none does yet. Filters and order name
    it through F, so that it is joined once for all of them, or not at all; a filter that named it directly would join
    it again.
    """
    speaking_of_each = FilteredRelation("assessments", condition=Q(assessments__pk=speaking()))
    missions: MissionQuerySet = (
        Mission.objects.visible_to(person).select_related("phase").alias(speaking=speaking_of_each)
    )
    return missions


@dataclass(frozen=True)
class HeatColumn:
    """A column of the heat matrix: its title, the code of its node ("" without a score), and `threat` or `response`."""

    title: str
    code: str
    kind: str
    is_interface: bool = False


@dataclass(frozen=True)
class HeatCell:
    """One cell of the heat matrix, ready to be shown.

    `ground` is the CSS class of its background, `points` its number. Where another band is likelier in the draws
    than the value's own, `likelier` says so in words and `tilt` with an arrow.
    """

    ground: str
    points: str
    words: Sequence[str]
    likelier: str = ""
    tilt: str = ""


@dataclass(frozen=True)
class PortfolioRow:
    """A mission with the assessment that speaks for it and its score, each None where there is none.

    `under_way` is the newest unpublished assessment, None unless it is newer than the one that speaks.
    """

    mission: Mission
    assessment: Assessment | None
    score: ShownScore | None
    columns: Sequence[HeatColumn]
    under_way: Assessment | None
    marking: Marking

    @cached_property
    def cells(self) -> list[tuple[HeatColumn, HeatCell]]:
        """Return risk, targets and interfaces in the order of the columns."""
        values = [self.score.value(column.code) if self.score else None for column in self.columns]
        return [(column, heat_cell(value, column.kind)) for column, value in zip(self.columns, values, strict=True)]

    @property
    def threats(self) -> list[tuple[Node, HeatColumn, HeatCell]]:
        """Return the threat interfaces of a scored mission: each one's result, column and cell."""
        if self.score is None:
            return []
        cells = [pair for pair in self.cells if pair[0].is_interface and pair[0].kind == "threat"]
        return [(self.score.nodes[column.code], column, cell) for column, cell in cells]

    @property
    def coverage(self) -> float | None:
        return self.score.nodes[self.score.framework.headline]["coverage"] if self.score else 0.0


def heat_cell(value: ShownValue | None, kind: str) -> HeatCell:
    """Return a value as the heat matrix shows it; below the minimum coverage the possible range, never the value."""
    if value is None or not (value["coverage"] or not value["is_applicable"]):
        return HeatCell("unrated", display.DASH, (_("Not rated"),))
    if not value["is_applicable"]:
        return HeatCell("unrated", "", (_("Not applicable"),))
    if not value["is_enough"]:
        ends = f"{display.points(value['lower'])}–{display.points(value['upper'])}"
        return HeatCell("no-evidence", "", (_("Not enough evidence"), ends))
    words = [display.band_word(value, kind)]
    if value.get("p5") is not None:
        words.append(f"{display.points(value['p5'])}–{display.points(value['p95'])}")
    other = value["likelier"]
    tilt = ("↑" if other["is_above"] else "↓") if other else ""
    step = value["band"]["step"] if value["band"] else 1
    ground, likelier = f"{kind}-{step}", display.likelier_words(value, kind)
    return HeatCell(ground, display.value_points(value), words, likelier, tilt)


def heat_columns(framework: scoring.Framework | None, axes: Axes) -> list[HeatColumn]:
    """Return the columns: headline, targets, interfaces. Their codes are nodes of `framework`, "" without one."""

    def code(**which: str) -> str:
        return framework.find(**which)[0].code if framework else ""

    headline = HeatColumn(_("Mission risk"), framework.headline if framework else "", "threat")
    targets = [HeatColumn(each.title, code(kind="target", target=each.code), "threat") for each in axes.targets]
    interfaces = [
        HeatColumn(each.short_title, code(kind="interface", interface=each.code), each.role, is_interface=True)
        for each in axes.interfaces
    ]
    return [headline, *targets, *interfaces]


def portfolio_rows(missions: Iterable[Mission], axes: Axes, person: User) -> list[PortfolioRow]:
    """Return each mission with the assessment that speaks for it and that score's summary, in four queries."""
    missions = list(missions)
    keys = speaking_keys(missions)
    found = Assessment.objects.for_lists().in_bulk([key for key in keys.values() if key])
    unpublished, markings = newest_unpublished(missions), markings_by_assessment(found.values(), person)
    columns = {"": heat_columns(None, axes)}
    rows = []
    for mission in missions:
        assessment = found.get(keys[mission.pk])
        score = assessment and shown_summary(assessment, axes)
        code = score.framework.code if score else ""
        if score and code not in columns:
            columns[code] = heat_columns(score.framework, axes)
        under_way = unpublished.get(mission.pk)
        if under_way and assessment and age(under_way) <= age(assessment):
            under_way = None
        marking = markings[assessment.pk] if assessment else Marking.UNCLASSIFIED
        rows.append(PortfolioRow(mission, assessment, score, columns[code], under_way, marking))
    return rows


def speaking_keys(missions: Iterable[Mission]) -> dict[int, int | None]:
    """Return the key of the assessment that speaks for each of these missions, None where none does."""
    same = Mission.objects.filter(pk__in=[mission.pk for mission in missions])
    return dict(same.order_by().values_list("pk", speaking()))


def portfolio_marking(missions: Iterable[Mission], person: User) -> Marking:
    """Return the marking of a table that shows the scores that speak for these missions, in two queries."""
    keys = [key for key in speaking_keys(missions).values() if key]
    return Assessment.objects.filter(pk__in=keys).highest_marking_for(person)


def newest_unpublished(missions: Sequence[Mission]) -> dict[int, Assessment]:
    """Return each mission's newest unpublished assessment, by the mission's key; missions without one are left out."""
    found = Assessment.objects.filter(mission__in=missions, archived_at=None).exclude(state=State.PUBLISHED)
    facts = found.only("mission_id", "as_of", "state", "is_private").order_by("as_of", "pk")
    return {assessment.mission_id: assessment for assessment in facts}


def age(assessment: Assessment) -> tuple[date, int]:
    """Return the sort key of an assessment among those of its mission: the newer one has the larger key."""
    return assessment.as_of, assessment.pk
