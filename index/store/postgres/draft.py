"""The next state of a notebook on the server, while it is written."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg

from index.embedding.moments import Moments
from index.reading.folder import File
from index.store.checksums import joined, sum_of_words
from index.store.engine import Content
from index.store.postgres.state import Loaded, PostgresState, Sums
from index.store.postgres.vectors import SENT, copied, received
from index.store.postgres.words import stored

_SUMMED = 500  # contents


class PostgresDraft(PostgresState):
    def __init__(self, connection: psycopg.Connection, notebook: int) -> None:
        super().__init__(connection, notebook, "", Loaded())
        self._left: set[int] = set()  # contents of chunks that were deleted
        self.sums = Sums.load(connection, notebook)
        self._unsummed: list[Content] = []  # many at once cost what a few do
        self.added = 0  # contents

    def _run(self, query: str, values: Any = None) -> None:
        self.connection.execute(query.replace("{n}", str(self.notebook)), values)

    def set(self, settings: Mapping[str, str | None]) -> None:
        for name, value in settings.items():
            if value is None:
                self._run("DELETE FROM settings WHERE notebook = {n} AND name = %s", [name])
            else:
                self._run(
                    "INSERT INTO settings VALUES ({n}, %s, %s) "
                    "ON CONFLICT (notebook, name) DO UPDATE SET value = excluded.value",
                    [name, value],
                )

    def clear(self) -> None:
        for table in ("chunks", "words", "units", "contents", "notes", "sums"):
            self._run(f"DELETE FROM {table} WHERE notebook = {{n}}")
        self.sums, self._unsummed = Sums(), []

    def put_note(self, row: Mapping[str, Any], known: int | None) -> int:
        row = {**row, "settled": bool(row["settled"])}
        if known is None:
            names, marks = ", ".join(row), ", ".join(f"%({name})s" for name in row)
            query = f"INSERT INTO notes (notebook, {names}) VALUES ({{n}}, {marks}) RETURNING id"
            return int(self._rows(query, row)[0][0])
        names = ", ".join(f"{name} = %({name})s" for name in row)
        self._run(f"UPDATE notes SET {names} WHERE id = %(id)s", {**row, "id": known})
        return known

    def touch(self, files: Mapping[int, File], settled: Iterable[int]) -> None:
        for note, file in files.items():
            self._run(
                "UPDATE notes SET path = %s, size = %s, mtime_ns = %s, settled = %s WHERE id = %s",
                [file.path, file.size, file.mtime_ns, file.settled, note],
            )
        self._run("UPDATE notes SET settled = TRUE WHERE id = ANY(%s)", [list(settled)])

    def remove_note(self, note: int) -> None:
        self._remove_chunks(note)
        self._run("DELETE FROM notes WHERE id = %s", [note])

    def put_chunks(self, note: int, rows: Iterable[tuple[Any, ...]]) -> None:
        self._remove_chunks(note)
        columns = 'notebook, note, content, start, "end", line, end_line, headings, layout, text'
        with self.connection.cursor() as cursor:
            with cursor.copy(f"COPY chunks ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((self.notebook, note, *row))

    def _remove_chunks(self, note: int) -> None:
        rows = self._rows("DELETE FROM chunks WHERE note = %s RETURNING content", [note])
        self._left.update(content for (content,) in rows)

    def add(self, contents: Sequence[Content]) -> list[int]:
        if not contents:
            return []
        ids = self._add_rows(contents)
        numbered = list(zip(ids, contents, strict=True))
        with self.connection.cursor() as cursor:
            columns = "notebook, term, content, length, parts"
            with cursor.copy(f"COPY words ({columns}) FROM STDIN") as copy:
                for id, content in numbered:
                    for term, parts in _stored(content):
                        copy.write_row((self.notebook, term, id, content.length, joined(parts)))
            units = ((id, content.units, content.vectors) for id, content in numbered)
            with cursor.copy("COPY units FROM STDIN (FORMAT BINARY)") as copy:
                for block in copied(self.notebook, units):
                    copy.write(block)
        self._unsummed += contents
        if len(self._unsummed) >= _SUMMED:
            self._sum_up()
        self.added += len(ids)
        return ids

    def _sum_up(self) -> None:
        sums, contents = self.sums, self._unsummed
        sums.moments += Moments.of_rows((content.units, content.vectors) for content in contents)
        sums.contents += len(contents)
        sums.terms += sum(content.length for content in contents)
        self._unsummed = []

    def _add_rows(self, contents: Sequence[Content]) -> list[int]:
        rows = [
            (c.hash, c.length, c.korean, c.units, zlib.crc32(c.vectors), c.embedded,
             sum_of_words(_stored(c)))
            for c in contents
        ]  # fmt: skip
        found = self._rows(
            "INSERT INTO contents "
            "(notebook, hash, length, korean, units, checksum, embedded, words) "
            "SELECT {n}, * FROM unnest(%s::bytea[], %s::int[], %s::bool[], %s::int[], "
            "%s::bigint[], %s::bytea[], %s::bigint[]) RETURNING hash, id",
            [list(column) for column in zip(*rows, strict=True)],
        )
        ids = dict(found)
        return [ids[content.hash] for content in contents]

    def prune(self) -> None:
        rows = self._rows(
            "DELETE FROM contents WHERE id = ANY(%s) AND NOT EXISTS "
            "(SELECT 1 FROM chunks WHERE content = contents.id) RETURNING id, units, length",
            [sorted(self._left)],
        )
        gone = [id for id, _, _ in rows]
        self._run("DELETE FROM words WHERE content = ANY(%s)", [gone])
        sent = self._rows(
            "WITH gone AS "
            "(DELETE FROM units WHERE notebook = {n} AND content = ANY(%s) RETURNING *) "
            f"SELECT {SENT} FROM gone GROUP BY content",
            [gone],
            binary=True,
        )
        self._sum_up()
        vectors = b"".join(received(one) for (one,) in sent)
        self.sums.moments -= Moments.of_rows([(sum(units for _, units, _ in rows), vectors)])
        self.sums.contents -= len(rows)
        self.sums.terms -= sum(length for _, _, length in rows)
        self._save_sums()

    def _save_sums(self) -> None:
        self._run("DELETE FROM sums WHERE notebook = {n}")
        values = [self.sums.contents, self.sums.terms, self.sums.moments.to_bytes()]
        self._run("INSERT INTO sums VALUES ({n}, %s, %s, %s)", values)


def _stored(content: Content) -> list[tuple[str, Sequence[int]]]:
    return [(stored(term), parts) for term, parts in content.words.items()]
