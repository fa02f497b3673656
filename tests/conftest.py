"""What several tests share: a model whose vectors can be computed in one's head, and notes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.store import Store
from index.vectors import Vectors, normalise

AXES = ("파드", "서비스", "볼륨")


class ToyModel:
    """A text's vector counts its 파드, 서비스 and 볼륨, scaled to length 1.

    `파드 서비스` -> (0.7071, 0.7071, 0). `documents` and `queries` are the texts it was given.
    """

    def __init__(self, name: str = "toy") -> None:
        self.name = name
        self.fingerprint = f"{name} 1"
        self.documents: list[str] = []
        self.queries: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        self.documents += texts
        return toy_vectors(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return toy_vectors(texts)


def toy_vectors(texts: Sequence[str]) -> Vectors:
    counts = [[text.count(axis) for axis in AXES] for text in texts]
    return normalise(np.array(counts, np.float32).reshape(len(texts), len(AXES)))


def write_notes(folder: Path, notes: Mapping[str, str | bytes]) -> None:
    """Files by POSIX path relative to the folder; text is written as UTF-8, byte for byte."""
    for path, content in notes.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


@pytest.fixture
def toy() -> ToyModel:
    return ToyModel()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """The notes folder, still empty."""
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


@pytest.fixture
def store(tmp_path: Path, notes: Path) -> Iterator[Store]:
    with closing(Store(tmp_path / ".galpi", notes)) as store:
        yield store
