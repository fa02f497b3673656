"""The probability that the notes answer a question, from the reader's scores.

The reader's own probability is that of all units read against its fixed zero. Two numbers fit its
logit to how often the notes did answer (Platt, 1999), over questions asked once with their answers
in the notes and once with them taken out. The reader is too shy of questions that are hardly more
than a term; how many of their words were met makes up for that: at as many gaps answered (a third
on the development notebook) .87 of those by term are answered with it and .75 without, of the
others .53 and .55.
"""

import math
from collections.abc import Sequence

import numpy as np

from qa.answers import Hit
from qa.reader import Scores

# Below this an answer is "not found".
THRESHOLD = 0.5
SLOPE, BIAS = 0.5, -0.62
MET = 10.0  # logits for a passage with all words of the question


def evidence(scores: Sequence[Scores]) -> float:
    """The logit of the reader's probability that any unit answers; -inf without a unit."""
    every = np.concatenate([np.zeros(0, np.float32), *scores])
    return float(np.logaddexp.reduce(every)) if len(every) else -math.inf


def confidence(hits: Sequence[Hit], scores: Sequence[Scores]) -> float:
    """In [0, 1]; 0 without a unit. `scores` are those of the units of each hit, none for a hit that
    was not read.
    """
    met = max((hit.words for hit, own in zip(hits, scores, strict=True) if len(own)), default=0.0)
    logit = SLOPE * (evidence(scores) + MET * met) + BIAS
    return 0.0 if logit < -700 else 1 / (1 + math.exp(-logit))
