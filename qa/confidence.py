"""The probability that the notes answer a question: logistic regression over the evidence.

The weights are fitted by `training/calibrate.py` on small notebooks cut from public question
sets, half of whose questions ask for a note that is not there. Only the first, the bias, was
moved by 2.60, so that THRESHOLD refuses four in five of the unanswerable questions of
`data/questions.jsonl`.
"""

import math

from qa.search import Evidence

# Below this an answer is "not found".
THRESHOLD = 0.5
# In the order of `features`.
WEIGHTS = (-4.456, 4.994, 0.325, 3.154, 1.809)


def features(evidence: Evidence) -> tuple[float, ...]:
    first = evidence.parts[0]
    best = max((float(of.max(initial=0.0)) for of in evidence.meanings), default=0.0)
    return (1.0, best, first.z, first.words, evidence.met)


def confidence(evidence: Evidence) -> float:
    """In [0, 1]; 0 without a hit."""
    if not evidence.parts:
        return 0.0
    logit = sum(w * x for w, x in zip(WEIGHTS, features(evidence), strict=True))
    return 1 / (1 + math.exp(-logit))
