"""What stands under one heading: the sections of all notes, as far as they have passages."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Listed:
    """A note among the others."""

    path: str  # POSIX, relative to the notes folder
    title: str
    book: str | None
    chapter: int | None
    tags: tuple[str, ...]
    date: str | None  # as the note states it
    mtime_ns: int
    passages: int


@dataclass(frozen=True)
class Section:
    note: Listed
    headings: tuple[str, ...]  # the outermost first; empty before the first one
    start: int  # of its first passage, behind the heading; code points
    line: int  # 1-based, of that passage
    contents: tuple[int, ...]  # of its passages, in the store

    @property
    def name(self) -> str:
        return self.headings[-1] if self.headings else self.note.title


def read_listed(connection: sqlite3.Connection) -> dict[int, Listed]:
    """By the number that the store has of it, in the order of books, chapters and paths."""
    rows = connection.execute(
        "SELECT notes.id, path, title, book, chapter, tags, date, mtime_ns, count(chunks.id) "
        "FROM notes LEFT JOIN chunks ON note = notes.id GROUP BY notes.id "
        "ORDER BY book IS NULL, book, chapter IS NULL, chapter, path"
    ).fetchall()
    return {
        number: Listed(path, title, book, chapter, tuple(json.loads(tags)), *rest)
        for number, path, title, book, chapter, tags, *rest in rows
    }


def read_sections(connection: sqlite3.Connection, notes: dict[int, Listed]) -> Iterator[Section]:
    """In the order of the notes and of their text."""
    rows = connection.execute(
        "SELECT note, headings, start, line, content FROM chunks ORDER BY note, start"
    ).fetchall()
    of_note = {number: list(found) for number, found in groupby(rows, lambda row: row[0])}
    for number, note in notes.items():
        for headings, passages in groupby(of_note.get(number, ()), lambda row: row[1]):
            first, *others = passages
            contents = tuple(row[4] for row in (first, *others))
            yield Section(note, tuple(json.loads(headings)), first[2], first[3], contents)
