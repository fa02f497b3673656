"""Models of other libraries: whatever embeds documents, as LangChain's `Embeddings` do."""

import hashlib
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np

from index.embedding.vectors import BUNDLED, Vectors, normalise
from index.errors import ModelError
from index.passages.chunks import Chunk


@runtime_checkable
class Embeddings(Protocol):
    """A vector for each text. `embed_query`, if there is one, is used for questions."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...


class BorrowedModel:
    def __init__(self, embeddings: Embeddings, name: str | None = None) -> None:
        kind = type(embeddings)
        self.name = name or f"{kind.__module__}:{kind.__qualname__}"
        self._embeddings = embeddings

    @property
    def fingerprint(self) -> str:
        """Of its class and its settings. Weights that are other ones under the same name cannot be
        told apart: whoever swaps them rebuilds the store.
        """
        kind, settings = type(self._embeddings), getattr(self._embeddings, "__dict__", {})
        plain = {
            name: value
            for name, value in settings.items()
            if not name.startswith("_") and isinstance(value, (str, int, float, bool, type(None)))
        }
        told = [kind.__module__, kind.__qualname__, plain]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        """Each unit for itself, behind what it stands under."""
        texts = [chunk.statements for chunk in chunks]
        ends = np.cumsum([len(own) for own in texts])
        flat = [text for own in texts for text in own]
        rows = self._rows(flat, self._embeddings.embed_documents)
        return np.split(rows, ends[:-1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        one = getattr(self._embeddings, "embed_query", None)
        if one is None:
            return self._rows(list(texts), self._embeddings.embed_documents)
        return self._rows(list(texts), lambda asked: [one(text) for text in asked])

    def _rows(self, texts: list[str], embed: Any) -> Vectors:
        if not texts:
            return np.zeros((0, 0), np.float32)
        try:
            rows = np.asarray(embed(texts), np.float32)
        except Exception as error:  # whatever another library raises
            why = " ".join(str(error).split()) or type(error).__name__
            raise ModelError(
                f"model {self.name!r} cannot embed: {why[:300]}",
                f"모델({self.name!r})이 벡터를 만들지 못합니다({why[:300]}). 모델을 고치거나 "
                f"--model {BUNDLED}를 주세요.",
            ) from error
        if rows.ndim != 2 or len(rows) != len(texts) or not np.isfinite(rows).all():
            raise ModelError(
                f"model {self.name!r} gave an array of {rows.shape} for {len(texts)} texts; "
                f"a vector of finite numbers for each was expected",
                f"모델({self.name!r})이 글 {len(texts)}개에 {rows.shape} 배열을 주었습니다. 글마다 "
                f"유한한 수의 벡터 하나를 주어야 합니다.",
            )
        return normalise(rows)


def load_borrowed(spec: str) -> BorrowedModel:
    """`module:name` of embeddings, or of what makes them, seen from the current folder too.

    Raises ModelError.
    """
    module, _, name = spec.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        found = attrgetter(name)(import_module(module))
        found = found if _is_made(found) else found()
    except Exception as error:  # the module is somebody's own, and may do anything
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise ModelError(
            f"model {spec!r} cannot be loaded ({why[:300]}); give the module and the name of "
            f"embeddings in it, or --model {BUNDLED}",
            f"모델({spec!r})을 불러올 수 없습니다({why[:300]}). 모듈과 그 안의 임베딩 이름을 "
            f"module:name으로 주거나 --model {BUNDLED}를 주세요.",
        ) from error
    if not _is_made(found):
        raise ModelError(
            f"model {spec!r} has no method embed_documents; give --model {BUNDLED}",
            f"모델({spec!r})에 embed_documents 메서드가 없습니다. --model {BUNDLED}를 주세요.",
        )
    return BorrowedModel(found, spec)


def _is_made(found: Any) -> bool:
    return isinstance(found, Embeddings) and not isinstance(found, type)
