"""What `galpi doctor` finds."""

from importlib.metadata import version
from pathlib import Path

from conftest import ToyModel, write_notes

from index.checks import Check, run_checks
from index.store import Store
from index.sync import sync

PACKAGES = ["faiss-cpu", "kiwipiepy", "tokenizers", "langchain-text-splitters", "gradio"]


def found(notes: Path, folder: Path) -> list[Check]:
    """The checks after those of the packages and the bundled model, which are right here."""
    checks = run_checks(notes, folder)
    assert checks[:6] == [
        *(Check(name, True, version(name)) for name in PACKAGES),
        Check("bundled model", True, "384 dimensions"),
    ]
    return checks[6:]


def test_a_good_store(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": "파드", "b.md": "서비스"})
    sync(notes, store, toy)
    assert found(notes, store.folder) == [
        Check("notes", True, f"2 notes in {notes}"),
        Check("database", True, "sound"),
        Check("vectors", True, "2 vectors by model 'toy', all checksums right"),
        Check("last sync", True, store.setting("synced") or ""),
    ]


def test_before_the_first_sync(notes: Path, store: Store) -> None:
    assert found(notes, store.folder) == [
        Check("notes", False, f"0 notes in {notes}"),
        Check("database", True, "sound"),
        Check("vectors", True, "0 vectors by model None, all checksums right"),
        Check("last sync", False, "never; run: galpi sync"),
    ]


def test_a_missing_store_is_not_made(tmp_path: Path) -> None:
    notes, folder = tmp_path / "notes", tmp_path / ".galpi"
    checks = found(notes, folder)
    assert checks[0].name == "notes" and not checks[0].ok
    assert checks[0].found.startswith(f"the notes folder {notes} does not exist; ")
    missing = f"{folder / 'notes.db'} does not exist yet; run: galpi sync {notes}"
    assert checks[1:] == [Check("store", False, missing)]
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_vector(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": "파드", "b.md": "서비스"})
    sync(notes, store, toy)
    store.connection.execute("UPDATE contents SET vectors = zeroblob(6) WHERE id = 2")
    assert found(notes, store.folder)[1:] == [
        Check("database", True, "sound"),
        Check(
            "store", False, "the vectors of content 2 are damaged; rebuild: galpi sync --rebuild"
        ),
    ]


def test_an_orphan(notes: Path, store: Store, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": "파드"})
    sync(notes, store, toy)
    store.connection.execute("PRAGMA foreign_keys = OFF")
    store.connection.execute("DELETE FROM notes")
    assert found(notes, store.folder)[1] == Check("database", False, "orphan in chunks")


def test_to_dict() -> None:
    assert Check("notes", True, "2 notes").to_dict() == {
        "name": "notes",
        "ok": True,
        "found": "2 notes",
    }
