"""What each reference file must hold: keys, kinds of values, the codes it defines and the codes it refers to."""

from interfaces.reference.layout.background import ACTORS, MISSIONS, POLICE, QUESTIONS
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
    "questions.yaml": QUESTIONS,
}
