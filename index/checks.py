"""Checks for `galpi doctor`: what is there, and whether it is sound. Nothing is changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.errors import NotesError
from index.folder import list_notes
from index.nearest import Nearest
from index.store import Store, database
from index.vectors import load_model

_PACKAGES = ("faiss-cpu", "kiwipiepy", "tokenizers", "langchain-text-splitters", "gradio")


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    found: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def run_checks(notes: Path, folder: Path) -> list[Check]:
    return [*_packages(), _model(), _notes(notes), *_store(notes, folder)]


def _packages() -> Iterator[Check]:
    for name in _PACKAGES:
        try:
            yield Check(name, True, version(name))
        except PackageNotFoundError:
            yield Check(name, False, "not installed; run: pip install -c constraints.txt -e .")


def _model() -> Check:
    (vector,) = load_model().encode_queries(["갈피를 잡다"])
    return Check("bundled model", bool(vector.any()), f"{len(vector)} dimensions")


def _notes(notes: Path) -> Check:
    try:
        count = len(list_notes(notes))
    except NotesError as error:
        return Check("notes", False, str(error))
    return Check("notes", count > 0, f"{count} notes in {notes}")


def _store(notes: Path, folder: Path) -> Iterator[Check]:
    path = database(folder, notes)
    if not path.is_file():
        yield Check("store", False, f"{path} does not exist yet; run: galpi sync {notes}")
        return
    try:
        with closing(Store(folder, notes)) as store, store.reading() as connection:
            yield _integrity(connection)
            Nearest.load(connection)
            count = connection.execute("SELECT count(*) FROM contents").fetchone()[0]
            made = f"{count} vectors by model {store.setting('model')!r}, all checksums right"
            yield Check("vectors", True, made)
            synced = store.setting("synced")
            yield Check("last sync", synced is not None, synced or "never; run: galpi sync")
    except NotesError as error:
        yield Check("store", False, str(error))


def _integrity(connection: sqlite3.Connection) -> Check:
    problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    problems += [f"orphan in {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    return Check("database", not problems, "; ".join(problems) or "sound")
