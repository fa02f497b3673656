"""Search: dense and word candidates, fused on their scores."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.embedding.nearest import Nearest
from index.embedding.vectors import Embedder, Vectors
from index.store import Store
from index.words.bm25 import Match, Words
from index.words.glossary import Glossary
from index.words.terms import asked
from qa.answers import Hit, make_label
from qa.filters import Filters as Filters
from qa.links import links_to

CANDIDATES = 100  # from each side
# Weight of the words' score (0 to 1) beside the dense z-score. One weight for all languages:
# through the glossary the words of an English question stand in Korean notes too.
WORDS = 10.0


@dataclass(frozen=True)
class Parts:
    """What the score of a passage is made of, apart from the weights."""

    z: float  # the cosine of its best unit, in standard deviations above the mean of all units
    words: float  # of the words' score, 0 to 1

    @property
    def score(self) -> float:
        return self.z + WORDS * self.words


class Searcher:
    """Holds the vectors of one state of the store, and swaps them when there is a newer one."""

    def __init__(self, notes: Path, store: Store, model: Embedder) -> None:
        self.notes, self.store, self.model = notes, store, model
        self._generation: str | None = None

    def search(self, question: str, k: int, filters: Filters) -> list[Hit]:
        """At most k hits, best first; equal scores come in the order of path and place."""
        vector = self.model.encode_queries([question])[0]
        words = asked(question)
        instead = Glossary.load(self.notes).alternatives(words)
        with self.store.reading() as connection:
            self._load(connection)
            filters = filters.check(connection)
            match = self._words.match(connection, words.weights, instead)
            parts = self._fuse(vector, match, _allowed(connection, filters))
            hits = _hits(connection, parts, k, filters)
        folder = self.notes.resolve()
        return [replace(hit, links=links_to(folder / hit.path, hit.line)) for hit in hits]

    def _load(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT value FROM settings WHERE name = 'generation'")
        (generation,) = rows.fetchone()
        if generation != self._generation:
            self._nearest = Nearest.load(connection)
            self._words = Words.load(connection)
            self._generation = generation

    def _fuse(self, vector: Vectors, match: Match, allowed: set[int] | None) -> dict[int, Parts]:
        """The candidates of both sides, by content."""
        lexical = [c for c in match.scores if allowed is None or c in allowed]
        lexical.sort(key=lambda content: (-match.scores[content], content))
        dense = dict(self._nearest.search(vector, CANDIDATES, allowed))
        rest = [content for content in lexical[:CANDIDATES] if content not in dense]
        for content, cosines in self._nearest.cosines(vector, rest).items():
            dense[content] = float(cosines.max(initial=-1.0))
        mean, deviation = self._nearest.spread(vector)
        return {
            content: Parts((cosine - mean) / deviation, match.scores.get(content, 0.0))
            for content, cosine in dense.items()
        }


def _allowed(connection: sqlite3.Connection, filters: Filters) -> set[int] | None:
    """Contents that stand in a matching note; None when nothing is filtered."""
    if filters == Filters():
        return None
    condition, values = filters.where()
    rows = connection.execute(
        f"SELECT content FROM chunks JOIN notes ON notes.id = note WHERE {condition}", values
    )
    return {content for (content,) in rows}


def _hits(
    connection: sqlite3.Connection, parts: Mapping[int, Parts], k: int, filters: Filters
) -> list[Hit]:
    """The k best chunks; a content may stand in several notes."""
    condition, values = filters.where()
    scores = {content: part.score for content, part in parts.items()}
    best = sorted(scores, key=lambda content: (-scores[content], content))[: k + CANDIDATES]
    marks = ", ".join("?" * len(best))
    rows = connection.execute(
        'SELECT content, text, start, "end", line, end_line, headings, '
        "path, book, chapter, title, url, layout FROM chunks JOIN notes ON notes.id = note "
        f"WHERE content IN ({marks}) AND {condition}",
        [*best, *values],
    ).fetchall()
    rows.sort(key=lambda row: (-scores[row[0]], row[7], row[2]))
    return [_hit(rank, parts[row[0]], row[1:]) for rank, row in enumerate(rows[:k], start=1)]


def _hit(rank: int, part: Parts, row: Sequence[Any]) -> Hit:
    text, start, end, line, end_line, headings, path, book, chapter, title, url, layout = row
    above = tuple(json.loads(headings))
    label = make_label(book, chapter, title, above)
    return Hit(
        *(text, part.score, rank, path, start, end, line, end_line),
        *(book, chapter, title, above, label, url, layout, part.words),
    )
