"""What stands under one heading: the sections of all notes, as far as they have passages."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from index.store.engine import State


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


def read_listed(state: State) -> dict[int, Listed]:
    """By the number that the store has of it, in the order of books, chapters and paths."""
    passages = Counter(note for note, *_ in state.places())
    found = {
        row["id"]: Listed(
            *(row["path"], row["title"], row["book"], row["chapter"]),
            *(tuple(json.loads(row["tags"])), row["date"], row["mtime_ns"], passages[row["id"]]),
        )
        for row in state.notes()
    }
    return dict(sorted(found.items(), key=lambda pair: _order(pair[1])))


def _order(note: Listed) -> tuple[bool, str, bool, int, str]:
    return note.book is None, note.book or "", note.chapter is None, note.chapter or 0, note.path


def read_sections(state: State, notes: dict[int, Listed]) -> Iterator[Section]:
    """In the order of the notes and of their text."""
    of_note = {note: list(found) for note, found in groupby(state.places(), lambda row: row[0])}
    for number, note in notes.items():
        for headings, passages in groupby(of_note.get(number, ()), lambda row: row[1]):
            first, *others = passages
            contents = tuple(row[4] for row in (first, *others))
            yield Section(note, tuple(json.loads(headings)), first[2], first[3], contents)
