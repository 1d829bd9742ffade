"""The rules of aggregation as pages write them: in words, in symbols, and with a node's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import floatformat
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scoring import Node
from assessments.scoring.normalisation import Scale
from assessments.scoring.working import Part
from ocpo.pages.display import hundredths

# Pairs of a part's weight and its value, as a number and as text.
Counted = Sequence[tuple[float, float]]
Written = Sequence[tuple[float, str]]

ROOT = "√"


@dataclass(frozen=True)
class Formula:
    """`words` say what the rule does and why, `symbols` are its formula; x is a part's value, w its weight."""

    words: object
    symbols: str


FORMULAS = {
    "arithmetic": Formula(
        gettext_lazy("The weighted mean of its parts: they can stand in for each other."), "Σ w x ÷ Σ w"
    ),
    "quadratic": Formula(
        gettext_lazy("The quadratic mean of its parts: one severe part is not averaged away."), "√(Σ w x² ÷ Σ w)"
    ),
    "power": Formula(gettext_lazy("The power mean of its parts, with exponent p."), "(Σ w x^p ÷ Σ w)^(1 ÷ p)"),
    "geometric": Formula(gettext_lazy("The geometric mean of its parts: all of them are needed."), "(Π x^w)^(1 ÷ Σ w)"),
    "harmonic": Formula(
        gettext_lazy("The harmonic mean of its parts: all of them are needed, strongly."), "Σ w ÷ Σ (w ÷ x)"
    ),
    "reversed_geometric": Formula(
        gettext_lazy("The reversed geometric mean of its parts: any one of them suffices."),
        "s (k − g) ÷ (k − 1),  g = (Π y^w)^(1 ÷ Σ w),  y = 1 + (s − x)(k − 1) ÷ s",
    ),
    "minimum": Formula(gettext_lazy("The smallest of its parts: the weakest link."), "min x"),
    "maximum": Formula(gettext_lazy("The largest of its parts: a single case weighs beyond its number."), "max x"),
    "sum": Formula(gettext_lazy("The weighted sum of its parts."), "Σ w x"),
    "mitigated": Formula(
        gettext_lazy("The inherent risk T, less at most the share m of it where the response C is at its strongest."),
        "b + (T − b) × (1 − m (C − b) ÷ (s − b))",
    ),
}
HALF_POWER = Formula(
    gettext_lazy("The power mean with exponent one half: a weak part holds the whole back."), "(Σ w √x ÷ Σ w)²"
)
MITIGATED_FROM_0 = "T × (1 − m C ÷ s)"


def formula_of(node: Node, scale: Scale) -> Formula:
    """Return the rule of a node in words and symbols."""
    if node.power == 0.5:
        return HALF_POWER
    formula = FORMULAS[node.rule]
    return Formula(formula.words, MITIGATED_FROM_0) if node.rule == "mitigated" and scale.bottom == 0 else formula


def symbol_words(node: Node, scale: Scale) -> str:
    """Return what the symbols of a node's formula stand for."""
    bottom, top = floatformat(scale.bottom), floatformat(scale.top)
    if node.rule == "mitigated":
        text = _("T the inherent risk, C the response, m = %(m)s, scale b = %(bottom)s to s = %(top)s")
        return text % {"m": localize(node.max_mitigation), "bottom": bottom, "top": top}
    if node.rule == "reversed_geometric":
        text = _("x the values of the parts, w their weights, s = %(top)s the scale's top, k = %(k)s")
        return text % {"k": floatformat(node.k), "top": top}
    if node.rule == "power":
        return _("x the values of the parts, w their weights, p = %(p)s") % {"p": localize(node.exponent)}
    return _("x the values of the parts, w their weights")


def in_numbers(node: Node, scale: Scale, parts: Sequence[Part]) -> str:
    """Return a node's formula with its numbers: the framework's weights of the rated parts, values to two decimals."""
    counted = [(part.weight, part.value) for part in parts if part.share > 0.0 and part.value is not None]
    if node.rule == "mitigated":
        return _mitigated(node, scale, *(hundredths(value) for _weight, value in counted))
    if node.power is not None:
        return _power_mean(node.power, counted)
    written = [(weight, hundredths(value)) for weight, value in counted]
    listed = ", ".join(value for _weight, value in written)
    match node.rule:
        case "minimum":
            return _("the smallest of %s") % listed
        case "maximum":
            return _("the largest of %s") % listed
        case "sum":
            return _sum(written, sum(node.weights))
        case "geometric":
            return _geometric(written)
    return _reversed_geometric(node, scale, counted)


def _power_mean(power: float, counted: Counted) -> str:
    if power == 1.0:
        return f"{_weighted(counted, hundredths)} ÷ {_total(counted)}"
    if power == 2.0:
        return f"{ROOT}({_weighted(counted, lambda value: f'{hundredths(value)}²')} ÷ {_total(counted)})"
    if power == 0.5:
        return f"({_weighted(counted, lambda value: f'{ROOT}{hundredths(value)}')} ÷ {_total(counted)})²"
    if power == -1.0:
        parts = " + ".join(f"{weight:g} ÷ {hundredths(value)}" for weight, value in counted)
        return f"{_total(counted)} ÷ ({parts})"
    inner = _weighted(counted, lambda value: f"{hundredths(value)}^{power:g}")
    return f"({inner} ÷ {_total(counted)})^(1 ÷ {power:g})"


def _weighted(counted: Counted, written: Callable[[float], str]) -> str:
    """Return the weighted sum in brackets. Equal weights are not written: `_total` is then the number of parts."""
    if _is_even(counted):
        return f"({' + '.join(written(value) for _weight, value in counted)})"
    return f"({' + '.join(f'{weight:g} × {written(value)}' for weight, value in counted)})"


def _total(counted: Counted) -> str:
    return str(len(counted)) if _is_even(counted) else f"{sum(weight for weight, _value in counted):g}"


def _is_even(counted: Counted) -> bool:
    return len({weight for weight, _value in counted}) == 1


def _sum(written: Written, whole: float) -> str:
    parts = " + ".join(f"{weight:g} × {value}" for weight, value in written)
    rated = sum(weight for weight, _value in written)
    return parts if rated == whole else f"({parts}) × {whole:g} ÷ {rated:g}"


def _geometric(written: Written) -> str:
    total = sum(weight for weight, _value in written)
    return f"({' × '.join(f'{value}^{weight:g}' for weight, value in written)})^(1 ÷ {total:g})"


def _reversed_geometric(node: Node, scale: Scale, counted: Counted) -> str:
    turned = [(weight, 1.0 + (scale.top - value) * (node.k - 1.0) / scale.top) for weight, value in counted]
    mean = _geometric([(weight, hundredths(value)) for weight, value in turned])
    return f"{scale.top:g} × ({node.k:g} − {mean}) ÷ {node.k - 1.0:g}"


def _mitigated(node: Node, scale: Scale, risk: str, response: str) -> str:
    most, bottom, top = f"{node.max_mitigation:g}", scale.bottom, scale.top
    if bottom == 0:
        return f"{risk} × (1 − {most} × {response} ÷ {top:g})"
    rest = f"(1 − {most} × ({response} − {bottom:g}) ÷ {top - bottom:g})"
    return f"{bottom:g} + ({risk} − {bottom:g}) × {rest}"
