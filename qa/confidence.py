"""The probability that the notes answer a question, from the reader's scores.

The reader's own probability is that of all units read against its fixed zero; two numbers fit its
logit to how often the notes did answer (Platt, 1999), over questions asked once with their
answers in the notes and once with them taken out (`training.calibrate`).
"""

import math
from collections.abc import Sequence

import numpy as np

from qa.reader import Scores

# Below this an answer is "not found".
THRESHOLD = 0.5
SLOPE, BIAS = 0.58, -0.25


def evidence(scores: Sequence[Scores]) -> float:
    """The logit of the reader's probability that any unit answers; -inf without a unit."""
    every = np.concatenate([np.zeros(0, np.float32), *scores])
    return float(np.logaddexp.reduce(every)) if len(every) else -math.inf


def confidence(scores: Sequence[Scores]) -> float:
    """In [0, 1]; 0 without a unit."""
    logit = SLOPE * evidence(scores) + BIAS
    return 0.0 if logit < -700 else 1 / (1 + math.exp(-logit))
