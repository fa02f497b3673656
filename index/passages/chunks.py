"""Chunks: the pieces of a note that are embedded and found."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.passages.units import under, units
from index.reading.headings import Heading, Line, fence_mark, lines_of
from index.reading.notes import Note

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNK_CHARS = 400
# From the strongest boundary to the weakest: paragraph, line, sentence end, clause, word.
_SEPARATORS = [
    "\n\n",
    "\r\n\r\n",
    "\n",
    "\r",
    "다. ",
    "요. ",
    ". ",
    "? ",
    "! ",
    "。",
    ", ",
    " ",
    "",
]


@dataclass(frozen=True)
class Chunk:
    """`note.text[start:end] == text`; lines are 1-based and inclusive."""

    text: str
    start: int
    end: int
    line: int
    end_line: int
    headings: tuple[str, ...]  # from the outermost to the one right above
    head: str  # title and headings, as far as the text itself states them
    book: str = ""  # likewise
    fence: str = ""  # the mark of the code fence that the text starts inside of

    @property
    def content(self) -> str:
        """What its words are taken from."""
        return "\n".join([" › ".join(filter(None, [self.book, self.head])), self.text])

    @property
    def units(self) -> list[str]:
        return [unit.of(self.text) for unit in units(self.text, self.fence)]

    @property
    def statements(self) -> list[str]:
        """Its units, each behind the heading and the items that it stands under, `기능: 로그:
        노드마다 수집기가 모은다.`, for models that see nothing else of the passage.
        """
        found = units(self.text, self.fence)
        return [
            ": ".join([*self.headings[-1:], *under(self.text, found, place), unit.of(self.text)])
            for place, unit in enumerate(found)
        ]

    @property
    def embedded(self) -> bytes:
        """Identifies what is embedded of it: with equal ones go equal vectors."""
        return _digest("\0".join([self.head, *self.statements]))

    @property
    def hash(self) -> bytes:
        """Identifies its words and what is embedded, wherever it stands."""
        return _digest(f"{self.fence}\n{self.content}")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def split_note(note: Note) -> list[Chunk]:
    """Chunks in the order of the text, without overlap; white space between them is left out."""
    lines = list(lines_of(note.text))
    chunks = []
    for path, start, end in _sections(note):
        for piece_start, piece_end in _pieces(note.text, start, end):
            text = note.text[piece_start:piece_end]
            piece_start += len(text) - len(text.lstrip())
            text = text.strip()
            if text:
                chunks.append(_chunk(note, path, piece_start, text, lines))
    return chunks


def _chunk(note: Note, path: tuple[str, ...], start: int, text: str, lines: list[Line]) -> Chunk:
    end = start + len(text)
    line, end_line = (bisect_right(lines, place, key=_start) for place in (start, end - 1))
    around = lines[line - 1].fence
    fence = fence_mark(note.text, around) if 0 <= around < start else ""
    book, head = note.written.book or "", _head(note, path)
    return Chunk(text, start, end, line, end_line, path, head, book, fence)


def _start(line: Line) -> int:
    return line.start


def _head(note: Note, path: tuple[str, ...]) -> str:
    """Only what the text itself states, so that moving a file embeds nothing anew."""
    title = note.written.title
    parts = [title if not path or title not in path[0] else "", *path]
    return " › ".join(part for part in parts if part)


def _sections(note: Note) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Heading path and extent of the text below each heading, and of the text before the first.

    A heading with nothing below it, not even a deeper heading, is itself the text.
    """
    first = note.headings[0].start if note.headings else len(note.text)
    yield (), note.body, first
    path: list[Heading] = []
    for heading, after in zip(note.headings, [*note.headings[1:], None], strict=False):
        path = [h for h in path if h.level < heading.level] + [heading]
        end = after.start if after else len(note.text)
        leaf = after is None or after.level <= heading.level
        start = heading.end
        if leaf and not note.text[start:end].strip():
            start = heading.start
        yield tuple(h.text for h in path), start, end


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Extents of at most CHUNK_CHARS that cover start to end; a fence is cut only if it must be."""
    pieces: list[tuple[int, int]] = []
    for block_start, block_end in _blocks(text, start, end):
        position = block_start
        for part in _splitter().split_text(text[block_start:block_end]):
            cut = position + len(part)
            if pieces and cut - pieces[-1][0] <= CHUNK_CHARS:
                pieces[-1] = (pieces[-1][0], cut)
            else:
                pieces.append((position, cut))
            position = cut
    return pieces


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each fence, and each run of lines outside."""
    first, fence = 0, -1
    for line in lines_of(text[start:end]):
        if line.fence != fence and line.start > first:
            yield start + first, start + line.start
            first = line.start
        fence = line.fence
    if start + first < end:
        yield start + first, end


@cache
def _splitter() -> "RecursiveCharacterTextSplitter":
    """Its parts, put together, are the text again: offsets are sums of lengths."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # 0.5 s, for sync only

    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        chunk_size=CHUNK_CHARS,
        chunk_overlap=0,
        keep_separator="end",
        strip_whitespace=False,
        is_separator_regex=False,
    )
