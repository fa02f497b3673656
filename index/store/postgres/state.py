"""One state of a notebook on the server."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
import psycopg

from index.embedding.moments import Moments
from index.embedding.vectors import Vectors
from index.language import Text
from index.store.checksums import numbers
from index.store.engine import EVERYTHING, Kept, Passage, Scope, Stated
from index.store.plan import NOTE_COLUMNS, Stored
from index.store.postgres.scopes import STANDING, matches, values, within
from index.store.postgres.vectors import EXACT_UNITS, SENT, as_text, nearest, received
from index.store.postgres.words import match
from index.words.bm25 import Alternatives

_FETCHED = 500  # contents a time, as all vectors have no room in memory


@dataclass
class Sums:
    """Over all contents of a notebook."""

    contents: int = 0
    terms: int = 0
    moments: Moments = field(default_factory=Moments.none)

    @classmethod
    def load(cls, connection: psycopg.Connection, notebook: int) -> "Sums":
        query = f"SELECT contents, terms, moments FROM sums WHERE notebook = {notebook:d}"
        row = connection.execute(query, binary=True).fetchone()
        return cls(row[0], row[1], Moments.from_bytes(row[2])) if row else cls()

    def key(self) -> tuple[int, int, bytes]:
        """The same for the same contents, however they came to be these."""
        return self.contents, self.terms, self.moments.to_bytes()


class Loaded:
    """What is kept of the state that was read last."""

    def __init__(self) -> None:
        self._generation, self._sums = "", Sums()

    def sums(self, connection: psycopg.Connection, notebook: int, generation: str) -> Sums:
        if generation != self._generation:
            self._sums, self._generation = Sums.load(connection, notebook), generation
        return self._sums


class PostgresState:
    """Over an open transaction, which the engine ends."""

    def __init__(
        self, connection: psycopg.Connection, notebook: int, generation: str, loaded: Loaded
    ) -> None:
        self.connection, self.notebook = connection, notebook
        self._generation, self._cache = generation, loaded

    def _rows(self, query: str, values: Any = None, binary: bool = False) -> list[tuple[Any, ...]]:
        """`{n}` in the query stands for the notebook's number, a constant to the planner."""
        text = query.replace("{n}", str(self.notebook))
        return self.connection.execute(text, values, binary=binary).fetchall()

    def settings(self) -> dict[str, str]:
        return dict(self._rows("SELECT name, value FROM settings WHERE notebook = {n}"))

    def files(self) -> dict[str, Stored]:
        columns = "key, id, path, size, mtime_ns, hash, settled"
        rows = self._rows(f"SELECT {columns} FROM notes WHERE notebook = {{n}}")
        return {key: Stored(*row) for key, *row in rows}

    def paths(self) -> dict[str, str]:
        return dict(self._rows("SELECT key, path FROM notes WHERE notebook = {n}"))

    def stamps(self, paths: Collection[str]) -> dict[str, tuple[int, int]]:
        query = "SELECT path, size, mtime_ns FROM notes WHERE notebook = {n} AND path = ANY(%s)"
        return {path: (size, mtime) for path, size, mtime in self._rows(query, [list(paths)])}

    def source(self, path: str) -> str | None:
        query = "SELECT source FROM notes WHERE notebook = {n} AND path = %s"
        return next((row[0] for row in self._rows(query, [path])), None)

    def counts(self) -> tuple[int, int, int]:
        notes, chunks, contents = (
            int(self._rows(f"SELECT count(*) FROM {table} WHERE notebook = {{n}}")[0][0])
            for table in ("notes", "chunks", "contents")
        )
        return notes, chunks, contents

    def books(self) -> list[tuple[str, int | None, str]]:
        return self._rows(
            "SELECT book, chapter, min(title) FROM notes WHERE notebook = {n} "
            "AND book IS NOT NULL GROUP BY book, chapter ORDER BY book, chapter NULLS FIRST"
        )

    def tags(self) -> list[tuple[str, int]]:
        return self._rows(
            "SELECT value, count(*) FROM notes, json_array_elements_text(tags::json) AS value "
            'WHERE notebook = {n} GROUP BY value ORDER BY 2 DESC, value COLLATE "C"'
        )

    def headings(self) -> list[tuple[str, str]]:
        rows = self._rows(
            f"SELECT path, headings FROM {STANDING} WHERE chunks.notebook = {{n}} "
            "AND headings != '[]' ORDER BY path, start"
        )
        return list(dict.fromkeys(rows))

    def entries(self, scope: Scope) -> list[tuple[Any, ...]]:
        scope = replace(scope, sections=None)
        columns = "path, book, chapter, title, tags, url, date, lang"
        query = f"SELECT {columns} FROM notes WHERE notebook = {{n}} AND {matches(scope)}"
        return self._rows(f'{query} ORDER BY path COLLATE "C"', values(scope))

    def places(self) -> list[tuple[int, str, int, int, int]]:
        return self._rows(
            "SELECT note, headings, start, line, content FROM chunks WHERE notebook = {n} "
            "ORDER BY note, start"
        )

    def rows(self) -> Iterator[tuple[int, int, bytes]]:
        query = (
            f"SELECT id, contents.units, (SELECT {SENT} FROM units WHERE content = contents.id) "
            f"FROM contents WHERE notebook = {self.notebook:d}"
        )
        with self.connection.cursor("vectors", binary=True) as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(query)
            for content, units, sent in cursor:
                yield content, units, received(sent)

    def nearest(self, query: Vectors, k: int, scope: Scope) -> dict[int, float]:
        if not self._sums().moments.count:
            return {}
        found = within(scope, self.notebook, "content")
        exact = scope != EVERYTHING and self._units(scope) <= EXACT_UNITS
        return nearest(self.connection, self.notebook, query, k, found, values(scope), exact)

    def _units(self, scope: Scope) -> int:
        """Of the contents that match."""
        found = f"notebook = {{n}} AND {within(scope, self.notebook, 'id')}"
        ((units,),) = self._rows(f"SELECT sum(units) FROM contents WHERE {found}", values(scope))
        return int(units or 0)

    def cosines(self, query: Vectors, contents: Collection[int]) -> dict[int, Vectors]:
        rows = self._rows(
            "SELECT content, array_agg(-(vector::vector <#> %s::vector) ORDER BY place) FROM units "
            "WHERE notebook = {n} AND content = ANY(%s) GROUP BY content",
            [as_text(query), list(contents)],
        )
        found = dict.fromkeys(contents, np.zeros(0, np.float32))
        return found | {content: np.array(own, np.float32) for content, own in rows}

    def spread(self, query: Vectors) -> tuple[float, float]:
        return self._sums().moments.spread(query)

    def match(
        self,
        question: Mapping[str, float],
        alternatives: Alternatives,
        k: int,
        scope: Scope,
        also: Collection[int] = (),
    ) -> dict[int, float]:
        sums, found = self._sums(), within(scope, self.notebook, "content")
        return match(
            self.connection, self.notebook, sums.contents, sums.terms / (sums.contents or 1) or 1,
            question, alternatives, k, found, values(scope), also,
        )  # fmt: skip

    def words(self, contents: Collection[int]) -> dict[int, Stated]:
        rows = self._rows(
            "SELECT content, array_agg(term), array_agg(parts) FROM words "
            "WHERE content = ANY(%s) GROUP BY content",
            [list(contents)],
        )
        found = {id: dict(_stated(terms, parts)) for id, terms, parts in rows}
        return {id: found.get(id, {}) for id in contents}

    def _sums(self) -> Sums:
        return self._cache.sums(self.connection, self.notebook, self._generation)

    def passages(self, contents: Collection[int], scope: Scope) -> list[Passage]:
        rows = self._rows(
            'SELECT content, text, start, "end", line, end_line, headings, path, book, chapter, '
            f"title, url, layout FROM {STANDING} WHERE content = ANY(%(contents)s) "
            f"AND {matches(scope)}",
            {"contents": list(contents), **values(scope)},
        )
        return [Passage(*row) for row in rows]

    def problems(self) -> list[Text]:
        missing = "NOT EXISTS (SELECT 1 FROM contents WHERE contents.id = content)"
        found: list[Text] = []
        for table, korean in (("words", "낱말"), ("units", "단위")):
            query = f"SELECT count(*) FROM {table} WHERE notebook = {{n}} AND {missing}"
            ((count,),) = self._rows(query)
            if count:
                english = f"{count} {table} of no content"
                found.append(Text(english, f"딸린 내용이 없는 {korean} {count}개"))
        ((count,),) = self._rows("SELECT count(*) FROM units WHERE notebook = {n}")
        if count != self._sums().moments.count:
            english = "the sums of the vectors are not of these"
            found.append(Text(english, "벡터의 합이 이 벡터들의 것이 아닙니다"))
        return found

    def notes(self) -> list[dict[str, Any]]:
        names = ("id", *NOTE_COLUMNS)
        query = f"SELECT {', '.join(names)} FROM notes WHERE notebook = {{n}} ORDER BY path"
        return [dict(zip(names, row, strict=True)) for row in self._rows(query)]

    def chunks(self, note: int) -> list[tuple[Any, ...]]:
        return self._rows(
            'SELECT start, "end", line, end_line, headings, layout, text, '
            "hash, korean::integer, units, embedded "
            "FROM chunks JOIN contents ON contents.id = content WHERE note = %s ORDER BY start",
            [note],
        )

    def contents(self) -> Iterator[Kept]:
        query = (
            "SELECT id, hash, length, korean::integer, contents.units, "
            f"(SELECT {SENT} FROM units WHERE notebook = {{n}} AND content = contents.id), "
            "checksum, embedded, contents.words, "
            "ARRAY(SELECT term FROM words WHERE content = contents.id ORDER BY term), "
            "ARRAY(SELECT parts FROM words WHERE content = contents.id ORDER BY term) "
            "FROM contents WHERE notebook = {n} ORDER BY id"
        ).replace("{n}", str(self.notebook))
        with self.connection.cursor("contents", binary=True) as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(query)
            for *row, terms, parts in cursor:
                row[5] = received(row[5])
                yield Kept._make((*row, list(_stated(terms, parts))))

    def differing(self) -> Iterator[Text]:
        found, contents = Sums(), self.contents()
        while some := list(islice(contents, _FETCHED)):
            found.contents += len(some)
            found.terms += sum(kept.length for kept in some)
            found.moments += Moments.of_rows((kept.units, kept.vectors) for kept in some)
        stored = Sums.load(self.connection, self.notebook)
        if stored.key() != found.key():
            english = "the sums over the contents are not what these say"
            yield Text(english, "내용의 합이 내용과 다릅니다")

    def orphans(self) -> int:
        query = (
            "SELECT count(*) FROM contents WHERE notebook = {n} "
            "AND NOT EXISTS (SELECT 1 FROM chunks WHERE content = contents.id)"
        )
        return int(self._rows(query)[0][0])

    def known(self, hashes: Collection[bytes]) -> dict[bytes, int]:
        query = "SELECT hash, id FROM contents WHERE notebook = {n} AND hash = ANY(%s)"
        return dict(self._rows(query, [list(hashes)]))

    def embedded(self) -> set[bytes]:
        return {row[0] for row in self._rows("SELECT embedded FROM contents WHERE notebook = {n}")}

    def vectors(self, embedded: Collection[bytes]) -> dict[bytes, tuple[int, bytes]]:
        rows = self._rows(
            "SELECT DISTINCT ON (embedded) embedded, units, "
            f"(SELECT {SENT} FROM units WHERE notebook = {{n}} AND content = contents.id) "
            "FROM contents WHERE notebook = {n} AND embedded = ANY(%s)",
            [list(embedded)],
            binary=True,
        )
        return {origin: (units, received(sent)) for origin, units, sent in rows}


def _stated(terms: Iterable[str], parts: Iterable[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    return zip(terms, map(numbers, parts), strict=True)
