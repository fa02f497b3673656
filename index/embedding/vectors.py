"""Vectors of texts, and what it takes to be a model that makes them."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.passages.chunks import Chunk

BUNDLED = "bundled"
MODEL_FILES = ["*.json", "*.txt", "*.model", "*.safetensors", "*.onnx"]
_EDGE = 1 << 20  # bytes hashed at each end of a model file; weights run to gigabytes

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """(n, d) float32 rows of unit length."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors of a text may change; cheap, the model stays unloaded."""
        ...

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        """Of each, (units + 1, d): of its units in their order, and of its heading if any."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...


def normalise(rows: Vectors) -> Vectors:
    """Rows of unit length; a zero row stays zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


def fingerprint(folder: Path, patterns: Sequence[str] = MODEL_FILES) -> str:
    """sha256 over the names, sizes and both ends of the model's files."""
    digest = hashlib.sha256()
    for path in sorted(p for pattern in patterns for p in folder.rglob(pattern)):
        size = path.stat().st_size
        digest.update(json.dumps([path.relative_to(folder).as_posix(), size]).encode())
        for part in _ends(path, size):
            digest.update(part)
    return digest.hexdigest()


def _ends(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield file.read(_EDGE)
        if size > _EDGE:
            file.seek(max(_EDGE, size - _EDGE))
            yield file.read()
