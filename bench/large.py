"""One person's notes by the hundred thousand passages, on the embedded store: what they take on
disk, to open, to ask and to edit. Each step is a process of its own.

Words and vectors are drawn at random, by Zipf's law and around topics, and written without notes,
for analyser and encoder would need half an hour. Questions go through both.

python -m bench.large [--passages 1000 10000 100000] [--units 5]
"""

import argparse
import hashlib
import multiprocessing
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from bench.generated import WORDS, paragraph
from bench.sync import peak
from index.embedding.encoder import Encoder
from index.embedding.vectors import Vectors, normalise
from index.passages.chunks import Chunk
from index.store import Store
from index.store.engine import EVERYTHING, Content, Draft
from qa import Notebook

_WIDTH, _TOPICS = 384, 3_000
_VOCABULARY, _LENGTH = 60_000, 80  # words there are, and in a passage
_OF_A_NOTE, _OF_A_BOOK = 3, 300  # passages
_ASKED = 60

Figures = dict[str, float]


class Drawn:
    """Vectors around a topic each, as far apart as those of the bundled model."""

    name, fingerprint = "drawn", "drawn 1"

    @cached_property
    def _topics(self) -> Vectors:
        return np.random.default_rng(0).standard_normal((_TOPICS + 1, _WIDTH)).astype(np.float32)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder()

    def rows(self, text: str, count: int) -> Vectors:
        """The last topic is what all have in common."""
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        noise = np.random.default_rng(seed).standard_normal((count, _WIDTH)).astype(np.float32)
        return normalise(self._topics[seed % _TOPICS] + 0.3 * self._topics[-1] + noise)

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        return [self.rows(c.text, len(c.units) + bool(c.heading)) for c in chunks]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self._encoder.encode_queries(texts)  # for its time and memory
        return np.concatenate([self.rows(text, 1) for text in texts])


class Passages:
    """Written as a sync writes them."""

    def __init__(self, units: int) -> None:
        self.units, self.model = units, Drawn()
        self._words = [*WORDS, *(f"낱말{n}" for n in range(_VOCABULARY - len(WORDS)))]
        self._drawn = np.cumsum(1 / np.arange(8, 8 + _VOCABULARY))
        self._choose = np.random.default_rng(1)

    def _content(self, number: str) -> Content:
        drawn = self._choose.random(_LENGTH) * self._drawn[-1]
        words: dict[str, list[int]] = defaultdict(list)
        for nth, place in enumerate(np.searchsorted(self._drawn, drawn)):
            words[self._words[place]].append(2 + nth % self.units)
        vectors = self.model.rows(number, self.units).astype("<f2").tobytes()
        digest = hashlib.sha256(number.encode()).digest()
        return Content(digest, True, digest, self.units, vectors, words)

    def put(self, draft: Draft, note: int, known: int | None, edition: str = "") -> int:
        numbers = range(_OF_A_NOTE * note, _OF_A_NOTE * (note + 1))
        path = f"책 {numbers[0] // _OF_A_BOOK:03}/{note}.md"
        id = draft.put_note(_row(path), known)
        ids = draft.add([self._content(f"{number} {edition}") for number in numbers])
        draft.put_chunks(
            id, [(content, 400 * n, 400 * n + 399, n + 1, n + 1, "[]", "", "글 " * 130)
                 for n, content in enumerate(ids)],
        )  # fmt: skip
        return id


def _row(path: str) -> dict[str, str | int | bytes | None]:
    row = dict.fromkeys(("url", "date", "lang", "source"))
    return row | {
        "path": path, "key": path, "size": 1, "mtime_ns": 1, "hash": b"", "encoding": "utf-8",
        "book": path.split("/")[0], "chapter": 1, "title": path, "tags": "[]", "notices": "[]",
        "settled": 1,
    }  # fmt: skip


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    with closing(Store(folder / ".galpi", folder / "notes")) as store:
        yield store


def build(folder: Path, passages: int, units: int) -> Figures:
    drawn = Passages(units)
    with opened(folder) as store, Clock("written in, s", "of the CPU, s") as clock:
        with store.engine.writing() as draft:
            store.adopt(draft, drawn.model)
            for note in range(-(-passages // _OF_A_NOTE)):
                drawn.put(draft, note, None)
            draft.prune()
        store.engine.compact()
        size = sum(path.stat().st_size for path in store.folder.iterdir()) / 1e6
    return {**clock.figures, "on disk, MB": size, "writing, peak MB": peak()}


def asking(folder: Path, passages: int, units: int) -> Figures:
    questions = [paragraph(random.Random(f"question {n}"), 1) for n in range(_ASKED)]
    with Clock("opened, s", "opened, CPU s") as opening:
        store = Store(folder / ".galpi", folder / "notes")
        with store.engine.reading() as state:
            state.spread(np.zeros(_WIDTH, np.float32))
    notebook = Notebook(folder / "notes", store, Drawn())
    with Clock("first question, s", "first question, CPU s") as first:
        notebook.search(questions[0])
    warm, cpu = _asked(notebook, questions[1:])
    booked, booked_cpu = _asked(notebook, questions[1:], "책 001")
    return {
        **opening.figures, **first.figures,
        "warm, median ms": median(warm), "warm, p95 ms": quantiles(warm, n=20)[-1],
        "warm, median CPU ms": median(cpu), "in a book, median ms": median(booked),
        "in a book, median CPU ms": median(booked_cpu), "asking, peak MB": peak(),
    }  # fmt: skip


def _asked(
    notebook: Notebook, questions: Sequence[str], book: str | None = None
) -> tuple[list[float], list[float]]:
    """Milliseconds by the clock, and of all cores."""
    figures = []
    for question in questions:
        with Clock("wall", "cpu") as clock:
            assert notebook.search(question, book=book)
        figures.append(clock.figures)
    wall, cpu = ([1_000 * one[name] for one in figures] for name in ("wall", "cpu"))
    return wall, cpu


def recall(folder: Path, passages: int, units: int) -> Figures:
    """Of the hundred nearest contents of each question, against all vectors multiplied out."""
    model = Drawn()
    queries = np.concatenate([model.rows(f"recall {n}", 1) for n in range(20)])
    with opened(folder) as store, store.engine.reading() as state:
        found = [set(state.nearest(query, 100, EVERYTHING)) for query in queries]
        ids, best = [], []
        for kept in state.contents():
            rows = np.frombuffer(kept.vectors, "<f2").astype(np.float32)
            ids.append(kept.id)
            best.append((rows.reshape(kept.units, -1) @ queries.T).max(axis=0))
    order = np.argsort(-np.stack(best), axis=0)[:100]
    exact = [{ids[place] for place in column} for column in order.T]
    shares = [len(a & b) / len(b) for a, b in zip(found, exact, strict=True)]
    return {"recall@100": sum(shares) / len(shares)}


def editing(folder: Path, passages: int, units: int) -> Figures:
    """A note's passages anew, and the question after it, in a process that answers meanwhile."""
    drawn, question = Passages(units), "파드가 죽으면 어떻게 되는가?"
    with opened(folder) as store:
        notebook = Notebook(folder / "notes", store, drawn.model)
        notebook.search(question)
        edits, after = [], []
        for note in (1, 3, 5, 7, 9):
            with Clock("wall", "cpu") as clock:
                with store.engine.writing() as draft:
                    store.adopt(draft, drawn.model)
                    drawn.put(draft, note, note + 1, "second")
                    draft.prune()
                store.engine.compact()
            edits.append(clock.figures)
            after.append(_asked(notebook, [question])[1][0])
    return {
        "one edit written, ms": 1_000 * median(edit["wall"] for edit in edits),
        "one edit written, CPU ms": 1_000 * median(edit["cpu"] for edit in edits),
        "the question after it, CPU ms": median(after),
    }


class Clock:
    """Seconds by the clock and of all cores, which is what counts on a busy machine."""

    def __init__(self, wall: str, cpu: str) -> None:
        self.names, self.figures = (wall, cpu), Figures()

    def __enter__(self) -> "Clock":
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        ended = time.perf_counter(), time.process_time()
        for name, first, last in zip(self.names, self._began, ended, strict=True):
            self.figures[name] = last - first


def measure(passages: int, units: int) -> Figures:
    steps: list[Callable[[Path, int, int], Figures]] = [build, asking, recall, editing]
    context, found = multiprocessing.get_context("spawn"), Figures()
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "notes").mkdir()
        for step in steps:
            with context.Pool(1) as pool:
                found |= pool.apply(step, (Path(scratch), passages, units))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--units", type=int, default=5, help="vectors of a passage")
    args = parser.parse_args()
    columns = [measure(passages, args.units) for passages in args.passages]
    print("| passages | " + " | ".join(f"{passages:,}" for passages in args.passages) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(f"{column[name]:,.4g}" for column in columns) + " |")


if __name__ == "__main__":
    main()
