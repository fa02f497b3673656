"""The database of the embedded engine: one SQLite file in the folder of the store."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.errors import StoreError
from index.store.embedded.damage import SqliteError, store_error
from index.store.embedded.draft import EmbeddedDraft
from index.store.embedded.loaded import Loaded
from index.store.embedded.lock import write_lock
from index.store.embedded.schema import prepare
from index.store.embedded.state import EmbeddedState
from index.store.refusals import deleted

BUSY_SECONDS = 30  # for the short moments in which SQLite itself lets only one write
# In English and Korean, after the name of the store.
_NOT_OPENED = (
    "cannot be opened ({error}); a writable folder is needed, give another with --store",
    "를 열 수 없습니다({error}). 쓸 수 있는 다른 폴더를 --store로 주세요.",
)
_FAILED = (
    "failed ({error}); the state of the last sync is kept. Free some space if the disk is full, "
    "else see galpi doctor",
    "를 쓰지 못했습니다({error}). 지난 동기화의 상태는 그대로입니다. 디스크가 찼으면 비우고, "
    "아니면 galpi doctor를 실행하세요.",
)


class Embedded:
    """`_connection` is for reading, by one thread at a time; what is written goes over another one,
    so that questions are answered from the last state meanwhile.
    """

    shared = False

    def __init__(self, path: Path) -> None:
        self.file, self.name = path, str(path)
        self._lock = threading.RLock()
        self._loaded = Loaded()
        self._open()

    def _open(self) -> None:
        self._connection = self._connect()
        self._identity = _identity(self.file)

    def _connect(self) -> sqlite3.Connection:
        try:
            # Notes are private: nobody else on the machine is to read them here.
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = sqlite3.connect(
                self.file, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
            )
            try:
                prepare(connection, self.file)
                _log_ahead(connection)
                connection.execute("PRAGMA foreign_keys = ON")
            except BaseException:
                connection.close()
                raise
        except (OSError, *SqliteError) as error:
            raise store_error(self.file, error, _NOT_OPENED) from error
        return connection

    def close(self) -> None:
        self._connection.close()

    def refresh(self) -> None:
        """Opens the file anew, or a new one, when it was deleted or replaced since."""
        with self._lock:
            if _identity(self.file) != self._identity:
                self._connection.close()
                self._open()

    @contextmanager
    def reading(self) -> Iterator[EmbeddedState]:
        with self._lock:
            if not self.file.exists():
                raise deleted(self.name)
            self.refresh()
            with self._transaction(self._connection, "BEGIN"):
                yield EmbeddedState(self._connection, self._loaded)

    @contextmanager
    def locked(self) -> Iterator[None]:
        try:
            with write_lock(self.file):
                yield
        except OSError as error:
            raise StoreError(
                f"the store {self.file} cannot be written ({error}); give another with --store",
                f"저장소({self.file})에 쓸 수 없습니다({error}). 다른 폴더를 --store로 주세요.",
            ) from error

    @contextmanager
    def writing(self) -> Iterator[EmbeddedDraft]:
        with closing(self._connect()) as connection:
            if _identity(self.file) != self._identity:
                raise StoreError(
                    f"the store {self.file} was replaced meanwhile; run galpi sync",
                    f"저장소({self.file})가 그사이 바뀌었습니다. galpi sync를 실행하세요.",
                )
            with self._transaction(connection, "BEGIN IMMEDIATE"):
                yield EmbeddedDraft(connection, Loaded())

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
            raise store_error(self.file, error, _FAILED) from error

    def compact(self) -> None:
        """Gives the space of deleted rows back when it is a third of the file or more."""
        with self._translated(), closing(self._connect()) as connection:
            connection.execute("PRAGMA busy_timeout = 1000")  # ms; there is no hurry
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (free,) = connection.execute("PRAGMA freelist_count").fetchone()
            if 3 * free >= pages:
                connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Readers beside a writer (WAL). SQLite does not wait for others to make room for the change,
    and without it all is well but slower; the next to open it tries again.
    """
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
