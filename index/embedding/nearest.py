"""Nearest neighbours among many: a first look at codes of one byte an entry leaves so few that
their vectors themselves can be read.
"""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from os import cpu_count
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embedding.codes import Codes, quantizer, turned
from index.embedding.vectors import Vectors

Ids = npt.NDArray[np.int64]
# The cosine of the nearest unit of each of these contents; none of one that has no units.
Cosines = Callable[[Collection[int]], dict[int, float]]

_FEW = 300  # contents that are compared one by one, without a look at their codes
_DEPTH = 16  # rows looked at first, for each content that is wanted
_ROUNDING = 1e-5  # of float32
# Standard deviations that the rounding of the codes may add to a product: it points to no
# direction more than to others, and in many dimensions lies almost across the query. One vector in
# 10¹⁰ may be further off.
_SURE = 7.0
_MAX_THREADS = 4


class Shard:
    """The content of each row, ascending, and their codes. Never changed after it is made:
    searching a FAISS index while it grows crashes the process.
    """

    def __init__(self, contents: Ids, codes: Codes, error: float) -> None:
        self.contents, self.error = contents, error
        self._flat = quantizer(codes.shape[1])
        self._flat.add_sa_codes(codes)

    def top(self, query: Vectors, k: int, allowed: Ids | None) -> tuple[Vectors, Ids]:
        """Scores of the k nearest rows to a turned query, best first, with their contents."""
        parameters = None
        if allowed is not None:
            import faiss

            bits = np.packbits(np.isin(self.contents, allowed), bitorder="little")
            chosen = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]
        scores, rows = self._flat.search(query[None], min(k, len(self.contents)), params=parameters)
        found = rows[0] >= 0  # FAISS pads what it does not find with -1
        return scores[0][found], self.contents[rows[0][found]]


class Nearest:
    """A content is as near as its nearest unit."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        self._shards = [shard for shard in shards if len(shard.contents)]

    def search(
        self, query: Vectors, k: int, cosines: Cosines, allowed: Ids | None = None
    ) -> dict[int, float]:
        """The k nearest contents, of the allowed ones, with what `cosines` says of them, best first
        and equal ones in the order of ids. `query` is (d,).
        """
        if allowed is not None and len(allowed) <= _FEW:
            return _best(cosines(allowed.tolist()), k)
        # What a row has more than its codes, and those that were not looked at more than the last.
        length = float(np.linalg.norm(query)) * min(1.0, _SURE / math.sqrt(len(query)))
        off = max((shard.error for shard in self._shards), default=0.0) * length + _ROUNDING
        exact: dict[int, float] = {}
        for contents, near, last in self._deeper(query, _DEPTH * k, allowed):
            exact |= cosines(set(contents[:k].tolist()) - exact.keys())
            exact |= cosines(set(contents[near + off >= _least(exact, k)].tolist()) - exact.keys())
            if last + off < _least(exact, k):
                break
        return _best(exact, k)

    def _deeper(
        self, query: Vectors, depth: int, allowed: Ids | None
    ) -> Iterator[tuple[Ids, Vectors, float]]:
        """Contents of ever more rows until there are no more, with the score of each by its codes,
        best first, and the score of the last row.
        """
        query = np.ascontiguousarray(turned(query), np.float32)
        while self._shards:
            tops = _tops(self._shards, query, depth, allowed)
            scores = np.concatenate([scores for scores, _ in tops])
            best = np.argsort(-scores)[:depth]
            contents = np.concatenate([contents for _, contents in tops])[best]
            if len(best):
                _, places = np.unique(contents, return_index=True)
                places.sort()
                yield contents[places], scores[best][places], float(scores[best[-1]])
            if len(best) < depth:
                return
            depth *= 4


def _least(scores: dict[int, float], k: int) -> float:
    """Of the k best; below all others while there are fewer."""
    return sorted(scores.values())[-k] if len(scores) >= k else -np.inf


def _best(scores: dict[int, float], k: int) -> dict[int, float]:
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k])


def _tops(shards: Sequence[Shard], *asked: Any) -> list[tuple[Vectors, Ids]]:
    """FAISS takes one thread for one question, and leaves others running."""
    if len(shards) == 1:
        return [shards[0].top(*asked)]
    return list(_threads().map(lambda shard: shard.top(*asked), shards))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(_MAX_THREADS, cpu_count() or 1))
