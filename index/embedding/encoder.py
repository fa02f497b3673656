"""The bundled encoder: a unit's vector is pooled from the states of its whole passage, so that it
knows what stands around it (late chunking: Günther et al., 2024, arXiv:2409.04701).
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index.embedding.rows import FOLDER, Graph, Pieces, bundled_pieces, mean
from index.embedding.vectors import BUNDLED, Vectors, fingerprint, normalise
from index.passages.chunks import Chunk


class Encoder:
    name = BUNDLED

    def __init__(self) -> None:
        self._pieces: Pieces = bundled_pieces()
        self._graph = Graph(FOLDER / "encoder.onnx", self._pieces)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(FOLDER, ["tokenizer.json", "words.safetensors", "encoder.onnx"])

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        rows = [self._pieces.passage(chunk.head, chunk.units) for chunk in chunks]
        states = iter(self._graph.all_states([row for of in rows for row, _ in of]))
        headings = self._headings([chunk.heading for chunk in chunks])
        found = []
        for chunk, of in zip(chunks, rows, strict=True):
            units = [mean(own, span) for _, spans in of for own in [next(states)] for span in spans]
            own = [*normalise(np.stack(units)), *headings[chunk.heading]] if units else []
            found.append(np.stack(own) if own else np.zeros((0, 0), np.float32))
        return found

    def _headings(self, headings: Sequence[str]) -> dict[str, Vectors]:
        """As questions, for people ask by them: English headings of 705 sections of manuals find
        the Korean page first for .76 without, for .85 as passages, and for .89 as questions.
        """
        once = list(dict.fromkeys(filter(None, headings)))
        return {"": np.zeros((0, 0), np.float32)} | dict(
            zip(once, self.encode_queries(once)[:, None], strict=True)
        )

    def met(
        self, question: str, head: str, units: Sequence[str], place: int
    ) -> tuple[list[str], list[str], Vectors]:
        """The words of the question and of that unit, and what each pair of them adds to the
        cosine of the two, (words, words) float32: both vectors are means over states, so the
        cosine is the sum over all pairs of pieces, those of no word among them, which are left out.
        """
        rows, text = self._pieces.passage(head, units), units[place]
        while place >= len(rows[0][1]):
            place -= len(rows.pop(0)[1])
        row, spans = rows[0]
        asked = self._pieces.question(question)
        first, (start, end) = len(self._pieces.of("query: ")) + 1, spans[place]
        query, unit = self._graph.states(asked), self._graph.states(row)[start:end]
        lengths = np.linalg.norm(query.mean(axis=0)) * np.linalg.norm(unit.mean(axis=0))
        products = query[first:-1] @ unit.T / (len(query) * len(unit) * lengths)
        (ours, own), (theirs, other) = (self._pieces.words(t) for t in (question, text))
        table = np.zeros((len(ours), len(theirs)), np.float32)
        np.add.at(table, np.ix_(own[: len(products)], other[: len(unit)]), products)
        return ours, theirs, table

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        states = self._graph.all_states([self._pieces.question(text) for text in texts])
        rows = [own.mean(axis=0) for own in states]
        return normalise(np.stack(rows)) if rows else np.zeros((0, 0), np.float32)
