"""Conversations on the disk: a SQLite file beside the store, which the store knows nothing of.

A conversation belongs to the browser that began it: without its key it is neither listed nor read.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unicodedata import normalize

from chat.page.bubble import Shown
from chat.server.records import to_json

MAX_TALKS = 300  # of a browser; the one least lately used goes first
MAX_ALL = 3_000  # of all browsers
MAX_TURNS = 300  # of a conversation; the first go first
UNDO = 60.0  # seconds for which a conversation that was deleted can be had back
MAX_TITLE = 100  # characters
FORMAT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS talks (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL,
  used REAL NOT NULL, dropped REAL, version INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_owner ON talks (owner, used);
CREATE TABLE IF NOT EXISTS turns (
  talk TEXT NOT NULL REFERENCES talks ON DELETE CASCADE, number INTEGER NOT NULL,
  words TEXT NOT NULL, shown TEXT NOT NULL, PRIMARY KEY (talk, number)
);
"""


@dataclass(frozen=True)
class Talk:
    key: str
    title: str  # its first question, unless it was given another
    used: float  # when something was last asked: seconds since 1970
    turns: int


class Talks:
    """May be used from any thread, and by several processes at once. `file` is None for memory.

    Raises sqlite3.Error where the disk is full or the file is damaged meanwhile.
    """

    def __init__(self, file: Path | None, now: Callable[[], float] = time.time) -> None:
        self.file, self.now = file, now
        self._lock = threading.RLock()
        try:
            self._connection = _connect(file)
        except sqlite3.OperationalError:  # a folder that cannot be written to
            self.file, self._connection = None, _connect(None)
        except sqlite3.DatabaseError:
            assert file is not None
            file.replace(file.with_name(f"{file.name}.damaged-{now():.0f}"))
            self._connection = _connect(file)
        with self._writing():
            pass  # what was deleted long ago is gone

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def version(self, owner: str, key: str) -> int:
        """Another whenever a turn was written; 0 for a conversation that is not there."""
        row = self._row("SELECT version FROM talks WHERE id = ? AND owner = ?", key, owner)
        return int(row[0]) if row else 0

    def turns(self, owner: str, key: str, last: int) -> list[str]:
        """As they were added, the `last` ones."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT shown FROM turns JOIN talks ON id = talk WHERE talk = ? AND owner = ? "
                "ORDER BY number DESC LIMIT ?",
                (key, owner, last),
            ).fetchall()
        return [shown for (shown,) in reversed(rows)]

    def add(self, owner: str, key: str, shown: Shown) -> int:
        """The number that the turn is given; 0 where the conversation is somebody else's."""
        question = shown.answer.question
        with self._writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO talks (id, owner, title, used) VALUES (?, ?, ?, 0)",
                (key, owner, _title(question)),
            )
            if not self._touch(key, owner):
                return 0
            (number,) = connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM turns WHERE talk = ?", (key,)
            ).fetchone()
            words, kept = folded(f"{question}\n{shown.answer.text}"), replace(shown, turn=number)
            row = (key, number, words, to_json(kept))
            connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?)", row)
            old = (key, number - MAX_TURNS)
            connection.execute("DELETE FROM turns WHERE talk = ? AND number <= ?", old)
            self._cap(owner)
        return int(number)

    def replace(self, owner: str, key: str, number: int, shown: str) -> None:
        with self._writing() as connection:
            change = "UPDATE talks SET version = version + 1 WHERE id = ? AND owner = ?"
            if connection.execute(change, (key, owner)).rowcount:
                connection.execute(
                    "UPDATE turns SET shown = ? WHERE talk = ? AND number = ?", (shown, key, number)
                )

    def listed(self, owner: str, query: str = "") -> list[Talk]:
        """Lately used first; those whose title, questions or answers hold the query."""
        sought = f"%{_escaped(folded(query.strip()))}%"
        with self._lock:
            rows = self._connection.execute(
                "SELECT id, title, used, (SELECT count(*) FROM turns WHERE talk = id) FROM talks "
                "WHERE owner = ? AND dropped IS NULL AND (fold(title) LIKE ? ESCAPE '\\' OR EXISTS "
                "(SELECT 1 FROM turns WHERE talk = id AND words LIKE ? ESCAPE '\\')) "
                "ORDER BY used DESC, id",
                (owner, sought, sought),
            ).fetchall()
        return [Talk(*row) for row in rows]

    def title(self, owner: str, key: str) -> str | None:
        row = self._row("SELECT title FROM talks WHERE id = ? AND owner = ?", key, owner)
        return str(row[0]) if row else None

    def rename(self, owner: str, key: str, title: str) -> None:
        """A name of blanks alone is none."""
        if title := _title(title):
            self._write("UPDATE talks SET title = ? WHERE id = ? AND owner = ?", title, key, owner)

    def drop(self, owner: str, key: str) -> None:
        """Not listed from now on, and gone for good once it can no longer be had back."""
        change = "UPDATE talks SET dropped = ? WHERE id = ? AND owner = ?"
        self._write(change, self.now(), key, owner)

    def restore(self, owner: str, key: str) -> None:
        self._write("UPDATE talks SET dropped = NULL WHERE id = ? AND owner = ?", key, owner)

    def clear(self, owner: str) -> None:
        """All of them are gone for good."""
        self._write("DELETE FROM talks WHERE owner = ?", owner)

    def _row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        return row

    def _write(self, statement: str, *values: object) -> None:
        with self._writing() as connection:
            connection.execute(statement, values)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                late = self.now() - UNDO
                self._connection.execute("DELETE FROM talks WHERE dropped < ?", (late,))
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _touch(self, key: str, owner: str) -> bool:
        """Whether the conversation is there and the owner's; one that is used is not deleted."""
        change = (
            "UPDATE talks SET used = ?, dropped = NULL, version = version + 1 "
            "WHERE id = ? AND owner = ?"
        )
        return self._connection.execute(change, (self.now(), key, owner)).rowcount > 0

    def _cap(self, owner: str) -> None:
        self._connection.execute(
            "DELETE FROM talks WHERE id IN (SELECT id FROM talks WHERE owner = ? "
            "ORDER BY used DESC LIMIT -1 OFFSET ?)",
            (owner, MAX_TALKS),
        )
        self._connection.execute(
            "DELETE FROM talks WHERE id IN (SELECT id FROM talks ORDER BY used DESC "
            "LIMIT -1 OFFSET ?)",
            (MAX_ALL,),
        )


def folded(text: str) -> str:
    """In which case or composition somebody writes makes no difference to what is found."""
    return normalize("NFC", text).casefold()


def _title(text: str) -> str:
    return " ".join(text.split())[:MAX_TITLE]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _connect(file: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(
        file or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
    )
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > FORMAT:
            raise sqlite3.OperationalError(f"made by a newer galpi: format {version}")
        connection.create_function("fold", 1, folded, deterministic=True)
        connection.execute("PRAGMA journal_mode = WAL")
        # Whatever becomes of the process nothing is lost; the power may take the last turns with
        # it, and no answer waits 20 ms for the disk.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is gone
        connection.executescript(f"{_TABLES}PRAGMA user_version = {FORMAT};")
        connection.execute("BEGIN IMMEDIATE")  # raises where it cannot be written
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
