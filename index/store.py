"""The store: one SQLite database, the truth about notes, chunks, words and vectors.

A *content* is a text with its headings. Chunks with the same one share it, so that its words and
its vectors (one of each of its units, float16 rows) are made once. `generation` counts the syncs
that changed something; a reader that sees another number than it has loaded loads anew.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.chunks import CHUNK_CHARS
from index.errors import StoreError, StoreMismatch
from index.vectors import Embedder

VERSION = 3
_SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, hash BLOB NOT NULL,
    encoding TEXT NOT NULL, book TEXT, chapter INTEGER, title TEXT NOT NULL,
    tags TEXT NOT NULL, url TEXT, date TEXT, lang TEXT, notices TEXT NOT NULL);
CREATE TABLE contents (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, length INTEGER NOT NULL,
    korean INTEGER NOT NULL, units INTEGER NOT NULL, vectors BLOB NOT NULL,
    checksum INTEGER NOT NULL);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY,
    note INTEGER NOT NULL REFERENCES notes ON DELETE CASCADE,
    content INTEGER NOT NULL REFERENCES contents,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    line INTEGER NOT NULL, end_line INTEGER NOT NULL,
    headings TEXT NOT NULL, fence TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (note, start));
CREATE INDEX chunks_by_content ON chunks (content);
CREATE TABLE words (
    term TEXT NOT NULL, content INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    count INTEGER NOT NULL, PRIMARY KEY (term, content)) WITHOUT ROWID;
CREATE INDEX words_by_content ON words (content);
INSERT INTO settings VALUES ('generation', '0');
"""


def default_store(notes: Path) -> Path:
    """`.galpi/` beside the notes folder."""
    return notes.resolve().parent / ".galpi"


def database(folder: Path, notes: Path) -> Path:
    """One folder may hold the stores of several notes folders with different names."""
    return folder / f"{notes.resolve().name or 'notes'}.db"


class Store:
    """An open database. `folder` also holds the lock; the database is named after the notes."""

    def __init__(self, folder: Path, notes: Path) -> None:
        self.folder = folder
        self.path = database(folder, notes)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=30
            )
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"the store {self.path} cannot be opened ({error}); a writable folder is needed, "
                f"give another with --store, or delete this one and run `galpi sync`"
            ) from error

    def close(self) -> None:
        self.connection.close()

    def _prepare(self) -> None:
        version = self.connection.execute("PRAGMA user_version").fetchone()[0]
        tables = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version == 0 and tables == 0:
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {VERSION};COMMIT")
        elif version != VERSION:
            raise StoreMismatch(
                f"the store {self.path} has format {version}, this galpi reads {VERSION}; "
                f"delete it and run `galpi sync`"
            )
        self.connection.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the store for everything read inside."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside, or none of it."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            self.connection.execute(begin)
            yield self.connection
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreError(
                f"the store {self.path} failed: {error}; see `galpi doctor`"
            ) from error
        finally:
            if self.connection.in_transaction:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")

    def setting(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM settings WHERE name = ?", (name,))
        value = row.fetchone()
        return None if value is None else str(value[0])

    def set_setting(self, name: str, value: str | None) -> None:
        """None removes it."""
        with self.writing() as connection:
            if value is None:
                connection.execute("DELETE FROM settings WHERE name = ?", (name,))
            else:
                connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def adopt(self, model: Embedder) -> None:
        """Writes down what the next state of the store is made with; inside `writing`."""
        generation = int(self.setting("generation") or 0) + 1
        synced = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        values = {**_made_with(model), "generation": str(generation), "synced": synced}
        self.connection.executemany(
            "INSERT OR REPLACE INTO settings VALUES (?, ?)", list(values.items())
        )

    def clear(self) -> None:
        """Forgets all notes; inside `writing`."""
        for table in ("chunks", "words", "contents", "notes"):
            self.connection.execute(f"DELETE FROM {table}")

    def is_new(self) -> bool:
        return self.setting("fingerprint") is None

    def check(self, model: Embedder) -> None:
        """Raises StoreMismatch when the store was made by another model or other settings."""
        for name, expected in _made_with(model).items():
            found = self.setting(name)
            if found is not None and found != expected and name != "model":
                raise StoreMismatch(
                    f"the store {self.path} was made with model {self.setting('model')!r} "
                    f"({name} {found[:12]}), not with {model.name!r} ({expected[:12]}); "
                    f"rebuild it: galpi sync --rebuild --model {model.name}"
                )


def _made_with(model: Embedder) -> dict[str, str]:
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "chunk_chars": str(CHUNK_CHARS),
    }
