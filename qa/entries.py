"""The notes of a notebook one by one: what each says of itself, and its text."""

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import normalize

from index.errors import NoteError
from index.store import Store
from index.store.engine import EVERYTHING
from qa.filters import Filters
from qa.links import Links, in_vault, links_to
from qa.source import read_note

_NEAREST = 3  # of the paths that there are, as many are told


class NoteMissing(NoteError):
    """There is no note of that path."""


@dataclass(frozen=True)
class Entry:
    """A note by what it says of itself."""

    path: str  # POSIX, relative to the notes folder
    book: str | None
    chapter: int | None
    title: str
    tags: tuple[str, ...]
    url: str | None
    date: str | None
    lang: str | None
    links: Links

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class NoteText(Entry):
    """With the source text, which all offsets speak of."""

    text: str = ""


def read_entries(notes: Path, store: Store, filters: Filters) -> tuple[Entry, ...]:
    """By path. Raises QuestionError for a filter that no note has."""
    with store.engine.reading() as state:
        rows = state.entries(filters.scope(state))
    folder, known = notes.resolve(), cache(in_vault)
    return tuple(Entry(*_fields(row, links_to(folder / row[0], 1, known))) for row in rows)


def read_text(notes: Path, store: Store, path: str) -> NoteText:
    """By its path, or as much of its end as names one note alone, with or without its suffix.

    Raises NoteMissing, with the nearest that there are.
    """
    with store.engine.reading() as state:
        rows = {row[0]: row for row in state.entries(EVERYTHING)}
    paths = list(rows)
    row = rows.get(_find(path, paths) or "")
    text = None if row is None else read_note(notes, row[0], store)
    if row is None or text is None:
        near = ", ".join(difflib.get_close_matches(path, paths, _NEAREST))
        what = "no such note" if row is None else "was deleted since the last sync"
        korean = "그런 노트가 없습니다" if row is None else "동기화한 뒤에 지워졌습니다"
        raise NoteMissing(
            path,
            f"{what}; {f'the nearest: {near}' if near else 'see galpi list'}",
            f"{korean}. {f'가까운 것: {near}' if near else 'galpi list를 보세요.'}",
        )
    return NoteText(*(*_fields(row, links_to(notes.resolve() / row[0], 1)), text))


def _fields(row: Sequence[Any], links: Links) -> Iterator[Any]:
    """Of an Entry."""
    path, book, chapter, title, tags, *rest = row
    yield from (path, book, chapter, title, tuple(json.loads(tags)), *rest, links)


def _find(path: str, paths: Sequence[str]) -> str | None:
    wanted = normalize("NFC", path).strip("/")
    names = {normalize("NFC", found): found for found in paths}
    if wanted in names or not wanted:
        return names.get(wanted)
    ending = [
        found
        for name, found in names.items()
        if f"/{name}".endswith((f"/{wanted}", f"/{wanted}{PurePosixPath(name).suffix}"))
    ]
    return ending[0] if len(ending) == 1 else None
