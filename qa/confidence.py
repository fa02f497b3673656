"""The probability that the notes answer a question, from the reader's scores.

The reader's own probability is that of all units read against its fixed zero, with what the
search says of them. Two numbers fit its logit to how often the notes did answer (Platt, 1999), over
questions asked once with their answers in the notes and once with them taken out.
"""

import math
from collections.abc import Sequence

import numpy as np

from index.words.terms import has_hangul
from qa.answers import Hit
from qa.reader import Scores

# Below this an answer is "not found".
THRESHOLD = 0.5
# And below this, where all that is asked is what a day has, how its notes begin says more.
OF_A_DAY = 0.65
SLOPE, BIAS = 0.5, -0.7
# Logits for a question in another language than the passage: in English the reader is the shyer.
ACROSS = 1.0


def evidence(scores: Sequence[Scores]) -> float:
    """The logit of the reader's probability that any unit answers; -inf without a unit."""
    every = np.concatenate([np.zeros(0, np.float32), *scores])
    return float(np.logaddexp.reduce(every)) if len(every) else -math.inf


def confidence(question: str, hits: Sequence[Hit], scores: Sequence[Scores]) -> float:
    """In [0, 1]; 0 without a unit. `scores` are those of the units of each hit, none for a hit
    that was not read.
    """
    read = [hit for hit, own in zip(hits, scores, strict=True) if len(own)]
    across = bool(read) and not has_hangul(question) and has_hangul(read[0].text)
    logit = SLOPE * (evidence(scores) + ACROSS * across) + BIAS
    return 0.0 if logit < -700 else 1 / (1 + math.exp(-logit))
