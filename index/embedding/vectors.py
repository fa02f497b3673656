"""Embedding models: text in, unit vectors out.

`bundled` is a small Korean/English transformer that ships beside this file, `static` an even
smaller table of piece vectors that needs numpy and a tokenizer only. Any other value is a
sentence-transformers model, a name or a folder.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

BUNDLED, STATIC = "bundled", "static"
BUNDLED_FOLDER, STATIC_FOLDER = (Path(__file__).parent / name for name in (BUNDLED, STATIC))
_EDGE = 1 << 20  # bytes hashed at each end of a model file; weights run to gigabytes
_MODEL_FILES = ["*.json", "*.txt", "*.model", "*.safetensors", "*.onnx"]
MAX_PIECES = 256  # of a text; what is embedded is a sentence with its heading
_MAX_THREADS = 4

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """(n, d) float32 rows of unit length (or zero, for a text without any known piece)."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors of a text may change; cheap, the model stays unloaded."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...


def load_model(name: str = BUNDLED) -> Embedder:
    """The model of that name. Raises ModelError when it is neither here nor to be had."""
    if name == BUNDLED:
        return StudentModel(BUNDLED_FOLDER, BUNDLED)
    if name == STATIC:
        return StaticModel(STATIC_FOLDER, STATIC)
    return SentenceTransformerModel(name)


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


class SentenceTransformerModel:
    """Any sentence-transformers model, with its own query and document prompts."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def _folder(self) -> Path:
        folder = Path(self.name).expanduser()
        if folder.is_dir():
            return folder
        return _download(self.name)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self._folder)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # 5 to 15 s and torch: only for those who ask for such a model.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        if not sys.stderr.isatty():
            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(self._folder),
                device="cpu",
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # whatever a broken folder makes the libraries below raise
            raise ModelError(
                f"model {self.name!r}: {self._folder} is not a sentence-transformers model with "
                f"safetensors weights ({_first_line(error)}); give another folder or "
                f"--model {BUNDLED}"
            ) from error

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return normalise(self._model.encode_document(list(texts), show_progress_bar=False))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return normalise(self._model.encode_query(list(texts), show_progress_bar=False))


def normalise(rows: Vectors) -> Vectors:
    """Rows of unit length; a zero row stays zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


def fingerprint(folder: Path) -> str:
    """sha256 over the names, sizes and both ends of the model's files."""
    digest = hashlib.sha256()
    for path in sorted(p for pattern in _MODEL_FILES for p in folder.rglob(pattern)):
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


def _download(name: str) -> Path:
    """The local copy of a hub model, fetched when it is not there yet."""
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, allow_patterns=_MODEL_FILES))
    except Exception as error:  # no network, no such name, no permission: one way out for all
        raise ModelError(
            f"model {name!r} is no folder here and could not be downloaded "
            f"({_first_line(error)}); use --model {BUNDLED}, or the folder of a model you have"
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
