"""Readers on their own processes over a primary and its replica: what each of them sees while a
reader dies, the primary dies, and the replica takes its place.

As in `bench.readers`, all notes hold the same number, a higher one in each state.
"""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from multiprocessing.context import SpawnProcess
from pathlib import Path

from bench.readers import NOTES, numbers_of, write
from bench.servers import Server
from index.embedding.models import load_model
from index.errors import StoreError
from index.store import Store
from index.store.sync import sync
from qa import Notebook

_NOTEBOOK = "notebook=scale"
_SETTINGS = {"wal_level": "replica", "shared_buffers": "128MB"}
Phase = tuple[str, Counter[str]]  # its name, and what came of the questions asked in it


def scale_out(folder: Path, seconds: float) -> Iterator[Phase]:
    """Phases of so many seconds each."""
    primary, replica = (Server(folder / name, _SETTINGS) for name in ("primary", "replica"))
    (folder / "notes").mkdir()
    with ExitStack() as ended:
        for server, make in ((primary, primary.make), (replica, lambda: replica.copy_of(primary))):
            make()
            server.start()
            ended.callback(server.kill)
        yield from _phases(folder, primary, replica, seconds)


def _phases(folder: Path, primary: Server, replica: Server, seconds: float) -> Iterator[Phase]:
    writable = _both(primary, replica, "read-write")
    _sync(folder / "notes", writable, 1)
    time.sleep(1)  # for the replica
    readers = list(_readers(folder, [_both(primary, replica, "any"), f"{replica.url}?{_NOTEBOOK}"]))
    acts: dict[str, Callable[[], object]] = {
        "all are up": lambda: _wait_for(folder, len(readers)),
        "a reader was killed": lambda: os.kill(readers[0].pid or 0, signal.SIGKILL),
        "the primary was killed": primary.kill,
        "the replica was promoted": replica.promote,
        "it was synced into": lambda: _sync(folder / "notes", writable, 2),
    }
    try:
        for name, act in acts.items():
            began = time.time()
            act()
            time.sleep(seconds)
            yield name, _told(folder, began, time.time())
    finally:
        for reader in readers:
            reader.kill()
            reader.join()


def _both(primary: Server, replica: Server, which: str) -> str:
    hosts = f"127.0.0.1:{primary.port},127.0.0.1:{replica.port}"
    return f"postgresql://postgres@{hosts}/postgres?{_NOTEBOOK}&target_session_attrs={which}"


def _sync(notes: Path, where: str, number: int) -> None:
    write(notes, number)
    with closing(Store(where, notes)) as store:
        sync(notes, store, load_model())


def _readers(folder: Path, addresses: list[str]) -> Iterator[SpawnProcess]:
    """Two of each address."""
    for number, url in enumerate([*addresses, *addresses]):
        context = multiprocessing.get_context("spawn")
        reader = context.Process(target=read, args=(url, folder / f"told {number}"), daemon=True)
        reader.start()
        yield reader


def read(url: str, told: Path) -> None:
    """For ever: a line for each question, with the time and what came of it."""
    with closing(Notebook.open("none", read_store=url)) as notebook:
        with told.open("w", encoding="utf-8", buffering=1) as out:
            while True:
                try:
                    hits = notebook.search("이 노트는 몇 판인가?", k=NOTES)
                except StoreError as error:
                    print(time.time(), f"refused: {error}".splitlines()[0], file=out)
                    time.sleep(0.1)
                    continue
                numbers = numbers_of(hits)
                right = len(hits) == NOTES and len(numbers) == 1
                print(time.time(), f"state {min(numbers)}" if right else "wrong", file=out)


def _wait_for(folder: Path, readers: int) -> None:
    while sum(file.stat().st_size > 0 for file in folder.glob("told *")) < readers:
        time.sleep(0.1)


def _told(folder: Path, first: float, last: float) -> Counter[str]:
    found: Counter[str] = Counter()
    for file in folder.glob("told *"):
        for line in file.read_text(encoding="utf-8").splitlines():
            at, _, what = line.partition(" ")
            if what and first <= float(at) < last:
                found[what.partition(":")[0]] += 1
    return found
