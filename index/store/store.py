"""The store: one SQLite database, the truth about notes, chunks, words and vectors."""

import platform
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.embedding.vectors import Embedder
from index.errors import StoreError, StoreMismatch
from index.passages.chunks import CHUNK_CHARS
from index.store.damage import SqliteError, store_error
from index.store.schema import prepare

ANALYSIS = 3  # counts up whenever the words or units of the same text change
BUSY_SECONDS = 30  # for the short moments in which SQLite itself lets only one write
_NOT_OPENED = "cannot be opened ({error}); a writable folder is needed, give another with --store"
_FAILED = (
    "failed ({error}); the state of the last sync is kept. Free some space if the disk is full, "
    "else see galpi doctor"
)


def default_store(notes: Path) -> Path:
    """`.galpi/` beside the notes folder."""
    return notes.resolve().parent / ".galpi"


def database(folder: Path, notes: Path) -> Path:
    """One folder may hold the stores of several notes folders with different names."""
    return folder / f"{notes.resolve().name or 'notes'}.db"


class Store:
    """An open database. `folder` also holds the lock; the database is named after the notes.

    `connection` is for reading, by one thread at a time; what is written goes over another one,
    so that questions are answered from the last state meanwhile.
    """

    def __init__(self, folder: Path, notes: Path) -> None:
        self.folder, self.notes = folder, notes.resolve()
        self.path = database(folder, notes)
        self._lock = threading.RLock()
        self._open()

    def _open(self) -> None:
        self.connection = self._connect()
        self._file = _identity(self.path)

    def _connect(self) -> sqlite3.Connection:
        try:
            # Notes are private: nobody else on the machine is to read them here.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
            )
            try:
                prepare(connection, self.path)
                _log_ahead(connection)
                connection.execute("PRAGMA foreign_keys = ON")
            except BaseException:
                connection.close()
                raise
        except (OSError, *SqliteError) as error:
            raise store_error(self.path, error, _NOT_OPENED) from error
        return connection

    def close(self) -> None:
        self.connection.close()

    def refresh(self) -> None:
        """Opens the file anew, or a new one, when it was deleted or replaced since."""
        with self._lock:
            if _identity(self.path) != self._file:
                self.connection.close()
                self._open()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the store for everything read inside."""
        with self._lock:
            if not self.path.exists():
                raise StoreError(f"the store {self.path} was deleted; make it anew: galpi sync")
            self.refresh()
            with self._transaction(self.connection, "BEGIN"):
                yield self.connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside, or none of it."""
        with closing(self._connect()) as connection:
            if _identity(self.path) != self._file:
                raise StoreError(f"the store {self.path} was replaced meanwhile; run galpi sync")
            with self._transaction(connection, "BEGIN IMMEDIATE"):
                yield connection

    @contextmanager
    def _transaction(self, connection: sqlite3.Connection, begin: str) -> Iterator[None]:
        try:
            with self._translated():
                connection.execute(begin)
                yield
                connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SqliteError as error:
            raise store_error(self.path, error, _FAILED) from error

    def compact(self) -> None:
        """Gives the space of deleted rows back when it is a third of the file or more."""
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA busy_timeout = 1000")  # ms; there is no hurry
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
            if 3 * free >= pages:
                connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def setting(self, name: str) -> str | None:
        with self._lock, self._translated():
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

    def adopt(self, connection: sqlite3.Connection, model: Embedder) -> None:
        """Writes down what the next state of the store is made with; inside `writing`."""
        connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")
        values = {**_made_with(model), "synced": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
        values |= {"notes": str(self.notes), "host": platform.node()}
        connection.executemany(
            "INSERT OR REPLACE INTO settings VALUES (?, ?)", list(values.items())
        )

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

    def check_place(self) -> str:
        """In words, whether it was last written for notes elsewhere; empty when it was not.

        Raises StoreMismatch when those are still there: it would take turns between the two.
        """
        there, host = self.setting("notes"), self.setting("host")
        if there is None or (there, host) == (str(self.notes), platform.node()):
            return ""
        beside = self.folder.resolve() == default_store(self.notes)  # it came with its notes
        if not beside and host == platform.node() and _is_another(Path(there), self.notes):
            raise StoreMismatch(
                f"the store {self.path} belongs to the notes in {there}, not to those in "
                f"{self.notes}; give another folder with --store"
            )
        return (
            f"was last written for {there} on {host}, now for {self.notes} on {platform.node()}; "
            f"let only one machine use a store at a time"
        )


def _made_with(model: Embedder) -> dict[str, str]:
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "chunk_chars": str(CHUNK_CHARS),
        "analysis": str(ANALYSIS),
    }


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino


def _is_another(there: Path, here: Path) -> bool:
    return there.is_dir() and not (here.is_dir() and there.samefile(here))


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Readers beside a writer (WAL). SQLite does not wait for others to make room for the change,
    and without it all is well but slower; the next to open it tries again.
    """
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
