"""BM25 over the words of a store (Robertson and Zaragoza, 2009, "The Probabilistic Relevance
Framework: BM25 and Beyond").
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

K1, B = 0.9, 0.4  # in short passages a second mention and the length say little


@dataclass(frozen=True)
class Match:
    """Scores in (0, 1] of every content that has a term of the question, and each term's weight.

    A score is BM25 over the most that the question could reach; a term that no content has
    counts in that most, so a chance match of one term in five stays small.
    """

    scores: Mapping[int, float]
    rarity: Mapping[str, float]


@dataclass(frozen=True)
class Words:
    """The words of one state of a store: how many contents, and their mean length in terms."""

    count: int
    mean_length: float

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> "Words":
        count, mean = connection.execute("SELECT count(*), avg(length) FROM contents").fetchone()
        return cls(count, mean or 1.0)

    def match(self, connection: sqlite3.Connection, question: Iterable[str]) -> Match:
        scores: dict[int, float] = defaultdict(float)
        rarity: dict[str, float] = {}
        for term in sorted(set(question)):
            rows = connection.execute(
                "SELECT content, count, length FROM words JOIN contents ON id = content "
                "WHERE term = ?",
                (term,),
            ).fetchall()
            rarity[term] = self._rarity(len(rows))
            for content, count, length in rows:
                saturation = count + K1 * (1 - B + B * length / self.mean_length)
                scores[content] += rarity[term] * count / saturation
        most = sum(rarity.values())
        return Match({content: score / most for content, score in scores.items()}, rarity)

    def _rarity(self, holding: int) -> float:
        """The inverse document frequency of a term that `holding` contents have; above 0."""
        return math.log(1 + (self.count - holding + 0.5) / (holding + 0.5))
