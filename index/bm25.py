"""BM25 over the words of a store (Robertson and Zaragoza, 2009), computed in SQL's reach."""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

K1, B = 0.9, 0.4  # short passages: a second mention and a short text say little more


@dataclass(frozen=True)
class Lengths:
    """Number of contents and their mean length in terms."""

    count: int
    mean: float

    @classmethod
    def load(cls, connection: sqlite3.Connection) -> "Lengths":
        count, mean = connection.execute("SELECT count(*), avg(length) FROM contents").fetchone()
        return cls(count, mean or 1.0)


def rarity(count: int, holding: int) -> float:
    """The inverse document frequency of a term that `holding` of `count` contents have; > 0."""
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


def bm25(
    connection: sqlite3.Connection, lengths: Lengths, question: Iterable[str]
) -> dict[int, float]:
    """Score in (0, 1] of every content that has a term of the question.

    It is BM25 over the most that the question could score; a term that no content has counts
    in that most, so a chance match of one term in five stays small.
    """
    scores: dict[int, float] = defaultdict(float)
    most = 0.0
    for term in sorted(set(question)):
        rows = connection.execute(
            "SELECT content, count, length FROM words JOIN contents ON id = content WHERE term = ?",
            (term,),
        ).fetchall()
        weight = rarity(lengths.count, len(rows)) * (K1 + 1)
        most += weight
        for content, count, length in rows:
            norm = K1 * (1 - B + B * length / lengths.mean)
            scores[content] += weight * count / (count + norm)
    return {content: score / most for content, score in scores.items()}
