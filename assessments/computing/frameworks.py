"""From a stored framework's text to the engine's framework, parsed once per process."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.scoring.normalisation import Ordinal
from interfaces.models import Framework
from ocpo.unreadable import Unreadable

logger = logging.getLogger(__name__)

SHIPPED = "seven-interfaces"
NODE_PARTS = {"title", "kind", "value", "lower", "upper", "coverage", "is_enough", "band"}

_parsed: dict[str, scoring.Framework] = {}


def shipped() -> Framework:
    """Return the current version of the seven-interface framework. Raises ValidationError before it is loaded."""
    framework = Framework.objects.current().filter(code=SHIPPED).first()
    if framework is None:
        raise ValidationError(_("No scoring framework is loaded yet. Run: manage.py load_reference"))
    return framework


def engine_framework(row: Framework) -> scoring.Framework:
    """Return the validated graph of a stored framework; stored texts never change, so it is kept by digest.

    Raises Unreadable for a text that this version cannot read.
    """
    if row.digest not in _parsed:
        try:
            _parsed[row.digest] = scoring.load(row.text)
        except scoring.FrameworkError as error:
            logger.error("framework %s (digest %s) cannot be read: %s", row, row.digest, error)
            text = _(
                "The scoring framework “%(framework)s” cannot be read. The ratings are safe. Tell an administrator: "
                "the framework has to be restored, then the score can be computed again. The log says why."
            )
            raise Unreadable(text % {"framework": row}) from error
    return _parsed[row.digest]


def require_known_engine(version: str) -> None:
    """Raise Unreadable for a newer engine's version: what it stored may have another shape. A patch keeps the shape."""
    if _release(version) > _release(scoring.ENGINE_VERSION):
        text = _(
            "This was computed by engine %(newer)s, and here runs engine %(own)s, which cannot read it. "
            "The ratings are safe. An administrator has to install the newer release."
        )
        raise Unreadable(text % {"newer": version, "own": scoring.ENGINE_VERSION})


def require_nodes(nodes: Mapping[str, Any], codes: Iterable[str]) -> None:
    """Raise Unreadable unless the stored nodes hold each of these codes with all that every engine stored."""
    lacking = [code for code in codes if not set(nodes.get(code, ())) >= NODE_PARTS]
    if lacking:
        text = _(
            "What is stored of this score is incomplete: “%(code)s” is missing. The ratings are safe. An administrator "
            "has to restore the score from a backup, or a change of a rating makes a new one."
        )
        raise Unreadable(text % {"code": lacking[0]})


def _release(version: str) -> list[int]:
    return [int(part) for part in version.split(".")[:2]]


def levels_of(indicator: scoring.Indicator) -> range | None:
    """Return the levels of an ordinal indicator, None for a quantity."""
    normalisation = indicator.normalisation
    return range(normalisation.first, normalisation.last + 1) if isinstance(normalisation, Ordinal) else None
