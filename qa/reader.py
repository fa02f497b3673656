"""The reader: question and passage together, a score for each unit of the passage against a fixed
zero, "no answer here".

It was trained with its scores normalised over all the passages read for a question (Clark and
Gardner, 2018, arXiv:1710.10723), so they compare across passages: the softmax over zero and all
scores is the probability of each.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedding.rows import FOLDER, Graph, bundled_pieces, mean
from index.embedding.vectors import fingerprint
from index.once import once

Scores = npt.NDArray[np.float32]
READ, READ_FORMS = 3, 3  # passages of a question, and of each form of a follow-up


class Reader:
    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder, self._pieces = folder, bundled_pieces()
        self._graph = Graph(folder / "reader.onnx", self._pieces, alone=True)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self._folder, ["reader.*"])

    def load(self) -> None:
        self._graph.load()

    def read(self, passages: Sequence[tuple[str, str, Sequence[str]]]) -> list[Scores]:
        """(units,) float32 for each passage, given as the question put to it, what stands above it
        and its units.
        """
        asked = [self._pieces.question(question) for question, _, _ in passages]
        rows = [
            self._pieces.joint(own, head, units)
            for own, (_, head, units) in zip(asked, passages, strict=True)
        ]
        found = []
        for own, of in zip(asked, rows, strict=True):
            scores = [self._judge(self._graph.states(row), len(own), spans) for row, spans in of]
            found.append(np.concatenate(scores) if scores else np.zeros(0, np.float32))
        return found

    @cached_property
    def _head(self) -> dict[str, npt.NDArray[np.float32]]:
        from safetensors.numpy import load_file

        return dict(load_file(self._folder / "reader.safetensors"))

    def _judge(self, states: Scores, asked: int, spans: Sequence[tuple[int, int]]) -> Scores:
        """The same as `training.reading.Reader.judge`."""
        head = self._head
        question = mean(states, (1, asked - 1))
        units = np.stack([mean(states, span) for span in spans])
        joint = np.hstack([units, np.broadcast_to(question, units.shape), units * question])
        wide = _gelu(joint @ head["hidden.weight"].T + head["hidden.bias"])
        rest = (wide @ head["last.weight"].T + head["last.bias"])[:, 0]
        lengths = np.linalg.norm(units, axis=1) * np.linalg.norm(question)
        cosine = units @ question / np.maximum(lengths, 1e-8)
        return np.asarray(head["scale"] * (cosine - head["middle"]) + rest, np.float32)


def _gelu(x: Scores) -> Scores:
    """By its tanh approximation (Hendrycks and Gimpel, 2016)."""
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3))), np.float32)


@once
def bundled_reader() -> Reader:
    return Reader()
