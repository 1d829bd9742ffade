"""Why a score is what it is, as pages show it: contributions, tornado, what to find out, agreement, robustness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.computing.collection import holders
from assessments.models.stored import Contributions, Swing
from assessments.presentation.bands import ShownValue
from assessments.presentation.explanation_rows import (
    AgreementLine,
    DisagreementLine,
    Output,
    Part,
    PlanLine,
    RobustValue,
    ShownAgreement,
    ShownRobustness,
    SwingLine,
    part,
    part_of_parts,
)
from assessments.presentation.scores import ShownScore
from interfaces.models import Component, Indicator, Interface
from ocpo.pages.bars import spans

SHOWN_FIRST = 10


@dataclass(frozen=True)
class Explanation:
    """The explanation of one output of a score: the mission risk or the risk to a target.

    `asked` holds the indicators of the assessment by code. What an older engine did not compute is None here.
    """

    score: ShownScore
    output: str
    asked: Mapping[str, Indicator]

    @property
    def is_made(self) -> bool:
        return "contributions" in self.score.result

    @property
    def node(self) -> ShownValue:
        return self.score.value(self.output)

    @property
    def outputs(self) -> list[Output]:
        nodes = self.score.framework.outputs
        return [
            Output(
                code,
                title=self._title(code),
                query="" if code == nodes[0] else f"?explain={code}",
                is_current=code == self.output,
            )
            for code in nodes
        ]

    @property
    def query(self) -> str:
        """Return the end of the address that shows this output's explanation."""
        return next(output.query for output in self.outputs if output.is_current)

    @property
    def contributions(self) -> list[Part] | None:
        """Return what each interface adds, in points, with its mechanisms and their indicators as children.

        The largest comes first and the response last; a baseline, if there is one, comes before all of them. None where
        the value is withheld or an older engine made the score.
        """
        found = self._contributions
        if found is None:
            return None
        rows = [self._contribution(row.interface, found["points"]) for row in self.score.interfaces]
        rows.sort(key=lambda row: (row["kind"] == "response", -row["points"]))
        if found["baseline"]:
            rows.insert(0, part("baseline", _("At the bottom of every scale"), found["baseline"], "threat"))
        return rows

    @property
    def headline_points(self) -> Mapping[str, float]:
        """Return the points of the headline by indicator; none where they are withheld or were not computed."""
        headline = self.score.framework.headline
        found = self.score.result.get("contributions", {}).get(headline)
        return found["points"] if found and self.score.nodes[headline]["is_enough"] else {}

    def _contribution(self, interface: Interface, points: Mapping[str, float]) -> Part:
        framework, kind = self.score.framework, interface.role
        mechanisms = []
        for node in framework.find(kind="mechanism", interface=interface.code):
            leaves = [self._leaf(code, points[code], kind) for code in node.children if self._applies(code)]
            if leaves:
                mechanisms.append(part_of_parts(node.code, node.title, kind, leaves))
        title = f"{interface.number}. {interface.short_title}"
        return part_of_parts(interface.code, title, kind, mechanisms)

    def _leaf(self, code: str, points: float, kind: str) -> Part:
        note = "" if self.score.nodes[code]["coverage"] else _("not rated")
        return {**part(code, self._title(code), points, kind), "url": self.score.node_url(code), "note": note}

    @property
    def tornado(self) -> tuple[list[SwingLine], str] | None:
        """Return the indicators, the widest swing first, and where the present value is on the scale of their bars.

        None where the value is withheld or an older engine made the score.
        """
        found, value = self._swings, self.node["value"]
        if found is None or value is None:
            return None
        bars, place = spans(found.values(), value)
        lines = [
            SwingLine(**self._about(code), **swing, x=bar["x"], width=bar["width"])
            for (code, swing), bar in zip(found.items(), bars, strict=True)
        ]
        return sorted(lines, key=lambda line: -line.swing), place

    @property
    def plan(self) -> list[PlanLine] | None:
        """Return what to find out next: knowing the first rows would narrow the mission risk most."""
        found = self.score.result.get("collection_plan")
        if found is None:
            return None
        return [
            PlanLine(
                code=(code := row["indicator"]),
                title=self._title(code),
                url=self.sheet_url(code) or self.score.node_url(code),
                kind=self.score.role(code),
                index=row["index"],
                variance=row["variance"],
                is_rated=bool(self.score.nodes[code]["coverage"]),
                holders=[component.title for component in self._holders(code)],
            )
            for row in found
        ]

    @property
    def agreement(self) -> ShownAgreement | None:
        """Return how far assessors agree, None with fewer than two of them."""
        found = self.score.result.get("agreement")
        if not found or not found["interfaces"]:
            return None
        by_code = found["interfaces"]
        interfaces = [row.interface for row in self.score.interfaces if row.interface.code in by_code]
        return ShownAgreement(
            interfaces=[AgreementLine(interface, **by_code[interface.code]) for interface in interfaces],
            differences=[
                DisagreementLine(**self._about(row["indicator"]), lowest=row["lowest"], highest=row["highest"])
                for row in found["differences"]
            ],
        )

    @property
    def robustness(self) -> ShownRobustness | None:
        """Return what other choices of the method would make of the outputs that have a value."""
        found = self.score.result.get("robustness")
        if found is None:
            return None
        rows = [
            cast(
                RobustValue,
                {
                    **self.score.value(code),
                    "variant_p5": part["p5"],
                    "variant_p95": part["p95"],
                    "variant_same_band": part["same_band"],
                },
            )
            for code in self.score.framework.outputs
            if (part := found["nodes"][code]) and self.score.nodes[code]["is_enough"]
        ]
        return ShownRobustness(found["variants"], rows) if rows else None

    def sheet_url(self, code: str) -> str:
        """Return the address where the indicator is rated; "" for one that is no longer asked."""
        indicator = self.asked.get(code)
        if indicator is None:
            return ""
        sheet = reverse("sheet", args=[self.score.score.assessment_id])
        return f"{sheet}?interface={indicator.interface.code}#{code}"

    # The explanation of a withheld value would reveal it, so it is withheld too.
    @property
    def _contributions(self) -> Contributions | None:
        return self.score.result.get("contributions", {}).get(self.output) if self.node["is_enough"] else None

    @property
    def _swings(self) -> dict[str, Swing] | None:
        return self.score.result.get("tornado", {}).get(self.output) if self.node["is_enough"] else None

    def _about(self, code: str) -> dict[str, str]:
        """Return the fields of an `IndicatorLine`."""
        return {
            "code": code,
            "title": self._title(code),
            "url": self.score.node_url(code),
            "kind": self.score.role(code),
        }

    def _title(self, code: str) -> str:
        return self.score.framework.by_code[code].title

    def _applies(self, code: str) -> bool:
        return bool(self.score.nodes[code]["is_applicable"])

    def _holders(self, code: str) -> list[Component]:
        indicator = self.asked.get(code)
        return holders(indicator) if indicator else []


def explained(score: ShownScore, output: str, asked: Iterable[Indicator]) -> Explanation:
    """Return the explanation of `output`; "" stands for the headline. Raises KeyError if the code is no output."""
    code = output or score.framework.headline
    if code not in score.framework.outputs:
        raise KeyError(code)
    return Explanation(score, code, {indicator.code: indicator for indicator in asked})
