"""Filters: which notes a question is asked of."""

import difflib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from unicodedata import normalize

from index.errors import QuestionError
from index.reading.names import plain_name
from index.reading.text import is_text

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

    def __post_init__(self) -> None:
        """Raises QuestionError for what no note can have and SQLite cannot take."""
        if self.chapter is not None and not 0 <= self.chapter <= MAX_CHAPTER:
            raise QuestionError(
                f"chapter is {self.chapter}; it may be 0 to {MAX_CHAPTER}",
                f"장이 {self.chapter}입니다. 0부터 {MAX_CHAPTER}까지 됩니다.",
            )
        if not is_text(f"{self.book}{self.tag}{self.folder}"):
            raise QuestionError(
                "the book, tag or folder holds a broken character; send it as UTF-8"
            )
        for name in ("book", "tag", "folder"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, normalize("NFC", value).strip())

    def where(self) -> tuple[str, list[str | int]]:
        """An SQL condition over `notes`, and its values."""
        tests: list[tuple[str, list[str | int]]] = []
        if self.book is not None:
            tests.append(("book = ?", [self.book]))
        if self.chapter is not None:
            tests.append(("chapter = ?", [self.chapter]))
        if self.tag is not None:
            tag = self.tag.lstrip("#").rstrip("/")
            below = "lower(value) = lower(?) OR instr(lower(value), lower(?)) = 1"
            test = f"EXISTS (SELECT 1 FROM json_each(tags) WHERE {below})"
            tests.append((test, [tag, f"{tag}/"]))
        if self.folder is not None:
            tests.append(("instr('/' || key, ?) > 0", [f"/{self.folder.strip('/. ')}/"]))
        condition = " AND ".join(["TRUE", *(f"({test})" for test, _ in tests)])
        return condition, [value for _, values in tests for value in values]

    def check(self, connection: sqlite3.Connection) -> "Filters":
        """With the folder as it is spelt in the store. Raises QuestionError for a name that no note
        has, with the nearest that there are.
        """
        for what, korean, value, names in self._named(connection):
            if value not in names:
                told, tell = _unknown(what, korean, value, names)
                if what == "book" and value in _folders(connection):
                    told += f"; it is a folder: --folder {value}"
                    tell += f" 그런 폴더는 있습니다: --folder {value}"
                raise QuestionError(told, tell)
        if self.folder is None:
            return self
        folders = _folders(connection)
        return Filters(self.book, self.chapter, self.tag, folders[self.folder.strip("/. ")])

    def _named(
        self, connection: sqlite3.Connection
    ) -> Iterator[tuple[str, str, str, Iterable[str]]]:
        if self.book is not None:
            rows = connection.execute("SELECT DISTINCT book FROM notes WHERE book IS NOT NULL")
            yield "book", "책", self.book, [book for (book,) in rows]
        if self.tag is not None:
            rows = connection.execute("SELECT DISTINCT tags FROM notes WHERE tags != '[]'")
            tags = {tag.lower() for (found,) in rows for tag in json.loads(found)}
            parts = {"/".join(tag.split("/")[:n]) for tag in tags for n in range(1, 9)}
            yield "tag", "태그", self.tag.lstrip("#").rstrip("/").lower(), parts
        if self.folder is not None:
            yield "folder", "폴더", self.folder.strip("/. "), _folders(connection)


def _folders(connection: sqlite3.Connection) -> dict[str, str]:
    """Each as it may be asked for: whole, from any folder on, and without the digits of Notion."""
    folders = {PurePosixPath(key).parent for (key,) in connection.execute("SELECT key FROM notes")}
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
