"""What words of notes are asked for by: 자물쇠 for a `lock`, 손님 for a 고객, `payday` for 급여일.

Of some 190,000 questions and the sentences that answer them, `training.translation` learned how
likely each word of a sentence is asked for by each word of a question: IBM Model 1 (Brown et al.,
1993, "The Mathematics of Statistical Machine Translation"). A text answers the likelier, the
likelier its words are asked for by those of the question (Berger and Lafferty, 1999, "Information
Retrieval as Statistical Translation"). It only ranks what is found and is never shown as an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.once import once
from index.words.terms import asked

FILE = Path(__file__).with_suffix(".safetensors")
# How much a text counts beside what is asked anywhere: lower is the more cautious.
TRUST = 10.0
MOST = 32  # terms of a question: the rarest of a longer one say enough
OCTAVE = 24.0  # steps of a stored chance from one power of two to the next: 255 of them reach .0006

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Question:
    """`chances` (said, terms): how likely each word of texts, by its number in `said`, is asked for
    by each term of the question; `weights` (terms,) add up to 1; `usual` (terms,) is the share that
    each has among the words of all questions.
    """

    weights: Floats
    usual: Floats
    chances: Floats
    said: Mapping[str, int]

    def likeness(self, words: Mapping[str, int]) -> float:
        """Of a text with so many of these words: the mean logarithm of how much likelier it makes
        the question's terms; from 0, for a text that says nothing of it, to some 5.
        """
        known = {self.said[word]: count for word, count in words.items() if word in self.said}
        counts = np.fromiter(known.values(), np.float32, len(known)) / (sum(words.values()) or 1)
        found = counts @ self.chances[list(known)]
        return float(self.weights @ np.log1p(TRUST * found / self.usual))


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
        weights = np.array(list(known.values()), np.float32) * -np.log(self.usual[numbers])
        best = np.argsort(-weights, kind="stable")[:MOST]
        numbers, weights = numbers[best], weights[best] / max(float(weights[best].sum()), 1e-9)
        chances = np.zeros((len(self.said), len(numbers)), np.float32)
        for column, number in enumerate(numbers):
            own = slice(self.starts[number], self.starts[number + 1])
            chances[self.entries[own], column] = np.exp2(self.steps[own] / np.float32(-OCTAVE))
        return Question(weights, self.usual[numbers], chances, self.said)


@lru_cache(maxsize=4)  # of a question that is searched and then read
def translated(question: str) -> Question:
    return bundled_translation().of(asked(question).weights)


@once
def bundled_translation() -> Translation:
    from safetensors.numpy import load_file

    found = load_file(FILE)
    asked, said = (
        {word: n for n, word in enumerate(found.pop(name).tobytes().decode().split("\n"))}
        for name in ("asked", "said")
    )
    return Translation(asked, said, **found)
