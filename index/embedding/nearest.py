"""Exact nearest neighbours over the vectors of a store, one of each unit of a text."""

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Vectors
from index.errors import StoreError

Ids = npt.NDArray[np.int64]
_NOTHING = np.zeros((0, 1), np.float32)


class Nearest:
    """The content of each row, ascending, and the vectors of its units, (n, d) float32.

    A content is as near as its nearest unit. Never changed after it is made: searching a FAISS
    index while it grows crashes the process.
    """

    def __init__(self, contents: Ids, vectors: Vectors) -> None:
        # After the question is embedded: where torch is loaded too it must come first, or macOS
        # crashes.
        import faiss

        self.contents = contents
        self._flat = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(vectors)
        self._mean = vectors.sum(axis=0) / max(len(contents), 1)
        centred = vectors - self._mean
        self._covariance = centred.T @ centred / max(len(contents), 1)

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, bytes, int]]) -> "Nearest":
        """Content, number of vectors, float16 rows and their CRC-32, ascending. Raises StoreError
        when the vectors are not what was written.
        """
        width = next((len(blob) / units for _, units, blob, _ in rows if units), 0)
        for content, units, blob, checksum in rows:
            if zlib.crc32(blob) != checksum or len(blob) != units * width:
                raise StoreError(
                    f"the vectors of content {content} are damaged; rebuild: galpi sync --rebuild"
                )
        vectors = np.frombuffer(b"".join(row[2] for row in rows), "<f2").astype(np.float32)
        contents = np.repeat([row[0] for row in rows], [row[1] for row in rows]).astype(np.int64)
        return cls(contents, vectors.reshape(len(contents), -1) if len(contents) else _NOTHING)

    def search(
        self, query: Vectors, k: int, allowed: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest contents, of the allowed ones, with the cosine in [-1, 1], best first.

        `query` is (d,) of unit length; equal scores come in the order of ids.
        """
        rows = None
        if allowed is not None:
            rows = np.flatnonzero(np.isin(self.contents, list(allowed)))
        depth = 2 * k + 1
        while True:
            found = self._top(query, depth, rows)
            best: dict[int, float] = {}
            for content, score in found:
                best.setdefault(content, score)
            nearest = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
            complete = len(nearest) >= k and found[-1][1] < nearest[k - 1][1]
            if len(found) < depth or complete:
                return nearest[:k]
            depth *= 2  # FAISS cuts off equal scores in no order: look behind all of them

    def _top(self, query: Vectors, k: int, allowed: Ids | None) -> list[tuple[int, float]]:
        """The k nearest rows, best first, with their contents; `allowed` are rows too."""
        if not len(self.contents):
            return []
        parameters = None
        if allowed is not None:
            from faiss import IDSelectorBatch, SearchParameters

            parameters = SearchParameters(sel=IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, rows = self._flat.search(
            np.ascontiguousarray(query[None]), min(k, len(self.contents)), params=parameters
        )
        return [
            (int(self.contents[row]), float(score))
            for score, row in zip(scores[0], rows[0], strict=True)
            if row >= 0  # FAISS pads what it does not find with -1
        ]

    def cosines(self, query: Vectors, contents: Iterable[int]) -> dict[int, Vectors]:
        """Of each unit of these contents, in the order of the text: (units,) float32."""
        return {content: self._units(content) @ query for content in contents}

    def _units(self, content: int) -> Vectors:
        first, last = np.searchsorted(self.contents, [content, content + 1]).tolist()
        if first == last:
            return np.zeros((0, self._flat.d), np.float32)
        return np.asarray(self._flat.reconstruct_n(first, last - first), np.float32)

    def spread(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosine with all units; 0 and 1 without any."""
        if not len(self.contents):
            return 0.0, 1.0
        variance = float(query @ self._covariance @ query)
        return float(self._mean @ query), max(variance, 1e-12) ** 0.5
