"""The next state of the embedded store, while it is written."""

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.embedding.moments import Moments
from index.reading.folder import File
from index.store.checksums import written
from index.store.embedded.blocks import SIZE, words_of, write
from index.store.embedded.loaded import Loaded
from index.store.embedded.state import EmbeddedState, in_batches, marks
from index.store.embedded.sums import load, save
from index.store.engine import Content


class EmbeddedDraft(EmbeddedState):
    def __init__(self, connection: sqlite3.Connection, loaded: Loaded) -> None:
        super().__init__(connection, loaded)
        self._left: set[int] = set()  # contents of chunks that were deleted
        self._astray: dict[int, set[str]] = defaultdict(set)  # of blocks, the terms that changed
        self._moments = Moments.none()  # of what was added
        self._added: list[tuple[int, bytes]] = []  # and what is not among these yet

    def set(self, settings: Mapping[str, str | None]) -> None:
        for name, value in settings.items():
            if value is None:
                self._connection.execute("DELETE FROM settings WHERE name = ?", (name,))
            else:
                query = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
                self._connection.execute(query, (name, value))

    def clear(self) -> None:
        for table in ("chunks", "contents", "notes", "blocks", "postings", "sums"):
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
        words = written(content.words.items())
        (id,) = self._connection.execute(
            "INSERT INTO contents (hash, length, korean, units, checksum, embedded, "
            "words_checksum, words, vectors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (content.hash, content.length, content.korean, content.units,
             zlib.crc32(content.vectors), content.embedded, zlib.crc32(words), words,
             content.vectors),
        ).fetchone()  # fmt: skip
        block = id // SIZE
        if block not in self._astray:  # those before it are full, or as full as they get
            self._write_blocks()
        self._astray[block].update(content.words)
        self._count(content.units, content.vectors)
        return int(id)

    def _count(self, units: int, vectors: bytes) -> None:
        """Some at once, for the sums of a few are as many numbers."""
        self._added.append((units, vectors))
        if len(self._added) >= SIZE:
            self._moments += Moments.of_rows(self._added)
            self._added.clear()

    def prune(self) -> None:
        """Brings in step what is derived of the contents, too."""
        gone = [row for some in in_batches(self._left) for row in self._deleted(some)]
        for id, words, _, _ in gone:
            self._astray[id // SIZE].update(words_of(id, words))
        self._write_blocks()
        self._moments += Moments.of_rows(self._added)
        if gone or self._moments.count:
            taken = Moments.of_rows((units, vectors) for _, _, units, vectors in gone)
            save(self._connection, load(self._connection) + self._moments - taken)

    def _deleted(self, contents: Sequence[int]) -> list[tuple[int, bytes, int, bytes]]:
        """Those that no chunk has."""
        return self._connection.execute(
            f"DELETE FROM contents WHERE id IN ({marks(contents)}) "
            "AND NOT EXISTS (SELECT 1 FROM chunks WHERE content = contents.id) "
            "RETURNING id, words, units, vectors",
            contents,
        ).fetchall()

    def _write_blocks(self) -> None:
        for block, terms in self._astray.items():
            write(self._connection, block, terms)
        self._astray.clear()
