"""Vectors in one byte an entry, to look through many of them, and how far off these may be."""

import math
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Vectors

Codes = npt.NDArray[np.uint8]

# What the codes reach to, in standard deviations of an entry of a row of unit length. What lies
# beyond is cut off and told by `encoded`.
_REACH = 6.0
_STEPS = 127


@cache
def _turn(width: int) -> npt.NDArray[np.float64]:
    """(d, d): signs by chance, then a cosine transform (DCT-II), which is orthonormal. What is
    stored depends on it. Entries are so short that products with float16 rows are exact, in
    whatever order a processor adds them: doctor compares codes with those made anew.
    """
    places = np.arange(width)
    waves = np.cos(np.pi / width * np.outer(places + 0.5, places)) * math.sqrt(2 / width)
    waves[:, 0] /= math.sqrt(2)
    signs = 1.0 - 2.0 * (np.random.PCG64(0).random_raw(width) >> np.uint64(63))
    return np.asarray(np.rint(signs[:, None] * waves * 2**22) / 2**22)


def turned(vectors: Vectors) -> npt.NDArray[np.float64]:
    """(…, d), with the same products among each other, and all entries of a like size. Some models
    have single entries that are large in all texts, which the codes would cut off.
    """
    return vectors.astype(np.float64) @ _turn(vectors.shape[-1])


def step(width: int) -> float:
    """Between two codes."""
    return min(1.0, _REACH / math.sqrt(width)) / _STEPS


def encoded(vectors: Vectors) -> tuple[Codes, float]:
    """(n, d) of the rows turned, 128 for 0, and the length of the longest difference between a row
    and its codes: a product with a row of unit length is that far off at most.
    """
    size, rows = step(vectors.shape[1]), turned(vectors)
    whole = np.clip(np.rint(rows / size), -128, 127)
    difference = np.linalg.norm(rows - whole * size, axis=1).max(initial=0.0)
    return (whole + 128).astype(np.uint8), float(difference)


def quantizer(width: int) -> Any:
    """A FAISS index of such codes, empty, that knows what they stand for."""
    # After the question is embedded: where torch is loaded too it must come first, or macOS
    # crashes.
    import faiss

    made = faiss.IndexScalarQuantizer(
        width, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
    )
    # Of a code it makes least + (code + 1/2) range / 255.
    least, range_ = -128.5 * step(width), 255 * step(width)
    faiss.copy_array_to_vector(np.array([least, range_], np.float32), made.sq.trained)
    made.is_trained = True
    return made
