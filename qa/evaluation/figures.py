"""Figures over questions, each with a 95 % interval by percentile bootstrap.

A *sample* is a column of values, a row for each question; drawing questions anew, with
replacement, tells how much a figure owes to the questions that happened to be asked (Efron and
Tibshirani, An Introduction to the Bootstrap, 1993).
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

DRAWS = 1_000
SEED = 0
REFUSALS = 0.05  # the share of false refusals that a user may be ready to bear

Sample = npt.NDArray[np.float64]
Statistic = Callable[..., float]  # of one sample or more


@dataclass(frozen=True)
class Figure:
    value: float
    low: float  # of the interval
    high: float
    n: int  # questions

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def estimate(statistic: Statistic, *samples: Sample) -> Figure:
    """Each sample is drawn for itself, so that all draws have as many questions of each kind."""
    draw = np.random.default_rng(SEED)
    values = [
        statistic(*(sample[draw.integers(len(sample), size=len(sample))] for sample in samples))
        for _ in range(DRAWS)
    ]
    low, high = np.percentile(values, [2.5, 97.5])
    return Figure(float(statistic(*samples)), float(low), float(high), sum(map(len, samples)))


def difference(statistic: Statistic, *pairs: Sample) -> Figure:
    """The second column's figure less the first's; both are drawn with the same questions."""

    def gain(*drawn: Sample) -> float:
        before, after = (statistic(*(pair[:, side] for pair in drawn)) for side in (0, 1))
        return after - before

    return estimate(gain, *pairs)


def mean(sample: Sample) -> float:
    return float(sample.mean())


def median(sample: Sample) -> float:
    return float(np.median(sample))


def p95(sample: Sample) -> float:
    return float(np.percentile(sample, 95))


def auroc(answerable: Sample, unanswerable: Sample) -> float:
    """Probability that an answerable question has the higher confidence, ties half."""
    ordered = np.sort(unanswerable)
    below = np.searchsorted(ordered, answerable, "left")
    not_above = np.searchsorted(ordered, answerable, "right")
    return float((below + not_above).mean() / (2 * len(ordered)))


def false_answers_at(answerable: Sample, unanswerable: Sample) -> float:
    """Share of unanswerable questions answered at the highest threshold that refuses no more
    than REFUSALS of the answerable ones.
    """
    threshold = np.sort(answerable)[int(REFUSALS * len(answerable))]
    return float((unanswerable >= threshold).mean())


@dataclass(frozen=True)
class Bin:
    low: float
    high: float
    count: int
    confidence: float  # mean
    share_right: float


@dataclass(frozen=True)
class Reliability:
    """A well calibrated confidence is right as often as it says. Empty bins are left out."""

    bins: tuple[Bin, ...]
    error: float  # expected calibration error: the mean distance of the two, in [0, 1]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def reliability(
    confidences: npt.ArrayLike,
    outcomes: npt.ArrayLike,
    bins: int = 10,
    weights: npt.ArrayLike | None = None,
) -> Reliability:
    """Confidences in [0, 1] beside outcomes that are 1 or 0, in bins of equal width."""
    given, right = np.asarray(confidences, np.float64), np.asarray(outcomes, np.float64)
    weight = np.ones(len(given)) if weights is None else np.asarray(weights, np.float64)
    places = np.minimum((given * bins).astype(int), bins - 1)
    table, error = [], 0.0
    for place in np.unique(places).tolist():
        inside = places == place
        shares = [float(np.average(x[inside], weights=weight[inside])) for x in (given, right)]
        table.append(Bin(place / bins, (place + 1) / bins, int(inside.sum()), *shares))
        error += abs(shares[0] - shares[1]) * float(weight[inside].sum() / weight.sum())
    return Reliability(tuple(table), error)


def balanced(flags: npt.NDArray[np.bool_]) -> Sample:
    """Weights that sum to 1, half of it on the true ones: a file's mix of answerable and
    unanswerable questions says how it was written, not how often the notes hold an answer.
    """
    if flags.all() or not flags.any():
        return np.full(len(flags), 1 / len(flags))
    return np.asarray(np.where(flags, 0.5 / flags.sum(), 0.5 / (~flags).sum()))
