"""What a notebook holds: how many notes and passages, which books, chapters and headings."""

import json
from dataclasses import dataclass

from index.reading.names import is_place
from index.store import Store


@dataclass(frozen=True)
class Chapter:
    number: int
    title: str


@dataclass(frozen=True)
class Book:
    name: str
    chapters: tuple[Chapter, ...]  # by number, each once


@dataclass(frozen=True)
class Catalog:
    notes: int = 0
    passages: int = 0
    synced: str | None = None  # when something last changed: ISO 8601, local time
    books: tuple[Book, ...] = ()  # by name; notes without a book are in none
    tags: tuple[tuple[str, int], ...] = ()  # with how many notes have each, most first
    headings: tuple[tuple[str, str], ...] = ()  # path and heading, the innermost of each passage


def read_catalog(store: Store) -> Catalog:
    with store.engine.reading() as state:
        notes, passages, _ = state.counts()
        return Catalog(
            notes,
            passages,
            state.settings().get("synced"),
            _books(state.books()),
            tuple(state.tags()),
            tuple(
                (path, topic)
                for path, found in state.headings()
                if (topic := _topic(json.loads(found)))
            ),
        )


def _topic(headings: list[str]) -> str:
    """The innermost that is about something: no page, no cell."""
    return next((one for one in reversed(headings) if not is_place(one)), "")


def _books(rows: list[tuple[str, int | None, str]]) -> tuple[Book, ...]:
    books: dict[str, list[Chapter]] = {}
    for book, number, title in rows:
        chapters = books.setdefault(book, [])
        if number is not None:
            chapters.append(Chapter(number, title))
    return tuple(Book(name, tuple(chapters)) for name, chapters in books.items())
