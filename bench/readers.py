"""Readers in processes of their own, beside a writer that never rests.

Every note holds the same number, a higher one before each sync: whoever sees two numbers at once
has seen a mixture, and whoever sees a lower one than before an old state.
"""

import multiprocessing
import re
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from index.embedding.models import load_model
from index.store import Store, Where
from index.store.sync import sync
from qa import Hit, Notebook

NOTES = 8
_NUMBER = re.compile(r"(\d+)판")


def stress(
    folder: Path, readers: int, seconds: float, where: Where | None = None
) -> tuple[int, int, int]:
    """Questions asked, syncs done, and wrong answers."""
    notes, model, where = folder / "notes", load_model(), where or folder / ".galpi"
    notes.mkdir()
    with closing(Store(where, notes)) as store:
        write(notes, 1)
        sync(notes, store, model)
        context = multiprocessing.get_context("spawn")
        with context.Pool(readers) as pool:
            ends = time.time() + seconds
            asked = pool.starmap_async(read, [(notes, where, ends)] * readers)
            syncs = 1
            while time.time() < ends:
                syncs += 1
                write(notes, syncs)
                sync(notes, store, model)
            counts = asked.get()
    return sum(count for count, _ in counts), syncs, sum(wrong for _, wrong in counts)


def write(notes: Path, number: int) -> None:
    for note in range(NOTES):
        text = f"# 노트 {note}\n\n이 노트는 {number}판이다. 파드 {note}번을 다룬다.\n"
        (notes / f"{note}.md").write_text(text, encoding="utf-8")


def numbers_of(hits: Iterable[Hit]) -> set[int]:
    return {int(number) for hit in hits for number in _NUMBER.findall(hit.text)}


def read(notes: Path, where: Where, ends: float) -> tuple[int, int]:
    """Questions asked, and those answered wrongly."""
    asked = wrong = last = 0
    with closing(Notebook(notes, Store(where, notes), load_model())) as notebook:
        while time.time() < ends:
            hits = notebook.search("이 노트는 몇 판인가?", k=NOTES)
            numbers = numbers_of(hits)
            asked += 1
            wrong += len(hits) != NOTES or len(numbers) != 1 or min(numbers) < last
            last = max(numbers, default=last)
    return asked, wrong
