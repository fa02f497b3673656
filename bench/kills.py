"""Kills a sync at a random moment and looks at what is left."""

import os
import random
import shutil
import signal
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from unittest.mock import patch

from bench.generated import generate
from bench.rows import Rows, fresh, held
from index.care.audit import damaged_contents
from index.embedding.rows import _threads
from index.embedding.vectors import Embedder
from index.errors import StoreLocked
from index.store import Store, Where
from index.store.report import SyncReport
from index.store.sync import sync
from index.words.terms import terms

if TYPE_CHECKING:
    from bench.servers import Server

KINDS = ("first", "change", "compaction")


class _Remembered:
    """Words of texts, made once: the analyser has threads, which a copy of the process lacks."""

    def __init__(self) -> None:
        self._known: dict[str, list[str]] = {}

    def __call__(self, texts: Sequence[str]) -> list[list[str]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, terms(new) if new else [], strict=True))
        return [self._known[text] for text in texts]


class Stores(Protocol):
    """Places for stores, by name."""

    def __call__(self, name: str) -> Where: ...
    def copy(self, name: str, to: str) -> None: ...
    def empty(self, name: str) -> None: ...


class Folders:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str) -> Path:
        return self.folder / name

    def copy(self, name: str, to: str) -> None:
        self.empty(to)
        shutil.copytree(self(name), self(to))

    def empty(self, name: str) -> None:
        shutil.rmtree(self(name), ignore_errors=True)


class Databases:
    def __init__(self, server: "Server") -> None:
        self.server = server

    def __call__(self, name: str) -> str:
        return self.server.url_of(f"kills_{name}")

    def copy(self, name: str, to: str) -> None:
        self._drop(to)
        self.server.run(f"CREATE DATABASE kills_{to} TEMPLATE kills_{name}")

    def empty(self, name: str) -> None:
        self._drop(name)
        self.server.run(f"CREATE DATABASE kills_{name}")

    def _drop(self, name: str) -> None:
        self.server.run(f"DROP DATABASE IF EXISTS kills_{name} WITH (FORCE)")


@contextmanager
def kills(
    folder: Path, model: Embedder, seed: int, notes: int = 12, stores: Stores | None = None
) -> Iterator["Kills"]:
    """`folder` is empty and for this alone."""
    with patch("index.store.writer.terms", _Remembered()):
        yield Kills(folder, stores or Folders(folder / "stores"), model, random.Random(seed), notes)


class Kills:
    """The processes that are killed are copies of this one, so that nothing has to be loaded again
    and most kills hit the sync itself.
    """

    def __init__(
        self, folder: Path, stores: Stores, model: Embedder, choose: random.Random, notes: int
    ) -> None:
        self.folder, self.stores, self.model, self.choose = folder, stores, model, choose
        self.notes = folder / "notes"
        generate(folder / "base", notes, seed=choose.randrange(1 << 30))
        self._lay_out()
        stores.empty("base")
        with fresh(self.notes, stores("base"), model):
            pass
        # The shortest of some: a kill after the end shows nothing.
        self.seconds = {kind: min(self._whole(kind) for _ in range(3)) for kind in KINDS}

    def _lay_out(self) -> None:
        shutil.rmtree(self.notes, ignore_errors=True)
        shutil.copytree(self.folder / "base", self.notes)

    def _opened(self) -> Store:
        return Store(self.stores("trial"), self.notes)

    def _whole(self, kind: str) -> float:
        """How long the process takes when it is left alone."""
        self._prepare(kind)
        began = time.monotonic()
        _, status = os.waitpid(self._fork(), 0)
        assert status == 0, f"a {kind} sync that nobody killed ended with {status}"
        return time.monotonic() - began

    def trial(self, kind: str) -> bool:
        """Whether the kill came before the end. Raises AssertionError for anything lost."""
        before, after = self._prepare(kind)
        process = self._fork()
        time.sleep(self.choose.uniform(0, self.seconds[kind]))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        assert status in (0, signal.SIGKILL), f"the sync ended with {status}"
        self._look(before, after)
        return status != 0

    def _prepare(self, kind: str) -> tuple[Rows, Rows]:
        """The notes folder as it is to be synced, and what the store holds before and after."""
        self._lay_out()
        if kind == "first":
            self.stores.empty("trial")
            before: Rows = {}
        else:
            self.stores.copy("base", "trial")
            self._edit(deleted=0.7 if kind == "compaction" else 0.2)
            with closing(self._opened()) as store:
                before = held(store)
        shutil.rmtree(self.folder / "fresh", ignore_errors=True)
        with fresh(self.notes, self.folder / "fresh", self.model) as expected:
            return before, held(expected)

    def _edit(self, deleted: float) -> None:
        """The first note always stays, as an empty folder is an error."""
        for path in sorted(self.notes.rglob("*.md"))[1:]:
            match self.choose.random():
                case drawn if drawn < deleted:
                    path.unlink()
                case drawn if drawn < deleted + 0.1:
                    path.rename(path.with_name(f"moved-{path.name}"))
                case drawn if drawn < deleted + 0.2:
                    path.write_text(path.read_text(encoding="utf-8") + "\n끝\n", encoding="utf-8")
        generate(self.notes / "새 책", 2, seed=self.choose.randrange(1 << 30))

    def _fork(self) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, that it does not use
            process = os.fork()
        if process == 0:
            _threads.cache_clear()  # those of the encoder were not copied
            try:
                with closing(self._opened()) as store:
                    sync(self.notes, store, self.model)
                os._exit(0)
            finally:
                os._exit(1)
        return process

    def _look(self, before: Rows, after: Rows) -> None:
        with closing(self._opened()) as store:
            with store.engine.reading() as state:
                assert [*state.problems(), *damaged_contents(state), *state.differing()] == []
            left = held(store)
            assert left in (before, after) or (not before and store.is_new()), "a mixture is left"
            once_free(lambda: sync(self.notes, store, self.model))
            assert held(store) == after, "the next sync did not lead to the rows of a fresh build"


def once_free(sync: Callable[[], SyncReport]) -> SyncReport:
    """A server may learn of the death of a process a moment later."""
    while True:
        try:
            return sync()
        except StoreLocked:
            time.sleep(0.01)
