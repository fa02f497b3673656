"""A model for figures of size: vectors as wide as the bundled encoder's, made much faster."""

from collections.abc import Sequence

import numpy as np

from index.embedding.rows import bundled_pieces
from index.embedding.vectors import Vectors, normalise
from index.passages.chunks import Chunk


class Averaged:
    """Each vector is the mean of those of its text's pieces."""

    name = fingerprint = "averaged pieces"

    def __init__(self) -> None:
        self._pieces = bundled_pieces()

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        return [self.encode_queries(chunk.statements) for chunk in chunks]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = [
            self._pieces.vectors(self._pieces.of(text) or (0,))[0].mean(axis=0) for text in texts
        ]
        return normalise(np.stack(rows)) if rows else np.zeros((0, 0), np.float32)
