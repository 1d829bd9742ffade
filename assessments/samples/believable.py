"""Invented deployments that look like real ones: names, dates, and ratings that fit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from assessments.models import Answer, Confidence, State
from missions.models import Kind

PHASES = ("planning", "start-up", "implementation", "drawdown")
NEWEST = date(2026, 11, 1)
# Syllables of countries that do not exist.
FIRST = (
    "Al", "Bel", "Bru", "Cal", "Cor", "Dar", "Del", "Dren", "El", "Fal", "Fen", "Gal", "Gor", "Hal", "Hesk", "Il",
    "Jor", "Kal", "Kess", "Kor", "Lan", "Lor", "Mar", "Mel", "Mor", "Nar", "Nev", "Nor", "Ol", "Os", "Pel", "Quel",
    "Rav", "Ros", "Sal", "Sel", "Skel", "Tal", "Tem", "Tor", "Ul", "Val", "Ver", "Vol", "Wen", "Yar", "Zel", "Zor",
    "Dunn", "Ebr",
)  # fmt: skip
LAST = (
    "abria", "adesh", "akora", "amond", "andria", "aquil", "arenia", "astan", "atoa", "avia", "edonia", "egar",
    "elund", "embra", "endal", "enor", "erisk", "essia", "evane", "idora", "imbar", "indra", "iskar", "itania",
    "ivare", "odane", "okesh", "oldra", "ombia", "ondar", "ontis", "orvia", "osset", "ovar", "uland", "umbre",
    "undor", "urane", "usk", "uvia",
)  # fmt: skip
SOURCES = (
    "Mission police, weekly summary",
    "JMAC assessment",
    "Country team, governance tracker",
    "Civil affairs, field visits",
    "Customs bulletin",
    "Panel of experts, interim report",
    "Regional police bureau, bulletin",
    "Household survey",
)
KINDS = {
    Kind.UN_PEACEKEEPING: (0.5, "UNM{code}", "United Nations Mission in {country}"),
    Kind.UN_POLITICAL: (0.2, "UNO{code}", "United Nations Office in {country}"),
    Kind.REGIONAL: (0.2, "RM{code}", "Regional Support Mission in {country}"),
    Kind.COALITION: (0.1, "CF{code}", "Coalition Force {country}"),
}
CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """The indicators that ratings are drawn for, as arrays with one entry for each, in the same order.

    `interface` is the number of the interface from 0 on; `in_phase` says for each phase which indicators it asks.
    """

    codes: Sequence[str]
    interface: npt.NDArray[np.intp]
    is_response: npt.NDArray[np.bool_]
    in_phase: dict[str, npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class Round:
    """One assessment of a mission: its date, phase and state, and for each assessor the answers by indicator.

    An indicator is named by its position in `Asked`.
    """

    as_of: date
    phase: str
    state: str
    answers: list[dict[int, dict[str, Any]]]


def facts(number: int, random: np.random.Generator) -> dict[str, Any]:
    """Return the facts of the mission with this number, from 1 on; no two of 2,000 are in the same country."""
    place = (number * 743) % (len(FIRST) * len(LAST))  # 743 shares no factor with their product: every pair once
    country = FIRST[place // len(LAST)] + LAST[place % len(LAST)]
    kind = list(KINDS)[random.choice(len(KINDS), p=[share for share, *_ in KINDS.values()])]
    _share, name, full_name = KINDS[kind]
    phase = PHASES[random.choice(4, p=[0.15, 0.2, 0.5, 0.15])]
    deployed = NEWEST - timedelta(days=int(random.integers(30, 3000)))
    return {
        "code": f"scale-{number:04d}-{country.lower()}",
        "name": name.format(code=country[:6].upper()),
        "full_name": full_name.format(country=country),
        "area": f"Republic of {country}" if random.random() < 0.6 else country,
        "kind": kind,
        "phase": phase,
        "deployed_on": None if phase == "planning" else deployed,
    }


def history(phase: str, asked: Asked, random: np.random.Generator) -> list[Round]:
    """Return one to three assessments of a mission that is in `phase` now, the oldest first.

    A mission has a severity. The levels of its interfaces depend on it in part, and the indicators of an interface
    depend on the interface. From one assessment to the next the levels drift, and the response grows. Assessors differ
    by a bias and by noise.
    """
    count = int(random.choice(3, p=[0.5, 0.35, 0.15])) + 1
    severity = random.normal()
    threats = 0.65 * severity + 0.75 * random.normal(size=asked.interface.max() + 1)
    own = random.normal(scale=0.55, size=len(asked.codes))
    response = random.normal(-0.5, 0.7)
    day, now = NEWEST - timedelta(days=int(random.integers(0, 500))), PHASES.index(phase)
    days = [day - timedelta(days=200 * back) - timedelta(days=int(random.integers(0, 60))) for back in range(count)]
    people = int(random.choice(3, p=[0.75, 0.2, 0.05])) + 1
    found = []
    for number, as_of in enumerate(reversed(days)):
        threats = threats + random.normal(-0.05, 0.3, size=threats.shape)
        response += random.normal(0.25, 0.25)
        latent = np.where(asked.is_response, response, threats[asked.interface]) + own
        at = PHASES[max(0, now - (count - 1 - number) // 2 - (number < count - 1 and random.random() < 0.4))]
        is_last = number == count - 1
        state = str(random.choice(State.values, p=[0.4, 0.1, 0.5])) if is_last else State.PUBLISHED
        found.append(Round(as_of, at, state, answers(latent, asked.in_phase[at], state, people, random)))
    return found


def answers(
    latent: Numbers, is_asked: npt.NDArray[np.bool_], state: str, people: int, random: np.random.Generator
) -> list[dict[int, dict[str, Any]]]:
    """Return each assessor's answers by the indicator's position; a draft may be incomplete.

    `latent` is the true level of each indicator, about standard normal. Half of the time the indicators are answered
    in the order of the sheet, else in random order.
    """
    places = np.flatnonzero(is_asked)
    if random.random() < 0.5:
        random.shuffle(places)
    done = random.beta(2.5, 1.0) if state == State.DRAFT else 1.0 - 0.12 * random.random()
    applies = random.random(latent.size) > 0.03
    found = []
    for person in range(people):
        reached = places[: max(1, round(done * places.size * (1.0 if person == 0 else random.uniform(0.5, 1.0))))]
        reached = np.sort(reached[random.random(reached.size) < 0.97])
        bias = random.normal(scale=0.25)
        levels = np.clip(np.rint(1.8 + 1.05 * latent + bias + random.normal(scale=0.4, size=latent.size)), 0, 4)
        found.append({int(at): answer(float(levels[at]), bool(applies[at]), random) for at in reached})
    return found


def answer(level: float, applies: bool, random: np.random.Generator) -> dict[str, Any]:
    """Return one answer as columns of a rating, with an invented source."""
    confidence = CONFIDENCES[int(np.searchsorted((0.25, 0.8), random.random()))]
    source = f"{SOURCES[int(random.integers(len(SOURCES)))]} {int(random.integers(1, 53))}/2026"
    columns: dict[str, Any] = {"confidence": confidence, "citations": [source]}
    if not applies:
        return columns | {"answer": Answer.NOT_APPLICABLE}
    if random.random() < 0.05:
        return columns | {"answer": Answer.UNKNOWN}
    columns |= {"answer": Answer.RATED, "best": level}
    if random.random() < 0.1:
        columns |= {"lowest": max(0.0, level - 1.0), "highest": min(4.0, level + float(random.integers(1, 3)))}
    return columns
