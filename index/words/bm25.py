"""BM25 over the words of a store (Robertson and Zaragoza, 2009, "The Probabilistic Relevance
Framework: BM25 and Beyond"), with phrases that may stand in the place of a question's term.

A term and its phrases are one word of the query, held by every content that holds any of them:
Pirkola (1998), "The effects of query structure and dictionary setups in dictionary-based
cross-language information retrieval".
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from index.words.terms import halves

K1, B = 0.9, 0.4  # in short passages a second mention and the length say little

Phrase = tuple[str, ...]  # terms of which a content must have all
# By term of the question: what may stand in its place, and how much that counts, 0 to 1.
Alternatives = Mapping[str, Mapping[Phrase, float]]
Postings = Callable[[str], dict[int, int]]  # how often a term stands in contents


@dataclass(frozen=True)
class Match:
    """Scores in (0, 1] of every content that has a term of the question or a phrase for it, and
    each term's weight.

    A score is BM25 over the most that the question could reach; a term that no content has
    counts in that most, so a chance match of one term in five stays small.
    """

    scores: Mapping[int, float]
    rarity: Mapping[str, float]
    alternatives: Alternatives = field(default_factory=dict)

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


@dataclass(frozen=True)
class Words:
    """The words of one state of a store: how many contents, and their mean length in terms.

    `halfway`: by content, the count of a term that is worth half of what any count can be.
    """

    count: int
    mean_length: float
    halfway: Mapping[int, float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, lengths: Mapping[int, int]) -> "Words":
        """By content."""
        mean = sum(lengths.values()) / (len(lengths) or 1) or 1.0
        halfway = {id: K1 * (1 - B + B * length / mean) for id, length in lengths.items()}
        return cls(len(lengths), mean, halfway)

    def match(
        self,
        postings: Postings,
        question: Iterable[str],
        alternatives: Alternatives | None = None,
    ) -> Match:
        """`question` may map its terms to weights; else each weighs 1."""
        weights = question if isinstance(question, Mapping) else dict.fromkeys(question, 1.0)
        held = _Held(postings)
        scores: dict[int, float] = defaultdict(float)
        rarity: dict[str, float] = {}
        instead: dict[str, dict[Phrase, float]] = {}
        for term in sorted(weights):
            instead[term] = held.phrases(term, (alternatives or {}).get(term, {}))
            best = self._best(held, {(term,): 1.0} | instead[term])
            rarity[term] = weights[term] * self._rarity(len(best))
            for content, saturation in best.items():
                scores[content] += rarity[term] * saturation
        most = sum(rarity.values())
        found = {content: score / most for content, score in scores.items()}
        return Match(found, rarity, {term: phrases for term, phrases in instead.items() if phrases})

    def _best(self, held: "_Held", phrases: Mapping[Phrase, float]) -> dict[int, float]:
        """For each content with any of the phrases, what the best of them is worth, 0 to 1."""
        best: dict[int, float] = {}
        for phrase, weight in phrases.items():
            for content, count in held.by(phrase).items():
                worth = weight * count / (count + self.halfway[content])
                if worth > best.get(content, 0.0):
                    best[content] = worth
        return best

    def _rarity(self, holding: int) -> float:
        """The inverse document frequency of a term that `holding` contents have; above 0."""
        return math.log(1 + (self.count - holding + 0.5) / (holding + 0.5))


class _Held:
    """How often terms and phrases stand in contents; each term is read once."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._known: dict[str, dict[int, int]] = {}

    def phrases(self, term: str, phrases: Mapping[Phrase, float]) -> dict[Phrase, float]:
        """Those that any content has; for an unknown term also its halves, as good as itself."""
        cut = [] if self._term(term) else halves(term)
        given: dict[Phrase, float] = dict(phrases) | dict.fromkeys(cut, 1.0)
        return {phrase: weight for phrase, weight in given.items() if self.by(phrase)}

    def by(self, phrase: Phrase) -> dict[int, int]:
        """Contents that have all its terms, each with the count of the scarcest."""
        first, *rest = sorted((self._term(term) for term in phrase), key=len)
        if not rest:
            return first
        return {
            content: min(count, *(other[content] for other in rest))
            for content, count in first.items()
            if all(content in other for other in rest)
        }

    def _term(self, term: str) -> dict[int, int]:
        if term not in self._known:
            self._known[term] = self._postings(term)
        return self._known[term]
