"""The store: opening it, reading beside a writer, and what it says when it cannot."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from conftest import EMBEDDED, ToyModel, change, delete, file_of, write_notes

from bench.kills import once_free
from bench.rows import fresh, held
from index.embedding.vectors import Vectors
from index.errors import StoreError, StoreForeign, StoreLocked, StoreMismatch, StoreMissing
from index.language import half
from index.passages.chunks import Chunk
from index.store import Store, Where, default_store
from index.store.embedded.lock import holder, write_lock
from index.store.report import SyncReport
from index.store.sync import sync
from qa import Notebook

MATTER = "---\nbook: 모범 사례\ntags: [k8s]\n---\n"
POD = MATTER + "## 파드\n파드는 죽는다.\n## 파드의 생성\n파드는 다시 만들어진다.\n"
SERVICE = "## 서비스\n서비스는 파드를 찾는다.\n## 이름\n서비스에는 이름이 있다.\n"


@pytest.fixture
def synced(notes: Path, store: Store, toy: ToyModel) -> Store:
    write_notes(notes, {"책/1-파드.md": POD, "책/2-서비스.md": SERVICE})
    sync(notes, store, toy)
    return store


@EMBEDDED
def test_a_store_below_a_file(tmp_path: Path, notes: Path) -> None:
    write_notes(tmp_path, {"file": ""})
    with pytest.raises(StoreError) as error:
        Store(tmp_path / "file" / "store", notes)
    message = str(error.value)
    assert message.startswith(f"the store {tmp_path / 'file/store/notes.db'} cannot be opened (")
    assert "give another with --store" in message and "\n" not in message


@EMBEDDED
def test_a_damaged_database_is_told(notes: Path, synced: Store, toy: ToyModel) -> None:
    synced.close()
    with file_of(synced).open("r+b") as file:
        file.seek(4_096)  # all but the first page
        file.write(b"\xff" * (file_of(synced).stat().st_size - 4_096))
    write_notes(notes, {"a.md": "볼륨"})
    with closing(Store(synced.folder, notes)) as store:
        with pytest.raises(StoreError, match=r"malformed.*galpi doctor"):
            sync(notes, store, toy)


@EMBEDDED
def test_nobody_else_may_look_into_it(store: Store) -> None:
    assert store.folder.stat().st_mode & 0o777 == 0o700


@EMBEDDED
@pytest.mark.parametrize("seed", range(5))
def test_many_make_the_same_new_store_at_once(tmp_path: Path, notes: Path, seed: int) -> None:
    ready = threading.Barrier(8)

    def open_store(_: int) -> str | None:
        ready.wait()
        with closing(Store(tmp_path / ".galpi", notes)) as store:
            return store.setting("generation")

    with ThreadPoolExecutor(8) as pool:
        (generation,) = set(pool.map(open_store, range(8)))
    with closing(sqlite3.connect(tmp_path / ".galpi" / "notes.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert int(generation or 0) > 0


@EMBEDDED
@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_store_of_an_earlier_version(notes: Path, synced: Store, version: int) -> None:
    change(synced, f"PRAGMA user_version = {version}")
    with pytest.raises(StoreMismatch, match=rf"format {version}, made by an older galpi.*--repair"):
        Store(synced.folder, notes)


@EMBEDDED
def test_a_database_of_another_program(tmp_path: Path, notes: Path) -> None:
    (tmp_path / "store").mkdir()
    with closing(sqlite3.connect(tmp_path / "store" / "notes.db")) as connection:
        connection.execute("CREATE TABLE notes (name TEXT)")
    with pytest.raises(StoreForeign, match="is a database of another program; give another folder"):
        Store(tmp_path / "store", notes)


class Waiting(ToyModel):
    """Embeds nothing until `go` is set; `began` tells that it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.go = threading.Event(), threading.Event()

    def encode_passages(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        self.began.set()
        assert self.go.wait(60)
        return super().encode_passages(chunks)


def test_readers_see_the_last_state_during_a_sync_and_the_next_after_it(
    notes: Path, synced: Store, where: Where
) -> None:
    """With the same store object, and with another one as another process would have."""
    before, model = held(synced), Waiting()
    write_notes(notes, {"책/1-파드.md": POD.replace("죽는다", "산다"), "a.md": "볼륨"})
    with closing(Store(where, notes)) as other, ThreadPoolExecutor(1) as pool:
        syncing = pool.submit(sync, notes, synced, model)
        assert model.began.wait(60)
        assert held(synced) == held(other) == before
        with pytest.raises(StoreLocked, match=rf"process {os.getpid()} on .*, since \d\d:"):
            sync(notes, other, ToyModel())
        model.go.set()
        assert syncing.result().changed == ("책/1-파드.md",)
        assert held(synced) == held(other) != before


LOCKING = """
import sys
from pathlib import Path
from index.store import Store
with Store(sys.argv[1], Path(sys.argv[2])).engine.locked():
    print(flush=True)
    input()
"""


def test_a_lock_that_another_process_has(
    notes: Path, synced: Store, where: Where, toy: ToyModel
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOCKING, where, notes],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1],
    ) as other:  # fmt: skip
        assert other.stdout and other.stdout.readline()
        with pytest.raises(StoreLocked) as error:
            sync(notes, synced, toy)
        other.kill()
    assert str(error.value).startswith(f"another galpi (process {other.pid} on ")
    assert str(error.value).endswith(
        f") is writing {synced.name}; wait until it is done and try again"
    )
    assert re.fullmatch(
        rf"다른 galpi \(\S+의 프로세스 {other.pid}, [\d:]+부터\)가 저장소\(.+",
        error.value.korean,
    )
    assert once_free(lambda: sync(notes, synced, toy)).timed(0) == SyncReport(unchanged=2)


@EMBEDDED
def test_the_lock_file_of_a_dead_process_is_no_lock(notes: Path, synced: Store) -> None:
    with synced.engine.locked():
        pass
    assert f"process {os.getpid()} on " in holder(file_of(synced).with_suffix(".lock"))
    with synced.engine.locked():
        pass


@EMBEDDED
@pytest.mark.parametrize("content", ["", "[]", "{", json.dumps({"pid": 1})])
def test_a_lock_that_does_not_say_who_has_it(tmp_path: Path, content: str) -> None:
    with write_lock(tmp_path / "notes.db"):
        (tmp_path / "notes.lock").write_text(content, encoding="utf-8")
        with pytest.raises(StoreLocked, match="^another galpi is writing "):
            with write_lock(tmp_path / "notes.db"):
                pass


def test_a_store_that_is_deleted_while_it_is_open(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    before, generation = held(synced), synced.setting("generation")
    delete(synced)
    with pytest.raises(StoreError) as error:
        held(synced)
    assert str(error.value) == f"the store {synced.name} was deleted; make it anew: galpi sync"
    assert sync(notes, synced, toy).added == ("책/1-파드.md", "책/2-서비스.md")
    assert held(synced) == before
    # Whoever had loaded the first one must not take this one for the same.
    assert synced.setting("generation") != generation


@EMBEDDED
def test_a_store_that_is_replaced_while_it_is_open(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    shutil.rmtree(synced.folder)
    write_notes(notes, {"a.md": "볼륨"})
    with fresh(notes, synced.folder, toy) as other:
        assert held(synced) == held(other)
        assert len(held(synced)["notes"]) == 3


@EMBEDDED
def test_what_is_written_goes_to_the_file_that_was_looked_at(notes: Path, synced: Store) -> None:
    file_of(synced).unlink()
    with pytest.raises(StoreError, match="was replaced meanwhile; run galpi sync"):
        synced.set_setting("name", "value")


@EMBEDDED
def test_one_store_for_two_folders_of_the_same_name(
    tmp_path: Path, notes: Path, toy: ToyModel
) -> None:
    other = tmp_path / "other" / notes.name
    write_notes(notes, {"a.md": "파드"})
    write_notes(other, {"b.md": "볼륨"})
    with closing(Store(tmp_path / "store", notes)) as store:
        sync(notes, store, toy)
    with closing(Store(tmp_path / "store", other)) as store:
        with pytest.raises(StoreMismatch) as error:
            sync(other, store, toy)
        assert str(error.value) == (
            f"the store {store.name} belongs to the notes in {notes}, not to those in {other}; "
            f"give another folder with --store"
        )


@EMBEDDED
def test_a_store_that_moved_with_its_notes_says_so_once(
    tmp_path: Path, notes: Path, toy: ToyModel
) -> None:
    write_notes(notes, {"a.md": "파드"})
    with fresh(notes, default_store(notes), toy):
        pass
    there = tmp_path / "there"
    there.mkdir()
    for name in ("notes", ".galpi"):
        shutil.move(tmp_path / name, there / name)
    with closing(Store(there / ".galpi", there / "notes")) as store:
        report = sync(there / "notes", store, toy)
        (told,) = report.notices
        assert (told.path, report.unchanged, report.embedded) == (store.name, 1, 0)
        english = half(told.reason, korean=False)
        assert english.startswith(f"was last written for {notes} on ")
        assert english.endswith("let only one machine use a store at a time")
        assert half(told.reason, korean=True).endswith("한 번에 한 컴퓨터만 쓰세요")
        assert sync(there / "notes", store, toy).timed(0) == SyncReport(unchanged=1)


def test_the_words_of_contents(synced: Store) -> None:
    with synced.engine.reading() as state:
        kept = {content.id: dict(content.stated) for content in state.contents()}
        assert kept
        assert state.words(kept) == kept
        assert state.words([]) == {}
        every = [own for words in kept.values() for own in words.values()]
        assert {part for parts in every for part in parts} >= {0, 1, 2}


def test_a_notebook_that_is_only_read(where: Where, notes: Path, tmp_path: Path) -> None:
    """On a machine without the notes; it sees what another one syncs."""
    write_notes(notes, {"레디스.md": "# 레디스\n\n레디스의 기본 포트는 6379다.\n"})
    absent = tmp_path / "absent" / "notes"
    with closing(Notebook.open(notes, where)) as writing:
        with closing(Notebook.open(absent, read_store=where)) as reading:
            answer = reading.ask("레디스의 기본 포트는?")
            assert (answer.found, answer.stale) == (True, ())
            assert answer.spans == writing.ask("레디스의 기본 포트는?").spans
            assert (reading.has_changed(), reading.sync().unchanged) == (False, 1)
            write_notes(notes, {"몽고.md": "몽고디비의 기본 포트는 27017이다.\n"})
            assert writing.sync().added == ("몽고.md",)
            assert reading.search("몽고디비의 포트")[0].path == "몽고.md"
            for write in (lambda: reading.store.set_setting("name", "value"),
                          lambda: sync(notes, reading.store, reading.model)):  # fmt: skip
                with pytest.raises(StoreError, match="was opened for reading alone; use --store"):
                    write()


def test_one_cannot_read_what_was_never_synced(where: Where, notes: Path) -> None:
    with pytest.raises(StoreMissing, match="does not exist yet; first: galpi sync"):
        Notebook.open(notes, read_store=where)
    with closing(Store(where, notes)):
        with pytest.raises(StoreError, match="was never synced; first: galpi sync"):
            Notebook.open(notes, read_store=where)
