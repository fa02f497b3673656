"""The probability that the notes answer a question: logistic regression over the evidence.

The weights are fitted by `training/calibrate.py` on small notebooks cut from public question
sets, half of whose questions have their passage taken away; `data/questions.jsonl` is not
among them.
"""

import math
from collections.abc import Sequence

from qa.search import Evidence
from qa.spans import Scored

# Below this an answer is "not found".
THRESHOLD = 0.5
# In the order of `features`.
WEIGHTS = (-5.103, 6.467, 0.332, 4.369, 1.546, 1.280)


def features(evidence: Evidence, units: Sequence[Scored]) -> tuple[float, ...]:
    """1, cosine, z and coverage of the first hit, words and meaning of the best unit."""
    best = units[0]
    return (1.0, evidence.cosine, evidence.z, evidence.coverage, best.words, best.meaning)


def confidence(evidence: Evidence, units: Sequence[Scored]) -> float:
    """In [0, 1]; 0 when there is nothing to show."""
    if not units:
        return 0.0
    logit = sum(w * x for w, x in zip(WEIGHTS, features(evidence, units), strict=True))
    return 1 / (1 + math.exp(-logit))
