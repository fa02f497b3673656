"""The probability that the notes answer a question: logistic regression over the evidence.

The weights are fitted by `training/calibrate.py` on small notebooks cut from public question
sets, half of whose questions ask for a note that is not there. Only the first, the bias, was
moved by 1.99 so that the balanced accuracy on `data/questions.jsonl` is highest at THRESHOLD.
"""

import math
from collections.abc import Sequence

from qa.answers import Hit
from qa.late import meets
from qa.search import Evidence
from qa.spans import Scored

# Below this an answer is "not found".
THRESHOLD = 0.5
# In the order of `features`.
WEIGHTS = (-4.709, 5.264, 0.373, 4.785, -0.024, 1.117, 3.180)


def features(
    question: str, hits: Sequence[Hit], evidence: Evidence, units: Sequence[Scored]
) -> tuple[float, ...]:
    """1; cosine, z and coverage of the first hit; words and meaning of the best unit; how well
    all hits together meet the pieces of the question.
    """
    best = units[0]
    texts = ["\n".join([*hit.headings, hit.text]) for hit in hits]
    met = float(meets(question, texts).max(axis=0).sum())
    return (1.0, evidence.cosine, evidence.z, evidence.coverage, best.words, best.meaning, met)


def confidence(
    question: str, hits: Sequence[Hit], evidence: Evidence, units: Sequence[Scored]
) -> float:
    """In [0, 1]; 0 when there is nothing to show."""
    if not units:
        return 0.0
    values = features(question, hits, evidence, units)
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(WEIGHTS, values, strict=True))))
