"""Where the sections of the notes lie in meaning: which are near one another, and on a map."""

from bisect import bisect_right
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Vectors, normalise
from index.store import Store
from qa.sections import Listed, Section, read_listed, read_sections


class Atlas:
    """Of one state of the store; never changed. `vectors` are rows of unit length, one of each
    section, (n, d) float32, around their mean: all notes of one person are near one another.
    """

    def __init__(
        self, notes: tuple[Listed, ...], sections: tuple[Section, ...], vectors: Vectors
    ) -> None:
        self.notes, self.sections, self.vectors = notes, sections, vectors
        self._places: dict[str, list[tuple[int, int]]] = {}
        for number, section in enumerate(sections):
            self._places.setdefault(section.note.path, []).append((section.start, number))

    @classmethod
    def load(cls, store: Store) -> "Atlas":
        with store.engine.reading() as state:
            notes = read_listed(state)
            sections = tuple(read_sections(state, notes))
            means = {content: _mean(units, blob) for content, units, blob in state.rows() if units}
        width = len(next(iter(means.values()), ()))
        nothing = np.zeros(width, np.float32)
        summed = [
            sum((means.get(content, nothing) for content in section.contents), nothing)
            for section in sections
        ]
        found = normalise(np.array(summed, np.float32).reshape(len(sections), width))
        centred = found - found.mean(axis=0) if len(found) else found
        return cls(tuple(notes.values()), sections, normalise(centred))

    def of(self, path: str) -> list[int]:
        """Numbers of the sections of a note, in its order."""
        return [number for _, number in self._places.get(path, ())]

    def at(self, path: str, offset: int) -> int | None:
        """The number of the section that holds a place of a note."""
        places = self._places.get(path)
        if not places:
            return None
        return places[max(bisect_right(places, (offset, len(self.sections))) - 1, 0)][1]

    def nearest(self, number: int, k: int) -> list[int]:
        """The k nearest other sections, best first."""
        cosines = self.vectors @ self.vectors[number]
        cosines[number] = -np.inf
        best = np.argsort(-cosines, kind="stable")[:k]
        return [int(other) for other in best if other != number]

    @cached_property
    def points(self) -> npt.NDArray[np.float32]:
        """(n, 2) in [0, 1]: the two directions in which the sections differ most (principal
        components), from edge to edge of the map, and closer together towards the edges, where
        there are few.
        """
        if len(self.sections) < 2:
            return np.full((len(self.sections), 2), 0.5, np.float32)
        _, axes = np.linalg.eigh(self.vectors.T @ self.vectors)
        axes = axes[:, [-1, -2]]
        # An axis may point either way: the same notes are to give the same map.
        axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
        flat = self.vectors @ axes
        bent = np.tanh(flat / np.maximum(2 * flat.std(axis=0), 1e-9))
        low, high = bent.min(axis=0), bent.max(axis=0)
        return np.asarray((bent - low) / np.maximum(high - low, 1e-9), np.float32)


def _mean(units: int, blob: bytes) -> Vectors:
    rows = np.frombuffer(blob, "<f2").reshape(units, -1)
    return np.asarray(rows.mean(axis=0, dtype=np.float32), np.float32)
