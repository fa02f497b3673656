"""The probability that the notes answer a question: logistic regression over the evidence.

The weights are fitted by `training/weights.py` on notebooks cut from public question sets, half
of whose questions ask for a note that is not there. Only the first, the bias, is chosen on the
sample notes: THRESHOLD refuses at least four in five of the unanswerable questions about them.
"""

import math

from index.embedding.vectors import BUNDLED, STATIC
from qa.search import Evidence

# Below this an answer is "not found".
THRESHOLD = 0.5
# In the order of `features`.
WEIGHTS = {
    BUNDLED: (-4.628, 4.844, 0.139, 4.832, 2.892),
    STATIC: (-3.682, 4.138, 0.193, 4.094, 1.555),
}
# For any other model: fitted over both of these, without the cosine, whose range is a model's own.
OTHER = (-3.594, 0.0, 0.297, 5.009, 2.859)


def weights(model: str) -> tuple[float, ...]:
    return WEIGHTS.get(model, OTHER)


def features(evidence: Evidence) -> tuple[float, ...]:
    first = evidence.parts[0]
    best = max((float(of.max(initial=0.0)) for of in evidence.meanings), default=0.0)
    return (1.0, best, first.z, first.words, evidence.met)


def confidence(evidence: Evidence, model: str) -> float:
    """In [0, 1]; 0 without a hit. `model` is the name that it was chosen by."""
    if not evidence.parts:
        return 0.0
    logit = sum(w * x for w, x in zip(weights(model), features(evidence), strict=True))
    return 1 / (1 + math.exp(-logit))
