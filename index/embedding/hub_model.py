"""Models of sentence-transformers, from the hub or a folder."""

import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.vectors import BUNDLED, MODEL_FILES, Vectors, fingerprint, normalise
from index.errors import ModelError
from index.passages.chunks import Chunk

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


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
                f"--model {BUNDLED}",
                f"모델({self.name!r}): {self._folder} 폴더는 safetensors 가중치가 있는 "
                f"sentence-transformers 모델이 아닙니다({_first_line(error)}). 다른 폴더나 "
                f"--model {BUNDLED}를 주세요.",
            ) from error

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        """Each unit for itself, behind what it stands under."""
        texts = [[*chunk.statements, *filter(None, [chunk.heading])] for chunk in chunks]
        ends = np.cumsum([len(own) for own in texts])
        flat = [text for own in texts for text in own]
        rows = normalise(self._model.encode_document(flat, show_progress_bar=False))
        return np.split(rows, ends[:-1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return normalise(self._model.encode_query(list(texts), show_progress_bar=False))


def _download(name: str) -> Path:
    """The local copy of a hub model, fetched when it is not there yet."""
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, allow_patterns=MODEL_FILES))
    except Exception as error:  # no network, no such name, no permission: one way out for all
        raise ModelError(
            f"model {name!r} is no folder here and could not be downloaded "
            f"({_first_line(error)}); use --model {BUNDLED}, or the folder of a model you have",
            f"모델({name!r}): 그런 폴더가 없고 내려받을 수도 없습니다({_first_line(error)}). "
            f"--model {BUNDLED}나 갖고 있는 모델의 폴더를 주세요.",
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
