"""Search: dense and word candidates, fused on their scores."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.embedding.vectors import BUNDLED, Embedder
from index.store import Store
from index.store.engine import Passage, Scope, State
from index.words.dictionary import NOTHING, bundled_dictionary
from index.words.glossary import Glossary
from index.words.terms import asked
from index.words.translation import Question, translated
from qa.answers import Hit, make_label
from qa.filters import Filters as Filters
from qa.links import links_to

CANDIDATES = 100  # from each side
# Weight of the words' score (0 to 1) beside the dense z-score. One weight for all languages:
# through the glossary the words of an English question stand in Korean notes too.
WORDS = 8.0
# Likewise, of the score of the terms that the question may describe without naming them, and of
# what the words of a passage are asked for by, as far as no passage meets the question's own words:
# who names a thing means that and no other.
MEANT = 15.0
SAID = 1.3
TRANSLATED = 40  # passages whose words are looked at


@dataclass(frozen=True)
class Parts:
    """What the score of a passage is made of, apart from the weights."""

    near: float  # the cosine of its best unit
    z: float  # that in standard deviations above the mean of all units
    words: float  # of the words' score, 0 to 1
    named: float  # of what it may describe, likewise, as far as its words are met by none
    said: float = 0.0  # the likeness of its words by `index.words.translation`, likewise

    @property
    def score(self) -> float:
        return self.z + WORDS * self.words + MEANT * self.named + SAID * self.said


class Searcher:
    def __init__(self, notes: Path, store: Store, model: Embedder) -> None:
        self.notes, self.store, self.model = notes, store, model

    def search(self, question: str, k: int, filters: Filters) -> list[Hit]:
        """At most k hits, best first; equal scores come in the order of path and place."""
        vector = self.model.encode_queries([question])[0]
        # Only its vectors can be compared with the dictionary's, and its cosines with each other's.
        bundled = self.model.name == BUNDLED
        meant = bundled_dictionary().meant(vector) if bundled else NOTHING
        with self.store.engine.reading() as state:
            scope = filters.scope(state)
            dense = state.nearest(vector, CANDIDATES, scope)
            words = asked(question)  # the analyser may still be loading beside all this
            instead = Glossary.load(self.notes).alternatives(words)
            lexical = state.match(words.weights, instead, CANDIDATES, scope, dense)
            named = state.match(meant.weights, meant.names, CANDIDATES, scope, dense | lexical)
            dense |= state.cosines(vector, (lexical | named).keys() - dense.keys())
            parts = _fuse(dense, lexical, named, *state.spread(vector))
            parts |= _translated(state, parts, translated(question))
            hits = _hits(state, parts, k, scope)
        if not bundled:
            hits = [replace(hit, near=0.0) for hit in hits]
        return linked(self.notes, hits)


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
    unmet = 1.0 - max(lexical.values(), default=0.0)
    return {
        content: Parts(
            cosine,
            (cosine - mean) / deviation,
            lexical.get(content, 0.0),
            unmet * named.get(content, 0.0),
        )
        for content, cosine in dense.items()
    }


def _translated(state: State, parts: Mapping[int, Parts], question: Question) -> dict[int, Parts]:
    """The best of the parts, with what their words are asked for by."""
    best = sorted(parts, key=lambda content: (-parts[content].score, content))[:TRANSLATED]
    unmet = 1.0 - max((part.words for part in parts.values()), default=0.0)
    return {
        content: replace(parts[content], said=unmet * question.likeness(words))
        for content, words in state.words(best).items()
    }


def _hits(state: State, parts: Mapping[int, Parts], k: int, scope: Scope) -> list[Hit]:
    """The k best chunks; a content may stand in several notes."""
    scores = {content: part.score for content, part in parts.items()}
    best = sorted(scores, key=lambda content: (-scores[content], content))[: k + CANDIDATES]
    found = state.passages(best, scope)
    found.sort(key=lambda passage: (-scores[passage.content], passage.path, passage.start))
    return [_hit(rank, parts[one.content], one) for rank, one in enumerate(found[:k], start=1)]


def _hit(rank: int, part: Parts, one: Passage) -> Hit:
    above = tuple(json.loads(one.headings))
    label = make_label(one.book, one.chapter, one.title, above)
    return Hit(
        *(one.text, part.score, rank, one.path, one.start, one.end, one.line, one.end_line),
        *(one.book, one.chapter, one.title, above, label, one.url, one.layout, part.words),
        near=part.near,
    )
