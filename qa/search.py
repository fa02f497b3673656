"""Search: dense and word candidates, fused on their scores."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.embedding.vectors import BUNDLED, Embedder, Vectors
from index.store import Store
from index.store.engine import Passage, Scope, State, Stated
from index.words.dictionary import NOTHING, bundled_dictionary
from index.words.glossary import Glossary
from index.words.terms import asked
from index.words.translation import Question, bundled_translation
from qa.answers import Hit, make_label
from qa.filters import Filters as Filters
from qa.links import links_to
from qa.wording import Names, in_words_of, names_in, spelt_otherwise

CANDIDATES = 100  # from each side
CLOSER = 40  # passages that are looked at unit by unit
RESPELT = 3  # hits whose spelling counts
# Weights beside the dense z-score, fitted over questions that neither the encoder nor the table had
# learned from (`training.weights`). The more of the question's own words any passage meets, the
# more these count: of the passage, and (squared) of its unit that has the most of them. As far as
# they are met by none, it is what the question may describe without naming it, and what the words
# of the passage, and those of its likeliest unit, are asked for by; for who names a thing means
# that and no other. One set of weights for all languages: through the glossary the words of an
# English question stand in Korean notes too.
WORDS, SHARE = 14.0, 3.0
MEANT, SAID, UNIT_SAID = 10.0, 0.3, 0.6
APART = 0.5  # of the z-score, among passages that are equally near


@dataclass(frozen=True)
class Parts:
    """What the score of a passage is made of."""

    z: float  # the cosine of its nearest vector, in standard deviations above the mean of all
    words: float  # the words' score, 0 to 1
    named: float  # likewise, of what the question may describe
    apart: float = 0.0  # how far its next vector is below that of others as near, in deviations
    share: float = 0.0  # see `index.words.translation.Question`
    said: float = 0.0  # likewise, its likeness
    likely: tuple[float, ...] = ()  # that of its units
    cosines: tuple[float, ...] = ()  # of its vectors

    def terms(self, met: float) -> tuple[float, ...]:
        """What is weighed, in the order of `score`; `met` is the largest of the words' scores."""
        own = (met * self.words, met * self.share**2)
        said = (self.named, self.said, max(self.likely, default=0.0))
        return (self.z, -self.apart, *own, *((1 - met) * one for one in said))

    def score(self, met: float) -> float:
        weights = (1.0, APART, WORDS, SHARE, MEANT, SAID, UNIT_SAID)
        return sum(weight * term for weight, term in zip(weights, self.terms(met), strict=True))


@dataclass(frozen=True)
class Found:
    """By content the parts of all that may answer, the largest of the words' scores, and what has
    other names.
    """

    parts: dict[int, Parts]
    met: float
    names: Names


class Searcher:
    def __init__(self, notes: Path, store: Store, model: Embedder) -> None:
        self.notes, self.store, self.model = notes, store, model

    def search(self, question: str, k: int, filters: Filters) -> list[Hit]:
        """At most k hits, best first; equal scores come in the order of path and place. Words that
        the notes have in another script alone are searched so: 리셋 as reset.
        """
        hits = self._search(question, k, filters)
        spelt = question
        for word, other in spelt_otherwise(question, hits[:RESPELT]):
            spelt = spelt if self._has(word, filters) else spelt.replace(word, other)
        return self._search(spelt, k, filters) if spelt != question else hits

    def _has(self, word: str, filters: Filters) -> bool:
        """Whether there are notes with each part of it."""
        with self.store.engine.reading() as state:
            scope = filters.scope(state)
            return all(state.match({term: 1.0}, {}, 1, scope) for term in asked(word).weights)

    def _search(self, question: str, k: int, filters: Filters) -> list[Hit]:
        with self.store.engine.reading() as state:
            scope = filters.scope(state)
            found = self.look(question, state, scope)
            hits = _hits(state, found.parts, found.met, k, scope)
        hits = [replace(hit, asked=in_words_of(question, found.names, hit)) for hit in hits]
        if not self._bundled:
            hits = [replace(hit, cosines=()) for hit in hits]
        return linked(self.notes, hits)

    def look(self, question: str, state: State, scope: Scope) -> Found:
        vector = self.model.encode_queries([question])[0]
        meant = bundled_dictionary().meant(vector) if self._bundled else NOTHING
        dense = state.nearest(vector, CANDIDATES, scope)
        words = asked(question)  # the analyser may still be loading beside all this
        glossary = Glossary.load(self.notes)
        instead = glossary.alternatives(words)
        lexical = state.match(words.weights, instead, CANDIDATES, scope, dense)
        named = state.match(meant.weights, meant.names, CANDIDATES, scope, dense | lexical)
        others = state.cosines(vector, (lexical | named).keys() - dense.keys())
        dense |= {content: float(own.max(initial=-1.0)) for content, own in others.items()}
        mean, deviation = state.spread(vector)
        parts = _fuse(dense, lexical, named, mean, deviation)
        met = max(lexical.values(), default=0.0)
        first = _ranked(parts, met)[:CLOSER]
        parts |= _translated(parts, state.words(first), bundled_translation().of(words.weights))
        parts |= _apart(parts, state.cosines(vector, first), deviation)
        return Found(parts, met, names_in(question, words, glossary))

    @property
    def _bundled(self) -> bool:
        """Only its vectors can be compared with the dictionary's, and its cosines with others'."""
        return self.model.name == BUNDLED


def linked(notes: Path, hits: Iterable[Hit]) -> list[Hit]:
    folder = notes.resolve()
    return [replace(hit, links=links_to(folder / hit.path, hit.line)) for hit in hits]


def _fuse(
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
    named: Mapping[int, float],
    mean: float,
    deviation: float,
) -> dict[int, Parts]:
    """By content."""
    return {
        content: Parts(
            (cosine - mean) / deviation, lexical.get(content, 0.0), named.get(content, 0.0)
        )
        for content, cosine in dense.items()
    }


def _ranked(parts: Mapping[int, Parts], met: float) -> list[int]:
    return sorted(parts, key=lambda content: (-parts[content].score(met), content))


def _translated(
    parts: Mapping[int, Parts], words: Mapping[int, Stated], question: Question
) -> dict[int, Parts]:
    """Those with these words, with what they are asked for by."""
    likenesses = question.likenesses(words.values())
    return {
        content: replace(
            parts[content], share=question.share(own), said=said, likely=tuple(likely.tolist())
        )
        for (content, own), (said, likely) in zip(words.items(), likenesses, strict=True)
    }


def _apart(
    parts: Mapping[int, Parts], cosines: Mapping[int, Vectors], deviation: float
) -> dict[int, Parts]:
    """Those with these cosines. A heading makes all passages below it equally near; the nearest of
    them is the one whose next vector is.
    """
    pairs = {content: np.sort(own)[-2:].tolist() for content, own in cosines.items() if len(own)}
    best: dict[float, float] = {}
    for second, first in (pair for pair in pairs.values() if len(pair) > 1):
        best[first] = max(second, best.get(first, -1.0))
    return {
        content: replace(
            parts[content],
            cosines=tuple(cosines[content].tolist()),
            apart=(best[pair[-1]] - pair[0]) / deviation if len(pair) > 1 else 0.0,
        )
        for content, pair in pairs.items()
    }


def _hits(state: State, parts: Mapping[int, Parts], met: float, k: int, scope: Scope) -> list[Hit]:
    """The k best chunks; a content may stand in several notes."""
    scores = {content: part.score(met) for content, part in parts.items()}
    found = state.passages(_ranked(parts, met)[: k + CANDIDATES], scope)
    found.sort(key=lambda passage: (-scores[passage.content], passage.path, passage.start))
    return [_hit(rank, parts[one.content], met, one) for rank, one in enumerate(found[:k], start=1)]


def _hit(rank: int, part: Parts, met: float, one: Passage) -> Hit:
    above = tuple(json.loads(one.headings))
    label = make_label(one.book, one.chapter, one.title, above)
    return Hit(
        *(one.text, part.score(met), rank, one.path, one.start, one.end, one.line, one.end_line),
        *(one.book, one.chapter, one.title, above, label, one.url, one.layout, part.words),
        cosines=part.cosines,
        likely=tuple((1 - met) * likeness for likeness in part.likely),
    )
