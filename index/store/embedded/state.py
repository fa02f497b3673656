"""One state of the embedded store: rows by SQL, the nearest by FAISS, words by BM25."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from index.embedding.nearest import Ids
from index.embedding.vectors import Vectors
from index.language import Text
from index.store.checksums import read
from index.store.embedded import blocks, sums
from index.store.embedded.loaded import Loaded
from index.store.engine import EVERYTHING, Kept, Passage, Scope, Stated
from index.store.plan import NOTE_COLUMNS, Stored
from index.words.bm25 import Alternatives, Held, Words

_STANDING = "FROM chunks JOIN notes ON notes.id = note WHERE"  # and a condition over both
_AT_ONCE = 10_000


class EmbeddedState:
    """Over an open transaction, which the engine ends."""

    def __init__(self, connection: sqlite3.Connection, loaded: Loaded) -> None:
        self._connection, self._cache = connection, loaded

    def settings(self) -> dict[str, str]:
        rows = self._connection.execute("SELECT name, value FROM settings")
        return {name: str(value) for name, value in rows}

    def files(self) -> dict[str, Stored]:
        columns = "key, id, path, size, mtime_ns, hash, settled"
        rows = self._connection.execute(f"SELECT {columns} FROM notes")
        return {key: Stored(*row) for key, *row in rows}

    def paths(self) -> dict[str, str]:
        return dict(self._connection.execute("SELECT key, path FROM notes"))

    def stamps(self, paths: Collection[str]) -> dict[str, tuple[int, int]]:
        query = f"SELECT path, size, mtime_ns FROM notes WHERE path IN ({marks(paths)})"
        rows = self._connection.execute(query, list(paths))
        return {path: (size, mtime_ns) for path, size, mtime_ns in rows}

    def source(self, path: str) -> str | None:
        query = "SELECT source FROM notes WHERE path = ?"
        row = self._connection.execute(query, (path,)).fetchone()
        return None if row is None else row[0]

    def counts(self) -> tuple[int, int, int]:
        notes, chunks, contents = (
            int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in ("notes", "chunks", "contents")
        )
        return notes, chunks, contents

    def books(self) -> list[tuple[str, int | None, str]]:
        return self._connection.execute(
            "SELECT book, chapter, min(title) FROM notes WHERE book IS NOT NULL "
            "GROUP BY book, chapter ORDER BY book, chapter"
        ).fetchall()

    def tags(self) -> list[tuple[str, int]]:
        return self._connection.execute(
            "SELECT value, count(*) AS found FROM notes, json_each(tags) GROUP BY value "
            "ORDER BY found DESC, value"
        ).fetchall()

    def headings(self) -> list[tuple[str, str]]:
        return self._connection.execute(
            f"SELECT DISTINCT path, headings {_STANDING} headings != '[]' ORDER BY path, start"
        ).fetchall()

    def places(self) -> list[tuple[int, str, int, int, int]]:
        return self._connection.execute(
            "SELECT note, headings, start, line, content FROM chunks ORDER BY note, start"
        ).fetchall()

    def rows(self) -> Iterable[tuple[int, int, bytes]]:
        return self._connection.execute("SELECT id, units, vectors FROM contents")

    def entries(self, scope: Scope) -> list[tuple[Any, ...]]:
        condition, values = _where(replace(scope, sections=None))
        columns = "path, book, chapter, title, tags, url, date, lang"
        query = f"SELECT {columns} FROM notes WHERE {condition} ORDER BY path"
        return self._connection.execute(query, values).fetchall()

    def nearest(self, query: Vectors, k: int, scope: Scope) -> dict[int, float]:
        def cosines(contents: Collection[int]) -> dict[int, float]:
            found = self.cosines(query, contents)
            return {content: float(own.max()) for content, own in found.items() if len(own)}

        return self._loaded().nearest.search(query, k, cosines, self._allowed(scope))

    def cosines(self, query: Vectors, contents: Collection[int]) -> dict[int, Vectors]:
        """In float64, for the same vector is to have the same cosine wherever it stands among
        others.
        """
        found = dict.fromkeys(contents, np.zeros(0, np.float32))
        for some in in_batches(contents):
            rows = self._connection.execute(
                "SELECT id, units, vectors, checksum FROM contents "
                f"WHERE units > 0 AND id IN ({marks(some)}) ORDER BY id",
                some,
            ).fetchall()
            for row in rows:
                blocks.check_vectors(*row)
            if rows:
                ids, units, vectors, _ = zip(*rows, strict=True)
                flat = np.frombuffer(b"".join(vectors), "<f2").astype(np.float64)
                scores = (flat.reshape(sum(units), -1) @ query.astype(np.float64)).astype("f4")
                found |= zip(ids, np.split(scores, np.cumsum(units[:-1])), strict=True)
        return found

    def spread(self, query: Vectors) -> tuple[float, float]:
        return self._loaded().moments.spread(query)

    def match(
        self,
        question: Mapping[str, float],
        alternatives: Alternatives,
        k: int,
        scope: Scope,
        also: Collection[int] = (),
    ) -> dict[int, float]:
        words = self._loaded().words
        match = words.match(lambda term: self._postings(term, words), question, alternatives)
        return match.best(k, self._allowed(scope)) | match.of(also)

    def words(self, contents: Collection[int]) -> dict[int, Stated]:
        query = f"SELECT id, words FROM contents WHERE id IN ({marks(contents)})"
        rows = self._connection.execute(query, list(contents))
        return {id: blocks.words_of(id, words) for id, words in rows}

    def _loaded(self) -> Loaded:
        return self._cache.bring_up_to(self._connection)

    def _postings(self, term: str, words: Words) -> Held:
        query = "SELECT block, packed FROM postings WHERE term = ? ORDER BY block"
        rows = self._connection.execute(query, (term,)).fetchall()
        return blocks.unpacked(rows, len(words.halfway) - 1)

    def _allowed(self, scope: Scope) -> Ids | None:
        """Contents that stand in a matching note, ascending; None when all do."""
        if scope == EVERYTHING:
            return None
        loaded = self._loaded()
        if scope not in loaded.scopes:
            condition, values = _where(scope)
            rows = self._connection.execute(f"SELECT content {_STANDING} {condition}", values)
            loaded.remember(scope, np.unique(np.fromiter((row[0] for row in rows), np.int64)))
        return loaded.scopes[scope]

    def passages(self, contents: Collection[int], scope: Scope) -> list[Passage]:
        condition, values = _where(scope)
        rows = self._connection.execute(
            'SELECT content, text, start, "end", line, end_line, headings, path, book, chapter, '
            f"title, url, layout {_STANDING} content IN ({marks(contents)}) AND {condition}",
            [*contents, *values],
        )
        return [Passage(*row) for row in rows]

    def problems(self) -> list[Text]:
        rows = self._connection.execute("PRAGMA integrity_check")
        keys = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        unsound = [Text(told, f"SQLite의 검사: {told}") for (told,) in rows if told != "ok"]
        return unsound + [
            Text(f"orphan in {table}", f"딸린 곳이 없는 행이 {table} 표에 있습니다")
            for table, *_ in keys
        ]

    def notes(self) -> list[dict[str, Any]]:
        names = ("id", *NOTE_COLUMNS)
        rows = self._connection.execute(f"SELECT {', '.join(names)} FROM notes ORDER BY path")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def chunks(self, note: int) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            'SELECT start, "end", line, end_line, headings, layout, text, '
            "hash, korean, units, embedded "
            "FROM chunks LEFT JOIN contents ON contents.id = chunks.content "
            "WHERE note = ? ORDER BY start",
            (note,),
        ).fetchall()

    def contents(self) -> Iterator[Kept]:
        rows = self._connection.execute(
            "SELECT id, hash, length, korean, units, vectors, checksum, embedded, words_checksum, "
            "words FROM contents ORDER BY id"
        )
        for *row, words in rows:
            stated: list[tuple[str, tuple[int, ...]]] = []
            with suppress(ValueError, AttributeError):  # what says nothing has no words
                stated = read(words)
            yield Kept._make((*row, stated))

    def differing(self) -> Iterator[Text]:
        yield from blocks.differing(self._connection)
        yield from sums.differing(self._connection)

    def orphans(self) -> int:
        query = "SELECT count(*) FROM contents WHERE id NOT IN (SELECT content FROM chunks)"
        return int(self._connection.execute(query).fetchone()[0])

    def known(self, hashes: Collection[bytes]) -> dict[bytes, int]:
        query = f"SELECT hash, id FROM contents WHERE hash IN ({marks(hashes)})"
        return dict(self._connection.execute(query, list(hashes)))

    def embedded(self) -> set[bytes]:
        return {row[0] for row in self._connection.execute("SELECT embedded FROM contents")}

    def vectors(self, embedded: Collection[bytes]) -> dict[bytes, tuple[int, bytes]]:
        rows = self._connection.execute(
            "SELECT embedded, units, vectors FROM contents "
            f"WHERE embedded IN ({marks(embedded)}) GROUP BY embedded",
            list(embedded),
        )
        return {origin: (units, vectors) for origin, units, vectors in rows}


def in_batches(values: Collection[int]) -> Iterator[list[int]]:
    """SQLite takes some 32,000 values in one statement."""
    every = sorted(values)
    yield from (every[first : first + _AT_ONCE] for first in range(0, len(every), _AT_ONCE))


def marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _where(scope: Scope) -> tuple[str, list[str | int]]:
    """An SQL condition over `notes`, with sections over `chunks` too, and its values."""
    tests: list[tuple[str, list[str | int]]] = []
    if scope.book is not None:
        tests.append(("book = ?", [scope.book]))
    if scope.chapter is not None:
        tests.append(("chapter = ?", [scope.chapter]))
    if scope.tag is not None:
        below = "lower(value) = lower(?) OR instr(lower(value), lower(?)) = 1"
        test = f"EXISTS (SELECT 1 FROM json_each(tags) WHERE {below})"
        tests.append((test, [scope.tag, f"{scope.tag}/"]))
    if scope.folder is not None:
        tests.append(("instr('/' || key, ?) > 0", [f"/{scope.folder}/"]))
    if scope.day is not None:
        tests.append(("instr(date, ?) > 0", [scope.day]))
    if scope.day is not None and scope.sections is not None:
        pairs = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)"
        test, values = tests.pop()
        tests.append((f"{test} OR (path, headings) IN ({pairs})", [*values, scope.sections]))
    condition = " AND ".join(["TRUE", *(f"({test})" for test, _ in tests)])
    return condition, [value for _, values in tests for value in values]
