"""What a store of some size costs on either engine: opening, questions, one edit, disk, memory."""

import multiprocessing
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

import psycopg

from bench.averaged import Averaged
from bench.generated import paragraph
from index.embedding.vectors import Vectors
from index.store import Store, Where
from index.store.postgres.state import PostgresState
from index.store.postgres.vectors import nearest
from index.store.sync import sync
from index.words.terms import terms
from qa.filters import Filters
from qa.search import Searcher

_QUESTIONS, _NEAREST = 60, 10
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    passages: int
    opening: float  # seconds, with the first question
    warm: float  # median of a question, in ms
    slow: float  # at most, of 19 in 20
    filtered: float  # median within a book
    memory: float  # MB, at most
    recall: float  # of the ten nearest, beside going through all vectors


def apart(work: Callable[[Path, Where], T], notes: Path, where: Where) -> T:
    """In a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (notes, where))


def first_sync(notes: Path, where: Where) -> float:
    """Seconds."""
    with closing(Store(where, notes)) as store:
        return sync(notes, store, Averaged()).seconds


def one_edit(notes: Path, where: Where) -> float:
    """Seconds, with model and analyser loaded."""
    model, path = Averaged(), min(notes.rglob("*.md"))
    with closing(Store(where, notes)) as store:
        sync(notes, store, model)
        terms(["덥힌다"])
        path.write_text(f"{path.read_text(encoding='utf-8')}\n고친 문단이다.\n", encoding="utf-8")
        return sync(notes, store, model).seconds


def asking(notes: Path, where: Where) -> Asked:
    model, questions = Averaged(), list(_questions())
    vectors = model.encode_queries(questions)
    terms(["덥힌다"])
    began = time.perf_counter()
    with closing(Store(where, notes)) as store:
        searcher = Searcher(notes, store, model)
        searcher.search(questions[0], 5, Filters())
        opening = time.perf_counter() - began
        times = [_ms(searcher, question, Filters()) for question in questions]
        filtered = [_ms(searcher, question, Filters(book="책 000")) for question in questions]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with store.engine.reading() as state:
            _, passages, _ = state.counts()
            recall = _recall(state, vectors) if isinstance(state, PostgresState) else 1.0
    slow = quantiles(times, n=20)[-1]
    return Asked(passages, opening, median(times), slow, median(filtered), peak, recall)


def _questions() -> Iterator[str]:
    choose = random.Random("questions")
    for _ in range(_QUESTIONS):
        yield paragraph(choose, 1).replace("다.", "나?")


def _ms(searcher: Searcher, question: str, filters: Filters) -> float:
    began = time.perf_counter()
    searcher.search(question, 5, filters)
    return 1_000 * (time.perf_counter() - began)


def _recall(state: PostgresState, queries: Vectors) -> float:
    """Of the contents that an index finds, those that are nearest indeed."""
    right = 0
    for query in queries:
        found, best = (_nearest(state, query, exact) for exact in (False, True))
        right += len(found & best)
    return right / (_NEAREST * len(queries))


def _nearest(state: PostgresState, query: Vectors, exact: bool) -> set[int]:
    near = nearest(state.connection, state.notebook, query, _NEAREST, "TRUE", {}, exact)
    return set(near)


def disk(where: Where) -> float:
    """MB."""
    if isinstance(where, Path):
        return sum(file.stat().st_size for file in where.iterdir()) / 1e6
    with psycopg.connect(str(where)) as connection:
        row = connection.execute(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relnamespace = 'galpi'::regnamespace AND relkind = 'r'"
        ).fetchone()
        return float(row[0]) / 1e6 if row else 0.0
