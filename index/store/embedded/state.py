"""One state of the embedded store: rows by SQL, the nearest by FAISS, words by BM25 in memory."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from index.embedding.nearest import Nearest
from index.embedding.vectors import Vectors
from index.store.engine import EVERYTHING, Kept, Passage, Scope
from index.store.plan import NOTE_COLUMNS, Stored
from index.words.bm25 import Alternatives, Words

_STANDING = "FROM chunks JOIN notes ON notes.id = note WHERE"  # and a condition over both


class Loaded:
    """The vectors and the lengths of one state, swapped when a newer one is read."""

    def __init__(self) -> None:
        self._generation: str | None = None

    def bring_up_to(self, connection: sqlite3.Connection) -> "Loaded":
        rows = connection.execute("SELECT value FROM settings WHERE name = 'generation'")
        (generation,) = rows.fetchone()
        if generation != self._generation:
            vectors = "SELECT id, units, vectors, checksum FROM contents ORDER BY id"
            self.nearest = Nearest.of(connection.execute(vectors).fetchall())
            self.words = Words.of(dict(connection.execute("SELECT id, length FROM contents")))
            self._generation = generation
        return self


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
        query = f"SELECT path, size, mtime_ns FROM notes WHERE path IN ({_marks(paths)})"
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

    def names(self, scope: Scope) -> list[tuple[str, str | None, int | None, str, str | None]]:
        condition, values = _where(scope)
        query = f"SELECT path, book, chapter, title, url FROM notes WHERE {condition}"
        return self._connection.execute(query, values).fetchall()

    def entries(self, scope: Scope) -> list[tuple[Any, ...]]:
        condition, values = _where(scope)
        columns = "path, book, chapter, title, tags, url, date, lang"
        query = f"SELECT {columns} FROM notes WHERE {condition} ORDER BY path"
        return self._connection.execute(query, values).fetchall()

    def nearest(self, query: Vectors, k: int, scope: Scope) -> dict[int, float]:
        return dict(self._loaded().nearest.search(query, k, self._allowed(scope)))

    def cosines(self, query: Vectors, contents: Collection[int]) -> dict[int, float]:
        cosines = self._loaded().nearest.cosines(query, contents)
        return {content: float(of.max(initial=-1.0)) for content, of in cosines.items()}

    def spread(self, query: Vectors) -> tuple[float, float]:
        return self._loaded().nearest.spread(query)

    def match(
        self,
        question: Mapping[str, float],
        alternatives: Alternatives,
        k: int,
        scope: Scope,
        also: Collection[int] = (),
    ) -> dict[int, float]:
        match = self._loaded().words.match(self._postings, question, alternatives)
        allowed = self._allowed(scope)
        best = [content for content in match.scores if allowed is None or content in allowed]
        best.sort(key=lambda content: (-match.scores[content], content))
        wanted = [*best[:k], *(content for content in also if content in match.scores)]
        return {content: match.scores[content] for content in wanted}

    def _loaded(self) -> Loaded:
        return self._cache.bring_up_to(self._connection)

    def _postings(self, term: str) -> dict[int, int]:
        query = "SELECT content, count FROM words WHERE term = ?"
        return dict(self._connection.execute(query, (term,)))

    def _allowed(self, scope: Scope) -> set[int] | None:
        """Contents that stand in a matching note; None when all do."""
        if scope == EVERYTHING:
            return None
        condition, values = _where(scope)
        rows = self._connection.execute(f"SELECT content {_STANDING} {condition}", values)
        return {content for (content,) in rows}

    def passages(self, contents: Collection[int], scope: Scope) -> list[Passage]:
        condition, values = _where(scope)
        rows = self._connection.execute(
            'SELECT content, text, start, "end", line, end_line, headings, path, book, chapter, '
            f"title, url, layout {_STANDING} content IN ({_marks(contents)}) AND {condition}",
            [*contents, *values],
        )
        return [Passage(*row) for row in rows]

    def problems(self) -> list[str]:
        rows = self._connection.execute("PRAGMA integrity_check")
        keys = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        unsound = [problem for (problem,) in rows if problem != "ok"]
        return unsound + [f"orphan in {row[0]}" for row in keys]

    def notes(self) -> list[dict[str, Any]]:
        names = ("id", *NOTE_COLUMNS)
        rows = self._connection.execute(f"SELECT {', '.join(names)} FROM notes ORDER BY path")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def chunks(self, note: int) -> list[tuple[Any, ...]]:
        return self._connection.execute(
            'SELECT start, "end", line, end_line, headings, layout, text, '
            "hash, korean, units, embedded "
            "FROM chunks LEFT JOIN contents ON contents.id = chunks.content "
            "LEFT JOIN origins ON origins.content = chunks.content WHERE note = ? ORDER BY start",
            (note,),
        ).fetchall()

    def contents(self) -> Iterator[Kept]:
        rows = self._connection.execute(
            "SELECT id, hash, length, korean, units, vectors, checksum, embedded, words "
            "FROM contents LEFT JOIN origins ON content = id ORDER BY id"
        )
        for row in rows:
            query = "SELECT term, count FROM words WHERE content = ?"
            yield Kept._make((*row, self._connection.execute(query, row[:1]).fetchall()))

    def orphans(self) -> int:
        query = "SELECT count(*) FROM contents WHERE id NOT IN (SELECT content FROM chunks)"
        return int(self._connection.execute(query).fetchone()[0])

    def known(self, hashes: Collection[bytes]) -> dict[bytes, int]:
        query = f"SELECT hash, id FROM contents WHERE hash IN ({_marks(hashes)})"
        return dict(self._connection.execute(query, list(hashes)))

    def embedded(self) -> set[bytes]:
        return {row[0] for row in self._connection.execute("SELECT embedded FROM origins")}

    def vectors(self, embedded: bytes) -> tuple[int, bytes] | None:
        row: tuple[int, bytes] | None = self._connection.execute(
            "SELECT units, vectors FROM contents JOIN origins ON content = contents.id "
            "WHERE embedded = ? LIMIT 1",
            (embedded,),
        ).fetchone()
        return row


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _where(scope: Scope) -> tuple[str, list[str | int]]:
    """An SQL condition over `notes`, and its values."""
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
    condition = " AND ".join(["TRUE", *(f"({test})" for test, _ in tests)])
    return condition, [value for _, values in tests for value in values]
