"""What the method page shows of a framework: its limits, its weights as tables, and the worked example."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from assessments import scoring
from assessments.computing.frameworks import SHIPPED, engine_framework
from assessments.presentation.bands import shown_band
from interfaces.models import Framework

EXAMPLE = Path("method/worked-example.yaml")
BY_HAND = Path("method/worked-example-by-hand.yaml")


@dataclass(frozen=True)
class MechanismWeights:
    """The bearing of a mechanism on each target, None where the framework draws no link."""

    title: str
    bearings: list[float | None]


@dataclass(frozen=True)
class InterfaceWeights:
    """The relevance of an interface to each target, None where the framework draws no link, and its mechanisms."""

    code: str
    title: str
    relevances: list[float | None]
    mechanisms: list[MechanismWeights]


@dataclass(frozen=True)
class ShownMethod:
    """A framework's own numbers, so that the page never states one a second time."""

    framework: scoring.Framework

    @property
    def digest(self) -> str:
        return scoring.framework_digest(self.framework)

    @property
    def max_mitigation(self) -> float:
        """Return the largest share of a target's risk that the response may take away."""
        return max(node.max_mitigation for node in self.framework.find(kind="target"))

    @property
    def targets(self) -> list[str]:
        return [node.title for node in self.framework.find(kind="target")]

    @property
    def exceptions(self) -> list[scoring.Node]:
        """Return the mechanisms whose indicators are not combined with the arithmetic mean."""
        return [node for node in self.framework.find(kind="mechanism") if node.rule != "arithmetic"]

    @property
    def interfaces(self) -> list[InterfaceWeights]:
        """Return the threat interfaces."""
        return [self._interface(node) for node in self.framework.find(kind="interface", role="threat")]

    def _interface(self, node: scoring.Node) -> InterfaceWeights:
        cells = [self._cell(node.interface, target.target) for target in self.framework.find(kind="target")]
        mechanisms = [self.framework.node(code) for code in node.children]
        return InterfaceWeights(
            node.code,
            node.title,
            relevances=[relevance for _weights, relevance in cells],
            mechanisms=[
                MechanismWeights(mechanism.title, [weights.get(mechanism.code) for weights, _relevance in cells])
                for mechanism in mechanisms
            ],
        )

    def _cell(self, interface: str, target: str) -> tuple[dict[str, float], float | None]:
        """Return a cell's weights by mechanism, and its own weight in the target's inherent risk."""
        (inherent,) = self.framework.find(kind="inherent", target=target)
        for cell in self.framework.find(kind="cell", interface=interface, target=target):
            return _weights(cell), _weights(inherent).get(cell.code)
        return {}, None


def shown_method() -> ShownMethod | None:
    """Return the method of the framework that new assessments use, None before one is loaded."""
    row = Framework.objects.filter(code=SHIPPED, is_current=True).first()
    return ShownMethod(engine_framework(row)) if row else None


@lru_cache(maxsize=1)
def example_framework() -> scoring.Framework:
    """Return the example's framework; it never changes while the process lives."""
    return scoring.load(_read(EXAMPLE))


@lru_cache(maxsize=1)
def worked_example() -> dict[str, Any]:
    """Return the worked example as written down by hand, each row with its title from the example's framework.

    No number comes from the engine: with this page readers check the engine.
    """
    framework = example_framework()
    written = yaml.safe_load(_read(BY_HAND))

    def titled(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "id": f"example-{row['code'].replace('.', '-')}", "item": framework.by_code[row["code"]]}

    def stepped(row: dict[str, Any]) -> dict[str, Any]:
        band = shown_band(framework, row["band"])
        response = getattr(framework.by_code[row["code"]], "role", "") == "response"
        return {
            **titled(row),
            "shown": {"value": float(row["value"]), "lower": None, "band": band, "is_enough": True},
            "kind": "response" if response else "threat",
        }

    ratings = {row["code"]: titled(row) for row in written["ratings"]}
    mechanisms = [stepped(row) for row in written["steps"]["mechanism"]]
    for row in mechanisms:
        row["ratings"] = [ratings[code] for code in framework.node(row["code"]).children]
    return {
        "framework": framework,
        "mechanisms": mechanisms,
        "steps": {name: [stepped(row) for row in rows] for name, rows in written["steps"].items()},
        "bounds": [titled(row) for row in written["bounds"]],
    }


def _weights(node: scoring.Node) -> dict[str, float]:
    return dict(zip(node.children, node.weights, strict=True))


def _read(path: Path) -> str:
    return (Path(settings.BASE_DIR) / "fixtures" / path).read_text(encoding="utf-8")
