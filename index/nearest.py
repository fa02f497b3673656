"""Exact nearest neighbours over the vectors of a store."""

import sqlite3
import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from index.errors import StoreError
from index.vectors import Vectors

Ids = npt.NDArray[np.int64]


class Nearest:
    """Content ids, ascending, and their vectors, (n, d) float32 in the same order.

    Never changed after it is made: searching a FAISS index while it grows crashes the process.
    """

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        # After the question is embedded: where torch is loaded too it must come first, or macOS
        # crashes.
        import faiss

        self.ids = ids
        self._flat = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(vectors)
        self._mean = vectors.sum(axis=0) / max(len(ids), 1)
        centred = vectors - self._mean
        self._covariance = centred.T @ centred / max(len(ids), 1)

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> "Nearest":
        """Raises StoreError when a vector is not what was written."""
        rows = connection.execute(
            "SELECT id, vector, checksum FROM contents ORDER BY id"
        ).fetchall()
        for content, blob, checksum in rows:
            if zlib.crc32(blob) != checksum or len(blob) != len(rows[0][1]):
                raise StoreError(
                    f"the vector of content {content} is damaged; rebuild: galpi sync --rebuild"
                )
        vectors = np.frombuffer(b"".join(row[1] for row in rows), "<f4")
        return cls(
            np.array([row[0] for row in rows], np.int64),
            vectors.reshape(len(rows), -1) if rows else np.zeros((0, 1), np.float32),
        )

    def search(
        self, query: Vectors, k: int, allowed: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest contents, of the allowed ones, with the cosine in [-1, 1], best first.

        `query` is (d,) of unit length; equal scores come in the order of ids.
        """
        rows = None
        if allowed is not None:
            rows = np.flatnonzero(np.isin(self.ids, list(allowed)))
        depth = k + 1
        while True:
            found = self._top(query, depth, rows)
            if len(found) < depth or found[-1][1] < found[k - 1][1]:
                return found[:k]
            depth *= 2  # FAISS cuts off equal scores in no order: look behind all of them

    def _top(self, query: Vectors, k: int, allowed: Ids | None) -> list[tuple[int, float]]:
        """`allowed` are rows here."""
        if not len(self.ids):
            return []
        parameters = None
        if allowed is not None:
            from faiss import IDSelectorBatch, SearchParameters

            parameters = SearchParameters(sel=IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, rows = self._flat.search(
            np.ascontiguousarray(query[None]), min(k, len(self.ids)), params=parameters
        )
        found = [
            (int(self.ids[row]), float(score))
            for score, row in zip(scores[0], rows[0], strict=True)
            if row >= 0  # FAISS pads what it does not find with -1
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def cosines(self, query: Vectors, contents: list[int]) -> dict[int, float]:
        rows = np.searchsorted(self.ids, contents)
        vectors = np.stack([self._flat.reconstruct(int(row)) for row in rows]) if contents else None
        return (
            {} if vectors is None else dict(zip(contents, (vectors @ query).tolist(), strict=True))
        )

    def spread(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosine with all vectors; 0 and 1 without any."""
        if not len(self.ids):
            return 0.0, 1.0
        variance = float(query @ self._covariance @ query)
        return float(self._mean @ query), max(variance, 1e-12) ** 0.5
