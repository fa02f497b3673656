"""Late interaction: how well the pieces of a question are met by those of a text.

MaxSim of ColBERT (Khattab and Zaharia, 2020, arXiv:2004.12832) over the bundled model's own
piece vectors, whatever model the store has. A piece weighs as much as its vector is long:
training has made particles and endings short.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np

from index.vectors import BUNDLED_FOLDER, StaticModel, Vectors, normalise


def meets(question: str, texts: Iterable[str]) -> Vectors:
    """(texts, pieces) float32: the cosine of each piece with its nearest in each text, times the
    piece's share of the question; a row sums to at most 1.
    """
    asked = _bundled().pieces(question)
    lengths = np.linalg.norm(asked, axis=1)
    shares = lengths / max(float(lengths.sum()), 1e-12)
    asked = normalise(asked)
    # Not `@`: on products as small as these, BLAS spends nearly all time on its threads.
    products = (np.einsum("id,jd->ij", asked, normalise(_bundled().pieces(t))) for t in texts)
    rows = [product.max(axis=1, initial=-1) for product in products]
    return np.asarray(np.array(rows).reshape(-1, len(asked)) * shares, np.float32)


@cache
def _bundled() -> StaticModel:
    return StaticModel(BUNDLED_FOLDER)
