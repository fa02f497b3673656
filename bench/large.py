"""One person's notes by the hundred thousand passages, on the embedded store: what they cost to
sync, to open, to ask and to edit. Each step is a process of its own.

Notes are generated, and their vectors drawn at random around topics, for the encoder would need half
an hour; questions are encoded nevertheless, and their vectors drawn as well.

python -m bench.large [--passages 1000 10000 100000]
"""

import argparse
import hashlib
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from bench.generated import generate, paragraph
from bench.sync import edit, peak
from index.embedding.encoder import Encoder
from index.embedding.vectors import Vectors, normalise
from index.passages.chunks import Chunk
from index.store import Store
from index.store.engine import EVERYTHING
from index.store.sync import sync
from qa import Notebook

_WIDTH, _TOPICS, _PASSAGES_OF_A_NOTE = 384, 3_000, 3
_BOOK = "책 001"  # of a hundred notes
_ASKED = 60

Figures = dict[str, float]


class Drawn:
    """Vectors around the topic of a passage, as far apart as the bundled model's are."""

    name, fingerprint = "drawn", "drawn 1"

    @cached_property
    def _topics(self) -> Vectors:
        return np.random.default_rng(0).standard_normal((_TOPICS + 1, _WIDTH)).astype(np.float32)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder()

    def _rows(self, text: str, count: int) -> Vectors:
        """The last topic is what all have in common."""
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        noise = np.random.default_rng(seed).standard_normal((count, _WIDTH)).astype(np.float32)
        return normalise(self._topics[seed % _TOPICS] + 0.3 * self._topics[-1] + noise)

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        return [self._rows(c.content, len(c.units) + bool(c.heading)) for c in chunks]

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self._encoder.encode_queries(texts)
        return np.concatenate([self._rows(text, 1) for text in texts])


@contextmanager
def opened(folder: Path) -> Iterator[Notebook]:
    notes = folder / "notes"
    with closing(Notebook(notes, Store(folder / ".galpi", notes), Drawn())) as notebook:
        notebook.has_changed()
        yield notebook


def first_sync(folder: Path) -> Figures:
    began = time.perf_counter()
    with closing(Store(folder / ".galpi", folder / "notes")) as store:
        report = sync(folder / "notes", store, Drawn())
        with store.engine.reading() as state:
            _, passages, _ = state.counts()
        size = sum(path.stat().st_size for path in store.folder.iterdir()) / 1e6
    assert report.embedded <= passages
    seconds = time.perf_counter() - began
    return {"passages": passages, "sync, s": seconds, "on disk, MB": size, "sync, peak MB": peak()}


def asking(folder: Path) -> Figures:
    questions = [paragraph(random.Random(f"question {n}"), 1) for n in range(_ASKED)]
    began = time.perf_counter()
    with opened(folder) as notebook:
        found = {"open, s": time.perf_counter() - began}
        found["first question, s"] = _seconds(lambda: notebook.search(questions[0]))
        warm = [_seconds(lambda q=q: notebook.search(q)) for q in questions[1:]]  # type: ignore[misc]
        found["warm median, ms"] = 1_000 * median(warm)
        found["warm p95, ms"] = 1_000 * quantiles(warm, n=20)[-1]
        notebook.search(questions[0], book=_BOOK)
        booked = [_seconds(lambda q=q: notebook.search(q, book=_BOOK)) for q in questions[1:]]  # type: ignore[misc]
        found["in a book, ms"] = 1_000 * median(booked)
    return {**found, "asking, peak MB": peak()}


def recall(folder: Path) -> Figures:
    """Of the hundred nearest contents of each question, against all vectors multiplied out."""
    model = Drawn()
    queries = np.concatenate([model._rows(f"recall {n}", 1) for n in range(20)])
    with closing(Store(folder / ".galpi", folder / "notes")) as store:
        with store.engine.reading() as state:
            found = [set(state.nearest(query, 100, EVERYTHING)) for query in queries]
            ids, best = [], []
            for kept in state.contents():
                rows = np.frombuffer(kept.vectors, "<f2").astype(np.float32)
                ids.append(kept.id)
                best.append((rows.reshape(kept.units, -1) @ queries.T).max(axis=0))
    order = np.argsort(-np.stack(best), axis=0)[:100]
    exact = [{ids[place] for place in column} for column in order.T]
    return {"recall@100": sum(len(a & b) for a, b in zip(found, exact, strict=True)) / 2_000}


def one_edit(folder: Path) -> Figures:
    """The second of two, for the first loads the analyser; and the first question after it."""
    paths = sorted((folder / "notes").rglob("*.md"))
    with opened(folder) as notebook:
        notebook.search("파드")
        edit(paths[0])
        notebook.sync()
        edit(paths[len(paths) // 2])
        seconds = _seconds(notebook.sync)
        return {
            "one edit, s": seconds,
            "the question after it, ms": 1_000 * _seconds(lambda: notebook.search("파드")),
        }


def _seconds(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def measure(passages: int) -> Figures:
    context, found = multiprocessing.get_context("spawn"), Figures()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        generate(folder / "notes", -(-passages // _PASSAGES_OF_A_NOTE))
        time.sleep(2.1)  # or the last notes would be looked at again
        for step in (first_sync, asking, recall, one_edit):
            with context.Pool(1) as pool:
                found |= pool.apply(step, (folder,))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    columns = [measure(passages) for passages in parser.parse_args().passages]
    print("| embedded | " + " | ".join(f"{c.pop('passages'):,.0f}" for c in columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(f"{column[name]:,.4g}" for column in columns) + " |")


if __name__ == "__main__":
    main()
