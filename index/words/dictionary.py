"""A reverse dictionary: the names of what a question describes without naming it.

`베낀 척만 하다가 고칠 때 진짜 베끼는 것` is in no note on `copy-on-write`. The dictionary has
ways to say some thousand terms, as vectors of the bundled encoder, and the names under which notes
have them; see Hill et al. (2016), "Learning to Understand Phrases by Embedding the Dictionary",
arXiv:1504.00548. It only adds to what is searched, and is never shown as an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.once import once
from index.words.bm25 import Phrase
from index.words.terms import phrase

FILE = Path(__file__).with_suffix(".safetensors")
NAMES = FILE.with_suffix(".tsv")
ENTRIES = 10  # that one question may mean
# Standard deviations that an entry must lie above the mean of all to be meant at all.
LEAST = 2.0
_AT_ONCE = 1_024  # ways compared in one piece
_ZERO, _STEP = 8, 0.335  # the four bits of 0, and what a step is of the deviation of a row

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Meant:
    """What a question may describe: as words of a question for `Words.match`, their weights and
    the names that may stand in their place.
    """

    weights: Mapping[str, float]
    names: Mapping[str, Mapping[Phrase, float]]


NOTHING = Meant({}, {})


@dataclass(frozen=True, eq=False)
class Dictionary:
    """`ways` (ways, w) are vectors in steps, which `spread` (w,) and `scales` (ways,) make as wide
    as they were and of unit length, see `packed`; `entries` (ways,) ascending
    says of which entry each is, whose names stand in `names`, with tabs between. `centre` (d,) and
    `projection` (d, w) bring a question there; `encoder` is the fingerprint of what made the
    vectors.
    """

    names: Sequence[str]
    entries: npt.NDArray[np.int32]
    ways: npt.NDArray[np.int8]
    scales: Vector
    spread: Vector
    centre: Vector
    projection: Vector
    encoder: str = ""

    def meant(self, question: Vector) -> Meant:
        """Of a (d,) vector of unit length: the entries that are near to it."""
        nearness = self._nearness(question)
        z = (nearness - nearness.mean()) / (nearness.std() or 1.0) - LEAST
        best = [place for place in np.argsort(-z, kind="stable")[:ENTRIES] if z[place] > 0]
        weights = {f"?{rank}": float(z[place]) ** 2 for rank, place in enumerate(best)}
        names = [self.names[place].split("\t") for place in best]
        instead = ({tuple(sorted(phrase(name))): 1.0 for name in own} for own in names)
        return Meant(weights, dict(zip(weights, instead, strict=True)))

    def _nearness(self, question: Vector) -> Vector:
        """(entries,): the cosine of the nearest way to say it."""
        turned = (question - self.centre) @ self.projection
        turned /= max(float(np.linalg.norm(turned)), 1e-12)
        turned *= self.spread
        parts = (self.ways[at : at + _AT_ONCE] for at in range(0, len(self.ways), _AT_ONCE))
        cosines = np.concatenate([part.astype(np.float32) @ turned for part in parts])
        starts = np.flatnonzero(np.diff(self.entries, prepend=-1))
        return np.asarray(np.maximum.reduceat(cosines * self.scales, starts), np.float32)


def packed(vectors: Vector) -> tuple[npt.NDArray[np.uint8], Vector, Vector]:
    """`ways` (n, w / 2), `scales` and `spread` of (n, w) rows of unit length. What is rounded to 15
    steps loses least where one is a third of the deviation (Max, 1960, "Quantizing for minimum
    distortion"); of each byte the upper half is from the first half of a row, and 0 becomes 8.
    """
    spread = np.maximum(vectors.std(axis=0), 1e-6)
    even = vectors / spread
    sizes = np.maximum(even.std(axis=1, keepdims=True), 1e-6) * _STEP
    steps = np.clip(np.round(even / sizes), 1 - _ZERO, _ZERO - 1)
    left, right = np.split((steps + _ZERO).astype(np.uint8), 2, axis=1)
    lengths = np.linalg.norm(steps * spread, axis=1)
    return left << 4 | right, 1 / np.maximum(lengths, 1e-6), spread


def unpacked(ways: npt.NDArray[np.uint8]) -> npt.NDArray[np.int8]:
    """(n, w) of (n, w / 2)."""
    return np.hstack([ways >> 4, ways & 15]).view(np.int8) - np.int8(_ZERO)


@once
def bundled_dictionary() -> Dictionary:
    from safetensors import safe_open

    names = NAMES.read_text(encoding="utf-8").splitlines()
    with safe_open(FILE, "numpy") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        tensors["ways"] = unpacked(tensors["ways"])
        return Dictionary(names, **tensors, encoder=file.metadata()["encoder"])
