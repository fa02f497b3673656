"""Calibration: two numbers that fit the shipped confidence to a user's own questions.

The logit of a confidence is multiplied by `slope` and moved by `bias`. Both are kept in the
store, and belong to the model, the reader and the numbers that the confidence is made with: with
others they are ignored.
"""

import json
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Embedder
from index.store import Store
from qa.confidence import ACROSS, BIAS, SLOPE
from qa.reader import bundled_reader
from qa.reading import NEAR, PRIOR, SAID

SETTING = "calibration"
_EDGE = 1e-6  # confidences nearer to 0 and 1 are taken as this near: their logits have no end

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    slope: float
    bias: float

    def apply(self, confidences: npt.ArrayLike) -> Floats:
        return sigmoid(self.slope * logits(confidences) + self.bias)

    def to_dict(self) -> dict[str, float]:
        return asdict(self)


def save(store: Store, model: Embedder, calibration: Calibration | None) -> None:
    """None takes back what was saved."""
    if calibration is None:
        store.set_setting(SETTING, None)
    else:
        record = {**calibration.to_dict(), "made_with": _made_with(model)}
        store.set_setting(SETTING, json.dumps(record))


def load(store: Store, model: Embedder) -> Calibration | None:
    text = store.setting(SETTING)
    if text is None:
        return None
    record = json.loads(text)
    own = record["made_with"] == _made_with(model)
    return Calibration(record["slope"], record["bias"]) if own else None


def _made_with(model: Embedder) -> str:
    numbers = f"{SLOPE} {BIAS} {ACROSS} {PRIOR} {SAID} {NEAR}"
    return f"{model.fingerprint} {bundled_reader().fingerprint} {numbers}"


def logits(confidences: npt.ArrayLike) -> Floats:
    inside = np.clip(np.asarray(confidences, np.float64), _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inside / (1 - inside)))


def sigmoid(logit: Floats) -> Floats:
    return np.asarray((1 + np.tanh(logit / 2)) / 2)  # has no overflow
