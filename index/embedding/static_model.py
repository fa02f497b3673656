"""The static model: a table with one vector for each piece of a word."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Vectors, fingerprint, normalise

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class StaticModel:
    """A folder with one int8 row and one scale per piece: a text is the mean of its pieces."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self.folder = folder
        self.name = name or str(folder)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.folder)

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer  # with the weights, the only cost of a cold start

        return Tokenizer.from_file(str(self.folder / "tokenizer.json"))

    @cached_property
    def _weights(self) -> tuple[npt.NDArray[np.int8], Vectors]:
        from safetensors.numpy import load_file

        tensors = load_file(self.folder / "model.safetensors")
        return tensors["embeddings"], tensors["weights"]

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows, scales = self._weights
        means = np.zeros((len(texts), rows.shape[1]), np.float32)
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for mean, encoding in zip(means, encodings, strict=True):
            if encoding.ids:
                mean[:] = (rows[encoding.ids] * scales[encoding.ids, None]).mean(axis=0)
        return normalise(means)

    encode_documents = encode
    encode_queries = encode

    def pieces(self, ids: npt.NDArray[np.int64]) -> Vectors:
        """(n, d) float32, the vectors of these pieces; those that matter more are longer."""
        rows, scales = self._weights
        return np.asarray(rows[ids] * scales[ids, None], np.float32)
