"""Vectors of texts and of passages, each unit's pooled from the states of its whole passage (late
chunking, Günther et al., 2024).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from training.data import Data, any_head
from training.transformer import Packed, Transformer, means, pack


@dataclass(frozen=True)
class Passages:
    """Rows of passages, packed: the spans of `count` whole rows, then those of their units, which
    are (passage, place) in `of`.
    """

    packed: Packed
    count: int
    of: list[tuple[int, int]]

    def embed(self, model: Transformer) -> tuple[Tensor, Tensor]:
        """Unit vectors of passages and of units."""
        found = vectors(model, self.packed)
        return found[: self.count], found[self.count :]


def passages_of(data: Data, passages: Sequence[int], vary: bool = False) -> Passages:
    rows: list[list[int]] = []
    spans: list[tuple[int, int, int]] = []
    of: list[tuple[int, int]] = []
    for passage in passages:
        row, units = data.passage_row(passage, any_head() if vary else 0)
        spans += [(len(rows), start, end) for start, end in units]
        of += [(passage, place) for place in range(len(units))]
        rows.append(row)
    return Passages(pack(rows, _extents(rows) + spans), len(rows), of)


def wholes(rows: Sequence[Sequence[int]]) -> Packed:
    """Each row is one span."""
    return pack(rows, _extents(rows))


def vectors(model: Transformer, packed: Packed) -> Tensor:
    return F.normalize(means(model, packed), dim=1)


def _extents(rows: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    return [(number, 0, len(row)) for number, row in enumerate(rows)]
