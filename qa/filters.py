"""Filters: which notes a question is asked of."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from unicodedata import normalize

from index.errors import QuestionError
from index.reading.names import plain_name
from index.reading.text import is_text
from index.store.engine import Scope, State
from qa.days import heading_day

MAX_CHAPTER = 9999
_NEAREST = 3  # of the names that there are, as many are told


@dataclass(frozen=True)
class Filters:
    """What a hit's note must match; None matches all. Names are compared in NFC, a tag finds those
    below it, `book` finds `book/architecture`, and a folder all that is in it at any depth.
    """

    book: str | None = None
    chapter: int | None = None
    tag: str | None = None
    folder: str | None = None
    day: str | None = None  # `2024-03-03` or `-03-03`, of the note's date or of a heading

    def __post_init__(self) -> None:
        """Raises QuestionError for what no note can have and SQLite cannot take."""
        if self.chapter is not None and not 0 <= self.chapter <= MAX_CHAPTER:
            raise QuestionError(
                f"chapter is {self.chapter}; it may be 0 to {MAX_CHAPTER}",
                f"장이 {self.chapter}입니다. 0부터 {MAX_CHAPTER}까지 됩니다.",
            )
        if not is_text(f"{self.book}{self.tag}{self.folder}"):
            raise QuestionError(
                "the book, tag or folder holds a broken character; send it as UTF-8",
                "책, 태그나 폴더에 깨진 글자가 있습니다. UTF-8로 보내 주세요.",
            )
        for name in ("book", "tag", "folder"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, normalize("NFC", value).strip())

    def scope(self, state: State) -> Scope:
        """With the names as the store has them. Raises QuestionError for one that no note has, with
        the nearest that there are.
        """
        tag = None if self.tag is None else self.tag.lstrip("#").rstrip("/")
        folder = None if self.folder is None else self.folder.strip("/. ")
        folders = {} if folder is None else _folders(state)
        for what, kind, value, names in _named(state, self.book, tag, folder, folders):
            if value not in names:
                english, korean = _unknown(what, kind, value, names)
                if what == "book" and value in _folders(state):
                    english += f"; it is a folder: --folder {value}"
                    korean += f" 그런 폴더는 있습니다: --folder {value}"
                raise QuestionError(english, korean)
        there = None if folder is None else folders[folder]
        scope = Scope(self.book, self.chapter, tag, there)
        if self.day is None:
            return scope
        return replace(scope, day=self.day, sections=_dated(state, scope, self.day))


def _named(
    state: State, book: str | None, tag: str | None, folder: str | None, folders: Iterable[str]
) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    """What is asked for and, of each kind, what there is."""
    if book is not None:
        yield "book", "책", book, {book for book, _, _ in state.books()}
    if tag is not None:
        tags = {found.lower() for found, _ in state.tags()}
        parts = {"/".join(found.split("/")[:n]) for found in tags for n in range(1, 9)}
        yield "tag", "태그", tag.lower(), parts
    if folder is not None:
        yield "folder", "폴더", folder, folders


def _folders(state: State) -> dict[str, str]:
    """Each as it may be asked for: whole, from any folder on, and without the digits of Notion."""
    folders = {PurePosixPath(key).parent for key in state.paths()}
    every = {one for folder in folders for one in (folder, *folder.parents)} - {PurePosixPath(".")}
    found: dict[str, str] = {}
    for folder in sorted(every, key=lambda one: (len(one.parts), str(one)), reverse=True):
        for first in range(len(folder.parts)):
            parts = folder.parts[first:]
            found["/".join(plain_name(part) for part in parts)] = "/".join(parts)
            found["/".join(parts)] = "/".join(parts)
    return found


def _unknown(what: str, korean: str, value: str, names: Iterable[str]) -> tuple[str, str]:
    """In English and in Korean."""
    names = sorted(names)
    lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(value.lower(), lower, _NEAREST, cutoff=0.3)
    near += [name for name in lower if value.lower() in name and name not in near]
    shown = ", ".join(lower[name] for name in near[:_NEAREST]) or ", ".join(names[:_NEAREST])
    if not shown:
        told = f"no {what} is called {value!r}; no note has a {what}, ask without --{what}"
        return (
            told,
            f"{korean} {value!r} 없음. --{what} 없이 물으세요.",
        )
    told = f"no {what} is called {value!r}; the nearest: {shown}"
    return told, f"{korean} {value!r} 없음. 가까운 이름: {shown}"


def _dated(state: State, scope: Scope, day: str) -> str:
    """Passages below a heading of that day, see `Scope.sections`."""
    titles = {row[0]: row[3] for row in state.entries(scope)}
    number = re.compile(rf"(?<!\d)0?{int(day[-2:])}(?!\d)")  # most headings hold none
    found = [
        (path, headings)
        for path, headings in state.headings()
        if number.search(headings)
        and path in titles
        and day in heading_day(json.loads(headings), f"{path} {titles[path]}")
    ]
    return json.dumps(found, ensure_ascii=False)
