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

from index.embedding.static_model import StaticModel
from index.embedding.vectors import STATIC_FOLDER, Vectors, normalise

NEAR = 0.5  # pieces less alike than this do not meet
_CACHED = 4096  # texts; a passage is looked at again and again

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Look:
    """`met`, (texts, pieces) float32: the cosine of each piece of the question with its nearest in
    each text, times the piece's share of the question; a row sums to at most 1. `close`, (texts,):
    cosine of the means over all pieces.
    """

    met: Vectors
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
    means = np.zeros((len(texts), asked.shape[1]), np.float32)
    first = 0
    for row, ids in enumerate(found):
        own = places[first : first + len(ids)]
        first += len(ids)
        if len(own):
            met[row] = products[:, own].max(axis=1) * shares
            means[row] = vectors[own].mean(axis=0)
    return Look(met, normalise(means) @ normalise(asked.sum(axis=0)[None])[0])


@dataclass(frozen=True)
class Met:
    """A word of a question and the word of a text that is nearest to it."""

    asked: str
    found: str
    cosine: float


def meet(question: str, text: str) -> list[Met]:
    """For each word of the question, in their order; those that meet nothing are left out."""
    (asked, own), (found, other) = (_pieces(one) for one in (question, text))
    weights = np.linalg.norm(own, axis=1)
    products = normalise(own) @ normalise(other).T
    heaviest: dict[str, int] = {}  # by word, its piece that says most
    for piece, word in enumerate(asked):
        if word not in heaviest or weights[piece] > weights[heaviest[word]]:
            heaviest[word] = piece
    best = {word: int(products[piece].argmax()) for word, piece in heaviest.items() if found}
    met = [Met(w, found[near], float(products[heaviest[w], near])) for w, near in best.items()]
    return [one for one in met if one.cosine >= NEAR]


def _pieces(text: str) -> tuple[list[str], Vectors]:
    """Of each piece the word that it is of, and its vector."""
    model = _static()
    encoding = model.tokenizer.encode(text, add_special_tokens=False)
    spans: dict[int | None, tuple[int, int]] = {}
    for word, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        spans[word] = (spans.get(word, (start, end))[0], end)
    words = [text[slice(*spans[word])] for word in encoding.word_ids]
    return words, model.pieces(np.array(encoding.ids, np.int64))


_NONE = np.zeros(0, np.int64)


@lru_cache(_CACHED)
def _ids(text: str) -> Ids:
    return np.array(_static().tokenizer.encode(text, add_special_tokens=False).ids, np.int64)


@cache
def _static() -> StaticModel:
    return StaticModel(STATIC_FOLDER)
