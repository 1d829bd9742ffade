"""Why a value can stand outside the 90% interval of its own draws, in words that fit the case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.computing.inputs import build_record, estimates_from_record
from assessments.models.stored import Record
from assessments.presentation.bands import ShownValue


def is_outside(value: ShownValue) -> bool:
    """Say whether a shown value lies beyond its 90% interval."""
    number, p5, p95 = value["value"], value.get("p5"), value.get("p95")
    if not value["is_enough"] or number is None or p5 is None or p95 is None:
        return False
    return not p5 <= number <= p95


def outside_words(framework: scoring.Framework, record: Record, value: ShownValue) -> str:
    """Return why the value stands outside its 90% interval; "" where it does not.

    The value takes every rating at its best estimate and leaves out what is unrated; the draws do neither.
    """
    if not is_outside(value):
        return ""
    unrated, one_sided = (
        (value["coverage"] or 0.0) < 1.0,
        has_one_sided(framework, build_record(record["phase"], record["ratings"])),
    )
    if unrated and one_sided:
        return _(
            "The value itself stands outside: it leaves out what nobody has rated, while the draws let that be "
            "anything on its scale; and a rating at an end of its scale, or of its plausible range, can only be drawn "
            "inwards."
        )
    if unrated:
        return _(
            "The value itself stands outside: it leaves out what nobody has rated, while the draws let that be "
            "anything on its scale."
        )
    if one_sided:
        return _(
            "The value itself stands outside: it takes every rating at its best estimate, and a rating at an end of "
            "its scale, or of its plausible range, can only be drawn inwards."
        )
    return _(
        "The value itself stands outside: it takes every rating at its best estimate, while the draws spread around "
        "it, and severe parts weigh more where they are combined."
    )


def has_one_sided(framework: scoring.Framework, record: Record) -> bool:
    """Say whether a rating's plausible range reaches to one side of its best estimate only."""
    estimates = estimates_from_record(framework, record)
    below, above = estimates.best - estimates.lowest, estimates.highest - estimates.best
    return bool((((below > 0) != (above > 0)) & estimates.applicable).any())
