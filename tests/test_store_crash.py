"""Kills, full disks and read-only folders: what was complete before is there after."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from conftest import EMBEDDED, ToyModel, change, file_of, write_notes

from bench.kills import KINDS, Databases, kills, once_free
from bench.rows import fresh, held
from index.errors import StoreError
from index.store import Store, Where
from index.store.embedded.database import Embedded
from index.store.report import SyncReport
from index.store.sync import sync

ROOT = Path(__file__).parents[1]
LONG = "".join(f"## 절 {n}\n볼륨 {n}은 파드보다 오래 산다.\n" for n in range(100))


@pytest.fixture
def synced(notes: Path, store: Store, toy: ToyModel) -> Store:
    write_notes(notes, {"a.md": "파드", "b.md": "서비스"})
    sync(notes, store, toy)
    return store


@pytest.mark.parametrize("engine", ["embedded", "postgres"])
def test_kills_at_random_moments(
    tmp_path: Path, engine: str, request: pytest.FixtureRequest
) -> None:
    """`python -m bench.reliability` and `bench.postgres` do hundreds."""
    stores = Databases(request.getfixturevalue("postgres")) if engine == "postgres" else None
    with kills(tmp_path, ToyModel(), seed=0, notes=3, stores=stores) as harness:
        for kind in KINDS:
            for _ in range(2 if stores else 4):
                harness.trial(kind)


DYING = """
import os, signal, sys
from contextlib import closing
from pathlib import Path
from conftest import ToyModel
from index.store import Store
from index.store.sync import sync

notes, where, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def progress(done, total):
    if done == last:
        os.kill(os.getpid(), signal.SIGKILL)

with closing(Store(where, notes)) as store:
    sync(notes, store, ToyModel(), progress)
"""


@pytest.mark.parametrize("last", [0, 2])  # before anything is written, and before the commit
def test_a_kill_at_a_certain_moment(
    notes: Path, synced: Store, where: Where, toy: ToyModel, tmp_path: Path, last: int
) -> None:
    before = held(synced)
    if synced.engine.file:  # pages go to disk long before the commit
        change(synced, "PRAGMA default_cache_size = 2")
    synced.close()
    (notes / "a.md").rename(notes / "c.md")
    write_notes(notes, {"b.md": LONG})
    killed = subprocess.run(
        [sys.executable, "-c", DYING, notes, where, str(last)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        check=False,
    )
    assert killed.returncode == -9
    if last and synced.engine.file:
        assert file_of(synced).with_name("notes.db-wal").stat().st_size > 0  # half written
    with closing(Store(where, notes)) as store:
        assert held(store) == before
        report = once_free(lambda: sync(notes, store, toy))
        assert (report.changed, report.renamed) == (("b.md",), ("c.md",))
        with fresh(notes, tmp_path / "fresh", toy) as expected:
            assert held(store) == held(expected)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a disk with so little space left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@EMBEDDED
@pytest.mark.parametrize("more", [0, 20_000, 60_000])
def test_a_full_disk(notes: Path, synced: Store, toy: ToyModel, tmp_path: Path, more: int) -> None:
    before = held(synced)
    write_notes(notes, {"b.md": LONG + LONG.replace("볼륨", "서비스"), "c.md": "볼륨"})
    size = max(path.stat().st_size for path in synced.folder.iterdir())
    with files_of_at_most(size + more), pytest.raises(StoreError) as error:
        sync(notes, synced, toy)
    message = str(error.value)
    assert f"the store {synced.name} " in message and "disk" in message and "\n" not in message
    assert held(synced) == before
    assert sync(notes, synced, toy).added == ("c.md",)
    with fresh(notes, tmp_path / "fresh", toy) as expected:
        assert held(synced) == held(expected)


@EMBEDDED
def test_a_disk_with_no_room_for_a_new_store(notes: Path, tmp_path: Path) -> None:
    with files_of_at_most(100), pytest.raises(StoreError, match="cannot be opened .*disk"):
        Store(tmp_path / ".galpi", notes)
    with closing(Store(tmp_path / ".galpi", notes)) as store:
        assert store.is_new()


READ_ONLY = """
import os, sys
from pathlib import Path
from index.store import Store
os.setuid(65534)
try:
    Store(Path(sys.argv[1]), Path(sys.argv[2]))
except Exception as error:
    print(type(error).__name__, error)
"""


@EMBEDDED
@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, who may not write")
@pytest.mark.parametrize("made", [True, False])
def test_a_folder_that_may_not_be_written(notes: Path, synced: Store, made: bool) -> None:
    synced.close()
    folder = synced.folder if made else synced.folder.parent / "new" / ".galpi"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.parents[:3]):
        path.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, folder, notes],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    name, _, message = done.stdout.strip().partition(" ")
    assert (name, done.stderr) == ("StoreError", "")
    assert message.endswith("; a writable folder is needed, give another with --store")
    folder.chmod(0o755)


@EMBEDDED
def test_what_stands_in_the_way_of_tidying_up_does_not_fail_a_sync(
    notes: Path, synced: Store, toy: ToyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(engine: Embedded) -> None:
        raise StoreError("no room")

    monkeypatch.setattr(Embedded, "compact", full)
    (notes / "a.md").unlink()
    assert sync(notes, synced, toy).timed(0) == SyncReport(removed=("a.md",), unchanged=1)
