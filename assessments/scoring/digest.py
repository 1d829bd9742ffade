"""One digest for all that a score depends on: the same inputs give the same digest and the same numbers."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from assessments.scoring.arrays import Array, Mask
from assessments.scoring.framework import Framework
from assessments.scoring.version import ENGINE_VERSION
from assessments.scoring.writing import dump

Input = Array | Mask


def digest(
    framework: Framework,
    inputs: Mapping[str, Input],
    *,
    seed: int | None = None,
    settings: Mapping[str, str | int | float | bool | None] | None = None,
    engine_version: str = ENGINE_VERSION,
) -> str:
    """SHA-256, in hexadecimal, of the framework's content, the named input arrays, the seed and the engine's version.

    `inputs` is for instance {"raw": [units, indicators], "applicable": ...}. These make no difference: the layout in
    memory, the sign of zero, the bits of a NaN, the order of the names, and the comments and layout of the framework's
    file.
    """
    head = {
        "engine": engine_version,
        "framework": framework_digest(framework),
        "seed": seed,
        "settings": dict(settings or {}),
        "inputs": {name: [array.dtype.kind, list(array.shape)] for name, array in inputs.items()},
    }
    sha = hashlib.sha256(json.dumps(head, sort_keys=True, allow_nan=False).encode())
    for name in sorted(inputs):
        sha.update(_canonical_bytes(inputs[name]))
    return sha.hexdigest()


@lru_cache(maxsize=64)
def framework_digest(framework: Framework) -> str:
    """SHA-256, in hexadecimal, of the framework's canonical text."""
    return hashlib.sha256(dump(framework).encode()).hexdigest()


def _canonical_bytes(array: Input) -> bytes:
    if array.dtype.kind == "b":
        return np.ascontiguousarray(array).tobytes()
    numbers = array.astype("<f8") + 0.0
    return np.where(np.isnan(numbers), np.nan, numbers).astype("<f8").tobytes()
