"""Fitting a calibration to questions whose answers are known, and whether it helps.

Platt scaling. Answerable and unanswerable questions weigh the same, however many there are of
each, as they did for the shipped confidence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import QuestionError
from qa.calibration import Calibration, Floats, logits, sigmoid
from qa.confidence import THRESHOLD
from qa.evaluation.figures import balanced

LEAST = 10  # answerable questions, and as many that are not
FOLDS = 5
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """How far confidences can be trusted; the shares are those at the shipped threshold."""

    log_loss: float  # mean, in nats
    false_answers: float
    false_refusals: float


@dataclass(frozen=True)
class Trial:
    """A fit to all questions; `after` judges each question by a fit to other questions."""

    calibration: Calibration
    before: Judged
    after: Judged
    answerable: int
    unanswerable: int

    @property
    def helps(self) -> bool:
        return self.calibration.slope > 0 and self.after.log_loss < self.before.log_loss

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "saved": self.helps}


def check_enough(answerable: Sequence[bool]) -> None:
    yes, no = sum(answerable), len(answerable) - sum(answerable)
    if min(yes, no) < LEAST:
        raise QuestionError(
            f"{yes} answerable and {no} unanswerable questions; calibration needs at least "
            f"{LEAST} of each, add some to the file",
            f"노트가 답하는 질문이 {yes}개, 답하지 않는 질문이 {no}개입니다. 맞추려면 "
            f"{LEAST}개씩은 있어야 하니 파일에 더 적으세요.",
        )


def try_out(confidences: Sequence[float], answerable: Sequence[bool]) -> Trial:
    """At least LEAST of each, else QuestionError."""
    check_enough(answerable)
    shipped, truth = np.array(confidences), np.array(answerable)
    held_out = np.empty(len(truth))
    for fold in _folds(truth):
        held_out[fold] = fit(shipped[~fold], truth[~fold]).apply(shipped[fold])
    yes = int(truth.sum())
    before, after = judge(shipped, truth), judge(held_out, truth)
    return Trial(fit(shipped, truth), before, after, yes, len(truth) - yes)


def fit(confidences: Floats, answerable: Flags) -> Calibration:
    """Platt, Probabilistic Outputs for Support Vector Machines, 1999; its targets stay short of
    0 and 1, so that few questions are no certainty. Newton's method with step halving, as in
    Lin, Lin and Weng, A Note on Platt's Probabilistic Outputs, 2007.
    """
    rows = np.column_stack([logits(confidences), np.ones(len(answerable))])
    yes, no = answerable.sum(), (~answerable).sum()
    target = np.where(answerable, (yes + 1) / (yes + 2), 1 / (no + 2))
    weight = balanced(answerable)
    line = np.zeros(2)
    for _ in range(100):
        expected = sigmoid(rows @ line)
        gradient = rows.T @ (weight * (expected - target))
        if np.abs(gradient).max() < 1e-10:
            break
        curvature = (rows * (weight * expected * (1 - expected))[:, None]).T @ rows
        step = np.linalg.solve(curvature + 1e-12 * np.eye(2), gradient)
        loss = _loss(rows @ line, target, weight)
        while _loss(rows @ (line - step), target, weight) > loss + 1e-12:
            step /= 2
        line = line - step
    return Calibration(float(line[0]), float(line[1]))


def judge(confidences: Floats, answerable: Flags) -> Judged:
    found = confidences >= THRESHOLD
    return Judged(
        log_loss=_loss(logits(confidences), answerable, balanced(answerable)),
        false_answers=float(found[~answerable].mean()),
        false_refusals=float((~found[answerable]).mean()),
    )


def _folds(answerable: Flags) -> Iterator[Flags]:
    """Each class dealt out in turn, so that every fold has its share of both."""
    turn = np.where(answerable, answerable.cumsum(), (~answerable).cumsum()) % FOLDS
    return (turn == number for number in range(FOLDS))


def _loss(logit: Floats, target: npt.NDArray[Any], weight: Floats) -> float:
    return float(weight @ (np.logaddexp(0, logit) - target * logit))
