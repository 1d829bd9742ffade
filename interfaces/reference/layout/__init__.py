"""What each reference file holds: keys, kinds of values, which codes they define and refer to."""

from interfaces.reference.layout.background import ACTORS, MISSIONS, POLICE
from interfaces.reference.layout.model import COUNTERMEASURES, INDICATORS, INTERFACES, VOCABULARY
from interfaces.reference.shapes import Check

FILES: dict[str, Check] = {
    "vocabulary.yaml": VOCABULARY,
    "interfaces.yaml": INTERFACES,
    "indicators.yaml": INDICATORS,
    "countermeasures.yaml": COUNTERMEASURES,
    "actors.yaml": ACTORS,
    "missions.yaml": MISSIONS,
    "police.yaml": POLICE,
}
