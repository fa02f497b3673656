"""Sync: what it reports, what it embeds, and what the store holds after it, whatever happens."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import ToyModel, held, write_notes

from index.errors import FolderError, StoreError, StoreLocked, StoreMismatch
from index.folder import list_notes
from index.plan import make_plan, stored_notes
from index.report import Notice, SyncReport
from index.store import Store
from index.sync import has_changed, sync
from index.text import MAX_BYTES

ROOT = Path(__file__).parents[1]

# Two chunks each.
POD = "## 파드\n파드는 죽는다.\n## 파드의 생성\n파드는 다시 만들어진다.\n"
SERVICE = "## 서비스\n서비스는 파드를 찾는다.\n## 이름\n서비스에는 이름이 있다.\n"


@contextmanager
def fresh(notes: Path, folder: Path) -> Iterator[Store]:
    """A store made of the notes as they are now."""
    with closing(Store(folder, notes)) as store:
        sync(notes, store, ToyModel())
        yield store


def report_of(notes: Path, store: Store, model: ToyModel, rebuild: bool = False) -> SyncReport:
    return sync(notes, store, model, rebuild=rebuild).timed(0)


@pytest.fixture
def synced(notes: Path, store: Store, toy: ToyModel) -> Store:
    """`책/1-파드.md` and `책/2-서비스.md`; what the model was asked is forgotten."""
    write_notes(notes, {"책/1-파드.md": POD, "책/2-서비스.md": SERVICE})
    assert report_of(notes, store, toy) == SyncReport(
        added=("책/1-파드.md", "책/2-서비스.md"), embedded=4
    )
    toy.documents.clear()
    return store


def paths(store: Store) -> list[tuple[object, ...]]:
    query = "SELECT path, book, chapter, title FROM notes ORDER BY path"
    return store.connection.execute(query).fetchall()


def test_first_sync(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"책/1-파드.md": POD})
    seen: list[tuple[int, int]] = []
    report = sync(notes, store, toy, progress=lambda done, total: seen.append((done, total)))
    assert report.timed(0) == SyncReport(added=("책/1-파드.md",), embedded=2)
    assert report.seconds > 0
    assert seen == [(0, 1), (1, 1)]
    assert toy.documents == ["파드: 파드는 죽는다.", "파드의 생성: 파드는 다시 만들어진다."]
    assert paths(store) == [("책/1-파드.md", "책", 1, "파드")]
    assert not has_changed(notes, store)


def test_an_added_note(notes: Path, synced: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.txt": "볼륨", "b.MARKDOWN": "볼륨", "c.rst": "볼륨", ".d.md": "볼륨"})
    assert has_changed(notes, synced)
    report = report_of(notes, synced, toy)
    # The second has the first one's text.
    assert report == SyncReport(added=("a.txt", "b.MARKDOWN"), unchanged=2, embedded=1, reused=1)
    assert toy.documents == ["볼륨"]


def test_an_edited_paragraph_embeds_its_chunk_alone(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    write_notes(notes, {"책/1-파드.md": POD.replace("죽는다", "언젠가 죽는다")})
    report = report_of(notes, synced, toy)
    assert report == SyncReport(changed=("책/1-파드.md",), unchanged=1, embedded=1, reused=1)
    assert toy.documents == ["파드: 파드는 언젠가 죽는다."]
    texts = [row[0] for row in synced.connection.execute("SELECT text FROM chunks ORDER BY start")]
    assert "파드는 언젠가 죽는다." in texts and "파드는 죽는다." not in texts
    assert synced.connection.execute("SELECT count(*) FROM contents").fetchone() == (4,)


def test_a_deleted_note(notes: Path, synced: Store, toy: ToyModel) -> None:
    (notes / "책/1-파드.md").unlink()
    report = report_of(notes, synced, toy)
    assert report == SyncReport(removed=("책/1-파드.md",), unchanged=1)
    counts = [len(held(synced)[name]) for name in ("notes", "chunks", "contents")]
    assert counts == [1, 2, 2]


def test_all_notes_deleted(notes: Path, synced: Store, toy: ToyModel) -> None:
    for file in list_notes(notes):
        (notes / file.path).unlink()
    report = report_of(notes, synced, toy)
    assert report == SyncReport(removed=("책/1-파드.md", "책/2-서비스.md"))
    assert [held(synced)[name] for name in ("notes", "chunks", "contents", "words")] == [[]] * 4


def test_a_renamed_note_embeds_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    (notes / "책/1-파드.md").rename(notes / "책/7-이름.md")
    assert report_of(notes, synced, toy) == SyncReport(renamed=("책/7-이름.md",), unchanged=1)
    assert toy.documents == []
    assert paths(synced) == [
        ("책/2-서비스.md", "책", 2, "서비스"),
        ("책/7-이름.md", "책", 7, "이름"),
    ]


def test_a_moved_folder_embeds_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    write_notes(notes, {"책/3-같은 파드.md": POD})
    report_of(notes, synced, toy)
    (notes / "책").rename(notes / "다른 책")
    assert report_of(notes, synced, toy) == SyncReport(
        renamed=("다른 책/1-파드.md", "다른 책/2-서비스.md", "다른 책/3-같은 파드.md")
    )
    assert toy.documents == []
    assert paths(synced) == [
        ("다른 책/1-파드.md", "다른 책", 1, "파드"),
        ("다른 책/2-서비스.md", "다른 책", 2, "서비스"),
        ("다른 책/3-같은 파드.md", "다른 책", 3, "같은 파드"),
    ]


def test_a_touched_note_is_unchanged(notes: Path, synced: Store, toy: ToyModel) -> None:
    os.utime(notes / "책/1-파드.md", ns=(1, 1))
    assert has_changed(notes, synced)
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2)
    assert not has_changed(notes, synced)


def test_the_same_text_twice_is_embedded_once(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": POD, "b.md": POD})
    assert report_of(notes, store, toy) == SyncReport(added=("a.md", "b.md"), embedded=2, reused=2)
    (notes / "a.md").unlink()
    assert report_of(notes, store, toy) == SyncReport(removed=("a.md",), unchanged=1)
    assert len(held(store)["contents"]) == 2


def test_two_notes_swapped_embed_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    write_notes(notes, {"책/1-파드.md": SERVICE, "책/2-서비스.md": POD})
    report = report_of(notes, synced, toy)
    assert report == SyncReport(changed=("책/1-파드.md", "책/2-서비스.md"), reused=4)
    assert toy.documents == []


def test_another_unicode_form_of_the_name_is_the_same_note(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    composed = "책/1-파드.md"
    decomposed = normalize("NFD", composed)
    (notes / decomposed).parent.mkdir()
    (notes / composed).rename(notes / decomposed)
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2)
    assert toy.documents == []
    assert (decomposed, "책", 1, "파드") in paths(synced)
    write_notes(notes, {composed: POD})
    reason = f"differs from {decomposed!r} only in the Unicode form of its name"
    failed = (Notice(composed, reason),)
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2, failed=failed)


def test_a_second_sync_writes_nothing(notes: Path, synced: Store, toy: ToyModel) -> None:
    def state() -> object:
        files = sorted(synced.folder.glob("*.db*"))
        return [(file.name, file.read_bytes()) for file in files], synced.setting("generation")

    with closing(sqlite3.connect(synced.path)) as other:
        version = other.execute("PRAGMA data_version").fetchone()
        before = state()
        assert report_of(notes, synced, toy) == SyncReport(unchanged=2)
        assert state() == before
        assert other.execute("PRAGMA data_version").fetchone() == version
    assert toy.documents == []


def test_the_generation_counts_the_syncs_that_changed_something(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    first = int(synced.setting("generation") or 0)
    os.utime(notes / "책/1-파드.md", ns=(1, 1))
    report_of(notes, synced, toy)
    assert synced.setting("generation") == str(first)
    write_notes(notes, {"a.md": "볼륨"})
    report_of(notes, synced, toy)
    assert synced.setting("generation") == str(first + 1)


@pytest.mark.parametrize("seed", range(3))
def test_any_edits_lead_to_the_store_of_a_fresh_build(
    notes: Path, store: Store, toy: ToyModel, tmp_path: Path, seed: int
) -> None:
    """Edits, copies, swaps, moves and deletions, several between two syncs."""
    choose = random.Random(seed)
    names = ["a.md", "책/1-가.md", "책/2-나.md", "다른 책/1-가.md"]
    texts: list[str | None] = [
        POD,
        SERVICE,
        POD + "\n" + SERVICE,
        "---\nbook: 적힌 책\n---\n볼륨",
        "",
    ]
    for step in range(5):
        for name in names:
            text = choose.choice([*texts, None])
            if text is None and step:
                (notes / name).unlink(missing_ok=True)
            else:
                write_notes(notes, {name: text or ""})
        sync(notes, store, toy)
        with fresh(notes, tmp_path / str(step)) as expected:
            assert held(store) == held(expected)


def test_a_failing_note_never_stops_the_others(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(
        notes,
        {
            "가.md": "파드",
            "그림.md": b"\x89PNG\0",
            "옛날.md": "서비스를 쓴다.".encode("cp949"),
            "잡음.md": b"\xff\xfe\xfd",
            "폴더.md/속.md": "볼륨",
        },
    )
    with (notes / "큰.md").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert report_of(notes, store, toy) == SyncReport(
        added=("가.md", "옛날.md", "폴더.md/속.md"),
        failed=(
            Notice("그림.md", "is not text (it holds NUL bytes); remove it or rename it"),
            Notice("잡음.md", "begins as utf-16 but breaks at byte 2"),
            Notice("큰.md", "is 20,000,001 bytes; a note may have 20,000,000, split it"),
        ),
        notices=(Notice("옛날.md", "read as cp949; UTF-8 was expected"),),
        embedded=3,
    )


def test_a_name_that_is_not_utf8_is_told(notes: Path, store: Store, toy: ToyModel) -> None:
    name = os.fsdecode("노트.md".encode("cp949"))
    write_notes(notes, {"가.md": POD, name: POD})
    report = sync(notes, store, toy)
    assert report.failed == (Notice(name, "has a name that is not UTF-8; rename it"),)
    assert report.added == ("가.md",)


def test_a_note_that_fails_now_is_no_longer_found(
    notes: Path, synced: Store, toy: ToyModel
) -> None:
    write_notes(notes, {"책/1-파드.md": b"\0"})
    failed = Notice("책/1-파드.md", "is not text (it holds NUL bytes); remove it or rename it")
    assert report_of(notes, synced, toy) == SyncReport(
        removed=("책/1-파드.md",), unchanged=1, failed=(failed,)
    )
    assert report_of(notes, synced, toy) == SyncReport(unchanged=1, failed=(failed,))


def test_links_out_of_the_folder_are_no_notes(notes: Path, synced: Store, toy: ToyModel) -> None:
    write_notes(notes.parent, {"밖.md": "볼륨"})
    (notes / "링크.md").symlink_to(notes.parent / "밖.md")
    (notes / "끊긴 링크.md").symlink_to(notes / "없음.md")
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2)


def test_a_note_deleted_between_listing_and_reading_is_gone(notes: Path, synced: Store) -> None:
    write_notes(notes, {"새.md": "볼륨", "책/1-파드.md": "고친 파드"})
    files = list_notes(notes)
    (notes / "새.md").unlink()
    (notes / "책/1-파드.md").unlink()
    plan = make_plan(notes, files, stored_notes(synced.connection))
    assert (plan.jobs, plan.failed, plan.unchanged) == ([], [], 1)
    assert list(plan.gone.values()) == ["책/1-파드.md"]


def test_an_empty_folder(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"README.rst": "파드"})
    with pytest.raises(FolderError) as error:
        sync(notes, store, toy)
    assert str(error.value) == (
        f"no notes in {notes}: it holds no .md, .markdown or .txt file; "
        "put some there, or give another folder with --notes"
    )
    assert store.is_new()


@pytest.mark.parametrize(("name", "found"), [("없음", "does not exist"), ("파일", "is a file")])
def test_no_folder(tmp_path: Path, toy: ToyModel, name: str, found: str) -> None:
    write_notes(tmp_path, {"파일": ""})
    with closing(Store(tmp_path / ".galpi", tmp_path / name)) as store:
        with pytest.raises(FolderError) as error:
            sync(tmp_path / name, store, toy)
    assert str(error.value) == (
        f"the notes folder {tmp_path / name} {found}; make it and put .md files in it, "
        "or give another with --notes"
    )


def test_another_model_is_refused_with_the_command_that_rebuilds(
    notes: Path, synced: Store
) -> None:
    before = held(synced)
    with pytest.raises(StoreMismatch) as error:
        sync(notes, synced, ToyModel("other"))
    assert str(error.value) == (
        f"the store {synced.path} was made with model 'toy' (fingerprint toy 1), not with 'other' "
        "(other 1); rebuild it: galpi sync --rebuild --model other"
    )
    assert held(synced) == before


def test_rebuild(notes: Path, synced: Store) -> None:
    other = ToyModel("other")
    report = report_of(notes, synced, other, rebuild=True)
    assert report == SyncReport(added=("책/1-파드.md", "책/2-서비스.md"), embedded=4)
    assert len(other.documents) == 4
    assert synced.setting("model") == "other"
    assert report_of(notes, synced, other) == SyncReport(unchanged=2)


def test_another_chunk_size_is_refused(notes: Path, synced: Store, toy: ToyModel) -> None:
    synced.connection.execute("UPDATE settings SET value = '99' WHERE name = 'chunk_chars'")
    with pytest.raises(StoreMismatch, match=r"\(chunk_chars 99\).*galpi sync --rebuild"):
        sync(notes, synced, toy)


def test_another_format_is_refused(notes: Path, synced: Store) -> None:
    synced.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreMismatch, match="has format 99, this galpi reads 2; delete it and run"):
        Store(synced.folder, notes)


def test_a_store_that_another_process_writes(notes: Path, synced: Store, toy: ToyModel) -> None:
    script = "import sys, filelock\nwith filelock.FileLock(sys.argv[1]): print(); input()"
    lock = synced.path.with_suffix(".lock")
    with subprocess.Popen(
        [sys.executable, "-c", script, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout and other.stdout.readline()
        with pytest.raises(StoreLocked) as error:
            sync(notes, synced, toy)
        other.communicate(b"\n")
    assert str(error.value) == (
        f"another galpi is writing {synced.path}; wait until it is done and try again"
    )
    assert report_of(notes, synced, toy) == SyncReport(unchanged=2)


def test_a_store_below_a_file(tmp_path: Path, notes: Path) -> None:
    write_notes(tmp_path, {"file": ""})
    with pytest.raises(StoreError) as error:
        Store(tmp_path / "file" / "store", notes)
    message = str(error.value)
    assert message.startswith(f"the store {tmp_path / 'file/store/notes.db'} cannot be opened (")
    assert "give another with --store" in message and "\n" not in message


def test_a_file_that_is_no_database(tmp_path: Path, notes: Path) -> None:
    write_notes(tmp_path, {"store/notes.db": "파드" * 1_000})
    with pytest.raises(StoreError, match=r"cannot be opened \(file is not a database\)"):
        Store(tmp_path / "store", notes)


def test_a_damaged_database_is_told(notes: Path, synced: Store, toy: ToyModel) -> None:
    synced.close()
    with synced.path.open("r+b") as file:
        file.seek(4_096)  # all but the first page
        file.write(b"\xff" * (synced.path.stat().st_size - 4_096))
    write_notes(notes, {"a.md": "볼륨"})
    with closing(Store(synced.folder, notes)) as store:
        with pytest.raises(StoreError, match=r"malformed"):
            sync(notes, store, toy)


DYING = """
import os, signal, sys
from contextlib import closing
from pathlib import Path
from conftest import ToyModel
from index.store import Store
from index.sync import sync

notes, store, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

def progress(done, total):
    if done == last:
        os.kill(os.getpid(), signal.SIGKILL)

with closing(Store(store, notes)) as store:
    store.connection.execute("PRAGMA cache_size = 2")  # pages go to disk long before the commit
    sync(notes, store, ToyModel(), progress)
"""


@pytest.mark.parametrize("last", [1, 3, 4])  # the last one: all is written, but not committed
def test_a_killed_sync_leaves_the_last_complete_state(
    notes: Path, synced: Store, toy: ToyModel, tmp_path: Path, last: int
) -> None:
    before = held(synced)
    synced.close()
    (notes / "책/1-파드.md").unlink()
    long = "".join(f"## 절 {n}\n볼륨 {n}은 파드보다 오래 산다.\n" for n in range(100))
    edited = {"책/2-서비스.md": SERVICE + "끝\n", "a.md": long, "b.md": f"{long}끝\n", "c.md": POD}
    write_notes(notes, edited)
    killed = subprocess.run(
        [sys.executable, "-c", DYING, notes, synced.folder, str(last)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert synced.path.with_name("notes.db-wal").stat().st_size > 0  # half written
    with closing(Store(synced.folder, notes)) as store:
        assert held(store) == before
        report = report_of(notes, store, toy)
        assert sorted(report.added) == ["a.md", "b.md"] and report.renamed == ("c.md",)
        with fresh(notes, tmp_path / "fresh") as expected:
            assert held(store) == held(expected)


def test_a_killed_first_sync_leaves_a_new_store(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": POD})
    killed = subprocess.run(
        [sys.executable, "-c", DYING, notes, store.folder, "1"],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert store.is_new()
    assert report_of(notes, store, toy) == SyncReport(added=("a.md",), embedded=2)


def test_to_dict_is_plain() -> None:
    report = SyncReport(added=("a.md",), failed=(Notice("b.md", "x"),), embedded=1, seconds=0.5)
    assert report.to_dict() == {
        "added": ("a.md",), "changed": (), "removed": (), "renamed": (), "unchanged": 0,
        "failed": ({"path": "b.md", "reason": "x"},), "notices": (), "embedded": 1, "reused": 0,
        "seconds": 0.5,
    }  # fmt: skip
