"""Late interaction: how well the pieces of a question are met by those of a text.

MaxSim of ColBERT (Khattab and Zaharia, 2020, arXiv:2004.12832) over the piece vectors of the
static model, whatever model the store has. A piece weighs as much as its vector is long:
training has made particles and endings short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from index.vectors import STATIC_FOLDER, StaticModel, Vectors, normalise

_CACHED = 4096  # texts; a passage is looked at again and again

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Look:
    """`met`, (texts, pieces) float32: the cosine of each piece of the question with its nearest in
    each text, times the piece's share of the question; a row sums to at most 1. `nearest`, of the
    same shape: the id of that piece. `close`, (texts,): cosine of the means over all pieces.
    """

    met: Vectors
    nearest: Ids
    close: Vectors


def look(question: str, texts: Sequence[str]) -> Look:
    model = _static()
    asked = model.pieces(_ids(question))
    lengths = np.linalg.norm(asked, axis=1)
    shares = lengths / max(float(lengths.sum()), 1e-12)
    found = [_ids(text) for text in texts]
    # Each distinct piece once: passages share most of theirs.
    distinct, places = np.unique(np.concatenate([*found, _NONE]), return_inverse=True)
    vectors = model.pieces(distinct)
    products = normalise(asked) @ normalise(vectors).T
    met = np.zeros((len(texts), len(asked)), np.float32)
    nearest = np.zeros(met.shape, np.int64)
    means = np.zeros((len(texts), asked.shape[1]), np.float32)
    first = 0
    for row, ids in enumerate(found):
        own = places[first : first + len(ids)]
        first += len(ids)
        if len(own):
            best = own[products[:, own].argmax(axis=1)]
            met[row] = products[np.arange(len(asked)), best] * shares
            nearest[row] = distinct[best]
            means[row] = vectors[own].mean(axis=0)
    return Look(met, nearest, normalise(means) @ normalise(asked.sum(axis=0)[None])[0])


_NONE = np.zeros(0, np.int64)


@lru_cache(_CACHED)
def _ids(text: str) -> Ids:
    return np.array(_static().tokenizer.encode(text, add_special_tokens=False).ids, np.int64)


@cache
def _static() -> StaticModel:
    return StaticModel(STATIC_FOLDER)
