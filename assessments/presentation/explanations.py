"""Why a score is what it is, as pages show it: contributions, tornado, what to find out, agreement, robustness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.computing.collection import holders
from assessments.presentation.scores import ShownScore, Value
from interfaces.models import Indicator
from ocpo.pages.bars import spans

Row = dict[str, Any]
SHOWN_FIRST = 10


@dataclass(frozen=True)
class Explanation:
    """The explanation of one output of a score: the mission risk or the risk to a target.

    `asked` holds the indicators of the assessment by code, with their evidence. What the stored result lacks because an
    older engine made it is None here.
    """

    score: ShownScore
    output: str
    asked: Mapping[str, Indicator]

    @property
    def is_made(self) -> bool:
        return "contributions" in self.score.result

    @property
    def node(self) -> Value:
        return self.score.value(self.output)

    @property
    def outputs(self) -> list[Row]:
        """Return what can be explained, as views of the page."""
        nodes = self.score.framework.outputs
        return [
            {
                "code": code,
                "title": self.score.framework.by_code[code].title,
                "query": "" if code == nodes[0] else f"?explain={code}",
                "is_current": code == self.output,
            }
            for code in nodes
        ]

    @property
    def query(self) -> str:
        """Return what the address of this output's view ends in."""
        return next(row["query"] for row in self.outputs if row["is_current"])

    @property
    def contributions(self) -> list[Row] | None:
        """Return interfaces, largest first and the response last, opening to mechanisms and indicators."""
        found = self._of_output("contributions")
        if found is None:
            return None
        rows = [self._contribution(row["interface"], found["points"]) for row in self.score.interfaces]
        rows.sort(key=lambda row: (row["kind"] == "response", -row["points"]))
        if found["baseline"]:
            rows.insert(0, _part("baseline", _("At the bottom of every scale"), found["baseline"], "threat"))
        return rows

    @property
    def headline_points(self) -> Mapping[str, float]:
        """Return the points of the headline by indicator; none where they are withheld or were not computed."""
        headline = self.score.framework.headline
        found = self.score.result.get("contributions", {}).get(headline)
        points: Mapping[str, float] = found["points"] if found and self.score.nodes[headline]["is_enough"] else {}
        return points

    def _contribution(self, interface: Any, points: Mapping[str, float]) -> Row:
        framework, kind = self.score.framework, interface.role
        mechanisms = []
        for node in framework.find(kind="mechanism", interface=interface.code):
            leaves = [self._leaf(code, points[code], kind) for code in node.children if self._applies(code)]
            if leaves:
                mechanisms.append(_sum(node.code, node.title, kind, leaves))
        title = f"{interface.number}. {interface.short_title}"
        return _sum(interface.code, title, kind, mechanisms)

    def _leaf(self, code: str, points: float, kind: str) -> Row:
        note = "" if self.score.nodes[code]["coverage"] else _("not rated")
        return {**_part(code, self._title(code), points, kind), "url": self.score.node_url(code), "note": note}

    @property
    def tornado(self) -> tuple[list[Row], str] | None:
        """Return the indicators, the widest swing first, each with its bar, and where today's value stands."""
        found = self._of_output("tornado")
        if found is None:
            return None
        rows = [{**self._about(code), **span, "swing": abs(span["high"] - span["low"])} for code, span in found.items()]
        rows.sort(key=lambda row: -row["swing"])
        return spans(rows, self.node["value"])

    @property
    def plan(self) -> list[Row] | None:
        """Return what to find out next: knowing the first rows would narrow the mission risk most."""
        found = self.score.result.get("collection_plan")
        if found is None:
            return None
        return [
            {
                **self._about(row["indicator"]),
                **row,
                "url": self.sheet_url(row["indicator"]) or self.score.node_url(row["indicator"]),
                "is_rated": bool(self.score.nodes[row["indicator"]]["coverage"]),
                "holders": [component.title for component in self._holders(row["indicator"])],
            }
            for row in found
        ]

    @property
    def agreement(self) -> Row | None:
        """Return how far assessors agree, None with fewer than two of them."""
        found = self.score.result.get("agreement")
        if not found or not found["interfaces"]:
            return None
        told = [row["interface"] for row in self.score.interfaces if row["interface"].code in found["interfaces"]]
        return {
            "interfaces": [{"interface": each, **found["interfaces"][each.code]} for each in told],
            "differences": [{**self._about(row["indicator"]), **row} for row in found["differences"]],
        }

    @property
    def robustness(self) -> Row | None:
        """Return what other choices of the method would make of the outputs that have a value."""
        found = self.score.result.get("robustness")
        if found is None:
            return None
        rows = [
            {**self.score.value(code), **{f"variant_{name}": number for name, number in part.items()}}
            for code in self.score.framework.outputs
            if (part := found["nodes"][code]) and self.score.nodes[code]["is_enough"]
        ]
        return {"variants": found["variants"], "rows": rows} if rows else None

    def sheet_url(self, code: str) -> str:
        """Return where the indicator is rated; nothing for one that the reference model no longer asks."""
        indicator = self.asked.get(code)
        if indicator is None:
            return ""
        sheet = reverse("sheet", args=[self.score.score.assessment_id])
        return f"{sheet}?interface={indicator.interface.code}#{code}"

    def _of_output(self, part: str) -> Any:
        """Return a part for the chosen output. It would give away a value that is withheld."""
        return self.score.result[part].get(self.output) if self.is_made and self.node["is_enough"] else None

    def _about(self, code: str) -> Row:
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

    def _holders(self, code: str) -> list[Any]:
        indicator = self.asked.get(code)
        return holders(indicator) if indicator else []


def explained(score: ShownScore, output: str, asked: Iterable[Indicator]) -> Explanation:
    """Return the explanation of `output`, of the headline where none is named. Raises KeyError for any other code."""
    code = output or score.framework.headline
    if code not in score.framework.outputs:
        raise KeyError(code)
    return Explanation(score, code, {indicator.code: indicator for indicator in asked})


def _part(code: str, label: str, points: float, kind: str) -> Row:
    return {"code": code, "label": label, "points": points, "kind": kind, "children": []}


def _sum(code: str, label: str, kind: str, children: list[Row]) -> Row:
    total = sum(child["points"] for child in children)
    return {**_part(code, label, total, kind), "children": sorted(children, key=lambda child: -abs(child["points"]))}
