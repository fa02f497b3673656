"""What words of notes are asked for by: 자물쇠 for a `lock`, 손님 for a 고객, `payday` for 급여일.

Of some 190,000 questions and the sentences that answer them, `training.translation` learned how
likely each word of a sentence is asked for by each word of a question: IBM Model 1 (Brown et al.,
1993, "The Mathematics of Statistical Machine Translation"). A text answers the likelier, the
likelier its words are asked for by those of the question (Berger and Lafferty, 1999, "Information
Retrieval as Statistical Translation"). It only ranks what is found and is never shown as an answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.once import once

FILE = Path(__file__).with_suffix(".safetensors")
# How much a text counts beside what is asked anywhere: lower is the more cautious.
TRUST = 10.0
MOST = 32  # terms of a question: the rarest of a longer one say enough
OCTAVE = 24.0  # steps of a stored chance from one power of two to the next: 255 of them reach .0006

Floats = npt.NDArray[np.float32]
# Words of a text, each with the numbers of the parts that have it, once for each time that one
# does: 1 is its heading, the units are those from 2 on.
Words = Mapping[str, Sequence[int]]
HEADING, UNIT = 1, 2


@dataclass(frozen=True, eq=False)
class Question:
    """`chances` (said, terms): how likely each word of texts, by its number in `said`, is asked for
    by each term of the question; `weights` (terms,) add up to 1; `usual` (terms,) is the share that
    each has among the words of all questions. `rarity` is of all its terms and adds up to 1, too.
    """

    rarity: Mapping[str, float]
    weights: Floats
    usual: Floats
    chances: Floats
    said: Mapping[str, int]

    def likenesses(self, texts: Collection[Words]) -> list[tuple[float, Floats]]:
        """Of each text as a whole, and (units,) of each unit under the heading: the mean logarithm
        of how much likelier it makes the question's terms; from 0, where it says nothing of them,
        to some 5. Units at the end that have no words are left out.
        """
        every = [parts for text in texts for parts in text.values()]
        times = np.fromiter(map(len, every), np.intp)
        found = (self.said.get(word, -1) for text in texts for word in text)
        numbers = np.repeat(np.fromiter(found, np.intp), times)
        of = np.repeat(np.repeat(np.arange(len(texts)), [*map(len, texts)]), times)
        parts = np.fromiter(chain.from_iterable(every), np.intp)
        sizes = np.full(len(texts), UNIT)
        np.maximum.at(sizes, of, parts + 1)
        starts = np.cumsum(sizes) - sizes  # the parts of all texts stand one after another
        parts += starts[of]
        counts = np.bincount(parts, minlength=sizes.sum())[:, None]
        chances = np.zeros((len(counts), len(self.weights)), np.float32)
        known = numbers >= 0
        np.add.at(chances, parts[known], self.chances[numbers[known]])
        heading = np.repeat(starts + HEADING, sizes)
        units = (chances + chances[heading]) / np.maximum(counts + counts[heading], 1)
        # What stands in no unit is of the whole text alone, whose place is the first.
        whole, said = (np.add.reduceat(own, starts) for own in (chances, counts))
        units[starts] = whole / np.maximum(said, 1)
        likelier = np.log1p(TRUST * units / self.usual) @ self.weights
        own = (likelier[start : start + size] for start, size in zip(starts, sizes, strict=True))
        return [(float(each[0]), each[UNIT:]) for each in own]

    def share(self, words: Words) -> float:
        """Of the question's own terms, by their rarity, the most that any unit has under the
        heading; 0 to 1.
        """
        heading, shares = 0.0, dict[int, float]()
        for term, rarity in self.rarity.items():
            parts = set(words.get(term, ()))
            if HEADING in parts:
                heading += rarity
            else:
                for part in parts:
                    shares[part] = shares.get(part, 0.0) + rarity
        return heading + max((own for part, own in shares.items() if part >= UNIT), default=0.0)


@dataclass(frozen=True, eq=False)
class Translation:
    """`asked` are words of questions, whose numbers `n` go into `starts` (asked + 1,): the words of
    texts that they ask for are those with the numbers `entries[starts[n]:starts[n + 1]]` in `said`,
    each with the chance 2^-(steps / OCTAVE). `usual` (asked,): see `Question`.
    """

    asked: Mapping[str, int]
    said: Mapping[str, int]
    starts: npt.NDArray[np.int32]
    entries: npt.NDArray[np.uint16]
    steps: npt.NDArray[np.uint8]
    usual: Floats

    def of(self, terms: Mapping[str, float]) -> Question:
        """`terms` with their weights, as `index.words.terms.asked` has them."""
        known = {self.asked[term]: weight for term, weight in terms.items() if term in self.asked}
        numbers = np.array(list(known), np.intp)
        weights = np.array(list(known.values()), np.float32) * self.rarity[numbers]
        best = np.argsort(-weights, kind="stable")[:MOST]
        numbers, weights = numbers[best], weights[best] / max(float(weights[best].sum()), 1e-9)
        chances = np.zeros((len(self.said), len(numbers)), np.float32)
        for column, number in enumerate(numbers):
            own = slice(self.starts[number], self.starts[number + 1])
            chances[self.entries[own], column] = np.exp2(self.steps[own] / np.float32(-OCTAVE))
        return Question(self._shares(terms), weights, self.usual[numbers], chances, self.said)

    def _shares(self, terms: Mapping[str, float]) -> dict[str, float]:
        """Of each term in the rarity of all; what nobody asked for is as rare as anything."""
        rarest = float(self.rarity.max())
        own = {
            term: weight * (float(self.rarity[self.asked[term]]) if term in self.asked else rarest)
            for term, weight in terms.items()
        }
        total = sum(own.values()) or 1.0
        return {term: rarity / total for term, rarity in own.items()}

    @cached_property
    def rarity(self) -> Floats:
        """(asked,)"""
        return np.asarray(-np.log(self.usual))


@once
def bundled_translation() -> Translation:
    from safetensors.numpy import load_file

    found = load_file(FILE)
    asked, said = (
        {word: n for n, word in enumerate(found.pop(name).tobytes().decode().split("\n"))}
        for name in ("asked", "said")
    )
    return Translation(asked, said, **found)
