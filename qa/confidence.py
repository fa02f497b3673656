"""The probability that the notes answer a question."""

import math
from collections.abc import Sequence

from qa.search import Evidence
from qa.spans import Scored

THRESHOLD = 0.5
FEATURES = ("bias", "cosine", "z", "coverage", "words", "meaning")
WEIGHTS = (-4.0, 4.0, 0.2, 4.0, 2.0, 2.0)


def features(evidence: Evidence, units: Sequence[Scored]) -> tuple[float, ...]:
    best = units[0]
    return (1.0, evidence.cosine, evidence.z, evidence.coverage, best.words, best.meaning)


def confidence(evidence: Evidence, units: Sequence[Scored]) -> float:
    """In [0, 1]; 0 when there is nothing to show."""
    if not units:
        return 0.0
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(WEIGHTS, features(evidence, units), strict=True))))
