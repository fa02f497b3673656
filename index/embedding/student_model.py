"""The student model: a transformer that onnxruntime runs."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.vectors import Vectors, fingerprint, normalise

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_PIECES = 256  # of a text; what is embedded is a sentence with its heading
_MAX_THREADS = 4


class StudentModel:
    """A folder with `tokenizer.json` and `model.onnx`: a text is the mean of its pieces' states.

    One text a run: activations are rounded to int8 by the range they take, so texts that are run
    together would change each other's vectors.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.folder)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_PIECES)
        return tokenizer

    @cached_property
    def _session(self) -> "InferenceSession":
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = min(_MAX_THREADS, os.cpu_count() or 1)
        # Threads that wait give their core back: a question is far shorter than what follows it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return InferenceSession(
            self.folder / "model.onnx", options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = [self._row(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        return normalise(np.stack(rows)) if rows else np.zeros((0, 0), np.float32)

    encode_documents = encode
    encode_queries = encode

    def _row(self, ids: Sequence[int]) -> Vectors:
        pieces = np.array([ids], np.int64)
        (states,) = self._session.run(None, {"ids": pieces, "mask": np.ones_like(pieces)})
        return np.asarray(states[0].mean(axis=0), np.float32)
