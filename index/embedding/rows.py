"""Rows of pieces for the bundled models, and the graphs that make states of them.

Encoder and reader share the tokenizer and one table of piece vectors, of multilingual-e5-small
(Wang et al., 2024, arXiv:2402.05672), which neither was tuned on.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Vectors
from index.once import once

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent / "bundled"
FIRST, LAST = 0, 2  # special pieces: of the beginning, of the end
UNIT, HEAD, QUESTION = 128, 32, 62  # pieces read of each at most; training knows no more
ROW = 400  # pieces of a row; what has no room goes on in another one
_CACHED = 20_000  # texts
_MAX_THREADS = 4

Span = tuple[int, int]


class Pieces:
    """Texts to pieces, and these to their vectors."""

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))

    @cached_property
    def _table(self) -> tuple[npt.NDArray[np.int8], Vectors]:
        from safetensors.numpy import load_file

        tensors = load_file(FOLDER / "words.safetensors")
        return tensors["rows"], tensors["scales"]

    @lru_cache(_CACHED)  # noqa: B019  # there is one for the whole process
    def of(self, text: str) -> tuple[int, ...]:
        return tuple(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def words(self, text: str) -> tuple[list[str], npt.NDArray[np.int64]]:
        """The words of a text, and for each of its pieces the number of the word it is of."""
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        spans: dict[int | None, Span] = {}
        for word, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
            spans[word] = (spans.get(word, (start, end))[0], end)
        of = [list(spans).index(word) for word in encoding.word_ids]
        return [text[slice(*span)].strip() for span in spans.values()], np.array(of, np.int64)

    def vectors(self, pieces: Sequence[int]) -> Vectors:
        """(1, pieces, d) float32."""
        rows, scales = self._table
        numbers = np.array(pieces, np.int64)
        return (rows[numbers] * scales[numbers, None])[None].astype(np.float32)

    def question(self, question: str) -> list[int]:
        return [FIRST, *self.of("query: "), *self.of(question)[:QUESTION], LAST]

    def passage(self, head: str, units: Sequence[str]) -> list[tuple[list[int], list[Span]]]:
        """Rows for the encoder, each with the extents of its units, in their order."""
        return self._filled([FIRST, *self.of("passage: "), *self.of(head)[:HEAD]], units, [])

    def joint(
        self, question: Sequence[int], head: str, units: Sequence[str]
    ) -> list[tuple[list[int], list[Span]]]:
        """Rows for the reader, which begin with the row of the question."""
        return self._filled([*question, *self.of(head)[:HEAD]], units, [LAST])

    def _filled(
        self, start: list[int], units: Sequence[str], between: list[int]
    ) -> list[tuple[list[int], list[Span]]]:
        rows: list[tuple[list[int], list[Span]]] = [(list(start), [])]
        for unit in units:
            pieces = self.of(unit)[:UNIT]
            if len(rows[-1][0]) + len(pieces) + len(between) + 1 > ROW:
                rows.append((list(start), []))
            row, spans = rows[-1]
            row += between
            spans.append((len(row), len(row) + len(pieces)))
            row += pieces
        return [([*row, LAST], spans) for row, spans in rows if spans]


class Graph:
    """A transformer that onnxruntime runs, one row at a time: activations are rounded to int8 by
    the range they take, so rows that are run together would change each other's states. With
    `alone` all threads share in a row; else rows are run beside each other.
    """

    def __init__(self, file: Path, pieces: Pieces, alone: bool = False) -> None:
        self.pieces = pieces
        self._session = once(partial(_session, file, _thread_count() if alone else 1))

    def load(self) -> None:
        """Else it loads with the first row."""
        self._session()

    def states(self, row: Sequence[int]) -> Vectors:
        """(pieces, d) float32."""
        (states,) = self._session().run(None, {"words": self.pieces.vectors(row)})
        return np.asarray(states[0], np.float32)

    def all_states(self, rows: Sequence[Sequence[int]]) -> list[Vectors]:
        if len(rows) < 2:
            return [self.states(row) for row in rows]
        return list(_threads().map(self.states, rows))


def _session(file: Path, threads: int) -> "InferenceSession":
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    # The files are fused as far as that makes them faster (`training.export`).
    options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    return InferenceSession(file, options, providers=["CPUExecutionProvider"])


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_thread_count())


def _thread_count() -> int:
    return min(_MAX_THREADS, os.cpu_count() or 1)


@once
def bundled_pieces() -> Pieces:
    return Pieces()


def mean(states: Vectors, span: Span) -> Vectors:
    """(d,) float32."""
    return np.asarray(states[slice(*span)].mean(axis=0), np.float32)
