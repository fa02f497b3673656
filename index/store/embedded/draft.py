"""The next state of the embedded store, while it is written."""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.reading.folder import File
from index.store.checksums import sum_of_words
from index.store.embedded.state import EmbeddedState, Loaded
from index.store.engine import Content


class EmbeddedDraft(EmbeddedState):
    def __init__(self, connection: sqlite3.Connection, loaded: Loaded) -> None:
        super().__init__(connection, loaded)
        self._left: set[int] = set()  # contents of chunks that were deleted

    def set(self, settings: Mapping[str, str | None]) -> None:
        for name, value in settings.items():
            if value is None:
                self._connection.execute("DELETE FROM settings WHERE name = ?", (name,))
            else:
                query = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
                self._connection.execute(query, (name, value))

    def clear(self) -> None:
        for table in ("chunks", "words", "origins", "contents", "notes"):
            self._connection.execute(f"DELETE FROM {table}")

    def put_note(self, row: Mapping[str, Any], known: int | None) -> int:
        if known is None:
            names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
            query = f"INSERT INTO notes ({names}) VALUES ({marks})"
            return int(self._connection.execute(query, dict(row)).lastrowid or 0)
        names = ", ".join(f"{name} = :{name}" for name in row)
        query = f"UPDATE notes SET {names} WHERE id = :id"
        self._connection.execute(query, {**row, "id": known})
        return known

    def touch(self, files: Mapping[int, File], settled: Iterable[int]) -> None:
        self._connection.executemany(
            "UPDATE notes SET path = ?, size = ?, mtime_ns = ?, settled = ? WHERE id = ?",
            [(f.path, f.size, f.mtime_ns, f.settled, note) for note, f in files.items()],
        )
        query = "UPDATE notes SET settled = TRUE WHERE id = ?"
        self._connection.executemany(query, [(note,) for note in settled])

    def remove_note(self, note: int) -> None:
        self._remove_chunks(note)
        self._connection.execute("DELETE FROM notes WHERE id = ?", (note,))

    def put_chunks(self, note: int, rows: Iterable[tuple[Any, ...]]) -> None:
        self._remove_chunks(note)
        self._connection.executemany(
            "INSERT INTO chunks "
            '(note, content, start, "end", line, end_line, headings, layout, text) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(note, *row) for row in rows],
        )

    def _remove_chunks(self, note: int) -> None:
        query = "DELETE FROM chunks WHERE note = ? RETURNING content"
        rows = self._connection.execute(query, (note,))
        self._left.update(content for (content,) in rows)

    def add(self, contents: Sequence[Content]) -> list[int]:
        return [self._add(content) for content in contents]

    def _add(self, content: Content) -> int:
        (id,) = self._connection.execute(
            "INSERT INTO contents (hash, length, korean, units, vectors, checksum) "
            "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (content.hash, content.length, content.korean, content.units, content.vectors,
             zlib.crc32(content.vectors)),
        ).fetchone()  # fmt: skip
        counts = content.words.items()
        self._connection.execute(
            "INSERT INTO origins VALUES (?, ?, ?)", (id, content.embedded, sum_of_words(counts))
        )
        self._connection.executemany(
            "INSERT INTO words VALUES (?, ?, ?)", [(term, id, count) for term, count in counts]
        )
        return int(id)

    def prune(self) -> None:
        self._connection.executemany(
            "DELETE FROM contents WHERE id = ? "
            "AND NOT EXISTS (SELECT 1 FROM chunks WHERE content = contents.id)",
            [(content,) for content in sorted(self._left)],
        )
