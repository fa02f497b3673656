"""Watch: the store follows the folder, whatever editors and users do to it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from queue import Empty, Queue

import pytest
from conftest import ToyModel, file_of, rows_of, write_notes

from index.care.watch import keep_in_step
from index.errors import NotesError, StoreLocked
from index.store import Store
from index.store.embedded.lock import write_lock
from index.store.report import SyncReport
from index.store.sync import sync
from qa import Notebook

Told = Queue[SyncReport | NotesError]
LONG = 60  # seconds after which something is taken not to come any more


def start(notes: Path, run: Callable[[], SyncReport], stop: threading.Event) -> Told:
    return collected(keep_in_step(notes, run, stop))


def collected(results: Iterator[SyncReport | NotesError]) -> Told:
    told: Told = Queue()

    def put() -> None:
        for result in results:
            told.put(result)

    threading.Thread(target=put, daemon=True).start()
    return told


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def watched(notes: Path, store: Store, toy: ToyModel, stop: threading.Event) -> Told:
    write_notes(notes, {"a.md": "파드", "b.md": "볼륨"})
    told = start(notes, lambda: sync(notes, store, toy), stop)
    first = told.get(timeout=LONG)
    assert isinstance(first, SyncReport) and first.added == ("a.md", "b.md")
    return told


def changes(told: Told, until: set[tuple[str, str]]) -> None:
    """Waits for these changes and no others, in one or several reports."""
    seen: set[tuple[str, str]] = set()
    while seen != until:
        report = told.get(timeout=LONG)
        assert isinstance(report, SyncReport), report
        seen |= set(report.differences())
        assert seen <= until


def test_edits_of_many_kinds(notes: Path, watched: Told) -> None:
    write_notes(notes, {"a.md": "파드와 서비스"})
    changes(watched, {("changed", "a.md")})
    # As editors save: the new text beside the old one, hidden or not, then in its place.
    write_notes(notes, {".a.md.swp": "서비스", "a.md~": "서비스"})
    (notes / ".a.md.swp").replace(notes / "a.md")
    changes(watched, {("changed", "a.md")})
    (notes / "b.md").rename(notes / "c.md")
    changes(watched, {("renamed", "c.md")})
    write_notes(notes, {"책/d.md": "볼륨과 파드"})
    changes(watched, {("added", "책/d.md")})
    (notes / "책").rename(notes / "다른 책")
    changes(watched, {("renamed", "다른 책/d.md")})
    shutil.rmtree(notes / "다른 책")
    changes(watched, {("removed", "다른 책/d.md")})


def test_a_folder_that_vanishes_and_returns(notes: Path, watched: Told, store: Store) -> None:
    """What the store holds is kept meanwhile: the folder may be on a disk that was unplugged."""
    notes.rename(notes.with_name("away"))
    with suppress(Empty):
        told = watched.get(timeout=2)
        assert isinstance(told, NotesError) and "does not exist" in str(told)
    assert rows_of(store, "SELECT count(*) FROM notes") == [(2,)]
    write_notes(notes.with_name("away"), {"a.md": "서비스"})
    notes.with_name("away").rename(notes)
    changes(watched, {("changed", "a.md")})
    write_notes(notes, {"e.md": "파드 서비스"})
    changes(watched, {("added", "e.md")})


def test_a_folder_that_is_deleted_and_made_anew(notes: Path, watched: Told) -> None:
    shutil.rmtree(notes)
    write_notes(notes, {"a.md": "파드", "f.md": "볼륨 파드"})
    while True:
        told = watched.get(timeout=LONG)
        if isinstance(told, SyncReport) and "f.md" in told.added:
            break
    write_notes(notes, {"g.md": "볼륨 서비스"})
    changes(watched, {("added", "g.md")})


def test_another_writer_is_waited_for(
    notes: Path, store: Store, toy: ToyModel, stop: threading.Event
) -> None:
    write_notes(notes, {"a.md": "파드"})
    refused = threading.Event()

    def run() -> SyncReport:
        try:
            return sync(notes, store, toy)
        except StoreLocked:
            refused.set()
            raise

    with write_lock(file_of(store)):
        told = start(notes, run, stop)
        assert refused.wait(LONG)
    changes(told, {("added", "a.md")})


def test_an_error_is_told_and_does_not_end_it(
    notes: Path, tmp_path: Path, toy: ToyModel, stop: threading.Event
) -> None:
    """Here there are no notes at first."""
    with closing(Store(tmp_path / ".galpi", notes)) as store:
        told = start(notes, lambda: sync(notes, store, toy), stop)
        first = told.get(timeout=LONG)
        assert isinstance(first, NotesError) and " · no notes in " in str(first)
        write_notes(notes, {"a.md": "파드"})
        changes(told, {("added", "a.md")})
        stop.set()


def test_it_ends_when_it_is_told_to(notes: Path, stop: threading.Event) -> None:
    stop.set()
    assert list(keep_in_step(notes, SyncReport, stop)) == []
    assert list(keep_in_step(notes / "none", SyncReport, stop)) == []


def test_a_notebook_follows_its_folder(notes: Path, stop: threading.Event) -> None:
    write_notes(notes, {"레디스.md": "레디스의 기본 포트는 6379다.\n"})
    with closing(Notebook.open(notes, model="bundled")) as notebook:
        told = collected(notebook.follow(stop))
        write_notes(notes, {"몽고.md": "몽고디비의 기본 포트는 27017이다.\n"})
        changes(told, {("added", "몽고.md")})
        hit = notebook.search("몽고디비의 기본 포트는?", k=1)[0]
        assert hit.text == "몽고디비의 기본 포트는 27017이다."
        stop.set()
