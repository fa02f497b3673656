"""BM25 over the words of a store (Robertson and Zaragoza, 2009, "The Probabilistic Relevance
Framework: BM25 and Beyond"), with phrases that may stand in the place of a question's term.

A term and its phrases are one word of the query, held by every content that holds any of them:
Pirkola (1998), "The effects of query structure and dictionary setups in dictionary-based
cross-language information retrieval".
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.words.terms import halves

K1, B = 0.9, 0.4  # in short passages a second mention and the length say little

Phrase = tuple[str, ...]  # terms of which a content must have all
# By term of the question: what may stand in its place, and how much that counts, 0 to 1.
Alternatives = Mapping[str, Mapping[Phrase, float]]
Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class Held(NamedTuple):
    """Contents that have a term or a phrase, ascending, and how often each has it."""

    contents: Numbers
    counts: Numbers


NONE = Held(np.zeros(0, np.int64), np.zeros(0, np.int64))
Postings = Callable[[str], Held]


@dataclass(frozen=True, eq=False)
class Weights:
    """Of the terms of a question, with the phrases that may stand in their place."""

    rarity: Mapping[str, float]
    alternatives: Alternatives

    def share(self, terms: Collection[str]) -> float:
        """Of the question's weight, the share that a text with these terms has; 0 to 1."""
        has = set(terms)
        met = sum(weight * self._meets(term, has) for term, weight in self.rarity.items())
        return met / (sum(self.rarity.values()) or 1.0)

    def _meets(self, term: str, has: set[str]) -> float:
        if term in has:
            return 1.0
        phrases = self.alternatives.get(term, {})
        return max((w for phrase, w in phrases.items() if has.issuperset(phrase)), default=0.0)


@dataclass(frozen=True, eq=False)
class Match(Weights):
    """Scores in [0, 1] by number of the content, 0 of those without any term of the question or a
    phrase for it.

    A score is BM25 over the most that the question could reach; a term that no content has
    counts in that most, so a chance match of one term in five stays small.
    """

    scores: Scores

    def best(self, k: int, allowed: Numbers | None = None) -> dict[int, float]:
        """The k best contents, of the allowed ones, best first and equal ones in the order of
        their numbers.
        """
        found = np.flatnonzero(self.scores) if allowed is None else np.unique(allowed)
        scores = self.scores[found]
        least = np.partition(scores, -k)[-k] if len(found) > k else 0.0
        found = found[(scores >= least) & (scores > 0)]
        order = np.lexsort((found, -self.scores[found]))[:k]
        return self.of(found[order].tolist())

    def of(self, contents: Iterable[int]) -> dict[int, float]:
        """Of those of them that have any."""
        return {content: float(score) for content in contents if (score := self.scores[content])}


@dataclass(frozen=True)
class Words:
    """The words of one state of a store: how many contents, and their mean length in terms.

    `halfway`: by number of the content, the count of a term that is worth half of what any count
    can be.
    """

    count: int
    mean_length: float
    halfway: Scores = field(compare=False, repr=False)

    @classmethod
    def of(cls, contents: Numbers, lengths: Numbers) -> "Words":
        mean = float(lengths.sum()) / (len(contents) or 1) or 1.0
        halfway = np.ones(int(contents.max(initial=-1)) + 1)
        halfway[contents] = K1 * (1 - B + B * lengths / mean)
        return cls(len(contents), mean, halfway)

    def match(
        self,
        postings: Postings,
        question: Iterable[str],
        alternatives: Alternatives | None = None,
    ) -> Match:
        """`question` may map its terms to weights; else each weighs 1."""
        weights = question if isinstance(question, Mapping) else dict.fromkeys(question, 1.0)
        phrases = _Phrases(postings)
        scores = np.zeros(len(self.halfway))
        rarity: dict[str, float] = {}
        instead: dict[str, dict[Phrase, float]] = {}
        for term in sorted(weights):
            instead[term] = phrases.for_(term, (alternatives or {}).get(term, {}))
            contents, worth = self._best(phrases, {(term,): 1.0} | instead[term])
            rarity[term] = weights[term] * self._rarity(len(contents))
            scores[contents] += rarity[term] * worth
        most = sum(rarity.values()) or 1.0
        kept = {term: phrases for term, phrases in instead.items() if phrases}
        return Match(rarity, kept, scores / most)

    def _best(self, phrases: "_Phrases", given: Mapping[Phrase, float]) -> tuple[Numbers, Scores]:
        """Contents with any of the phrases, and what the best of them is worth, 0 to 1."""
        found = [(phrases.held(phrase), weight) for phrase, weight in given.items()]
        worths = [
            (held.contents, weight * held.counts / (held.counts + self.halfway[held.contents]))
            for held, weight in found
            if len(held.contents)
        ]
        if len(worths) == 1:
            return worths[0]
        best = np.zeros(len(self.halfway))
        for contents, worth in worths:
            best[contents] = np.maximum(best[contents], worth)
        contents = np.flatnonzero(best)
        return contents, best[contents]

    def _rarity(self, holding: int) -> float:
        """The inverse document frequency of a term that `holding` contents have; above 0."""
        return math.log(1 + (self.count - holding + 0.5) / (holding + 0.5))


class _Phrases:
    """How often terms and phrases stand in contents; each term is read once."""

    def __init__(self, postings: Postings) -> None:
        self._term = cache(postings)

    def for_(self, term: str, phrases: Mapping[Phrase, float]) -> dict[Phrase, float]:
        """Those that any content has; for an unknown term also its halves, as good as itself."""
        cut = [] if len(self._term(term).contents) else halves(term)
        given: dict[Phrase, float] = dict(phrases) | dict.fromkeys(cut, 1.0)
        return {phrase: w for phrase, w in given.items() if len(self.held(phrase).contents)}

    def held(self, phrase: Phrase) -> Held:
        """By contents that have all its terms, each with the count of the scarcest."""
        every = sorted((self._term(term) for term in phrase), key=lambda held: len(held.contents))
        contents, counts = every[0]
        for other in every[1:]:
            if len(contents):
                places = np.searchsorted(other.contents, contents)
                has = other.contents[np.minimum(places, len(other.contents) - 1)] == contents
                contents = contents[has]
                counts = np.minimum(counts[has], other.counts[places[has]])
        return Held(contents, counts)
