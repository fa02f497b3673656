"""Lines of a note that know where they stand, and where in the note a parsed text is from."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"[ \t]*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)*(`{3,}|~{3,})([^`]*)$")

_OPENS = re.compile(r"`{3,}|~{3,}|`[^`\n]+`|<!--|%%")


class Line(NamedTuple):
    """Without its end. `offset` is where it begins in the note, -1 for one that is not in it."""

    text: str
    offset: int

    def from_column(self, column: int) -> "Line":
        return Line(self.text[column:], self.offset + column)


class Piece(NamedTuple):
    """A part of a parsed text that stands in the note as it is."""

    start: int  # in the parsed text
    end: int
    offset: int  # in the note


def lines_of(source: str, offset: int = 0) -> list[Line]:
    """`source` begins at `offset` of its note."""
    found = [Line(m[1], offset + m.start()) for m in _LINE.finditer(source)]
    return found[:-1] if len(found) > 1 and not found[-1].text else found


def open_fence(lines: Sequence[Line], mark: str = "") -> str:
    """The line that opens the code which the lines end in, "" if they end outside of any.

    `mark` is that of the code that they begin in.
    """
    opened = mark
    for line in lines:
        found = _FENCE.match(line.text)
        if opened and found and found[1].startswith(mark) and not found[2].strip():
            opened = mark = ""
        elif found and not opened:
            mark, opened = found[1], found[1] + found[2]
    return opened


def behind_comment(source: str, place: int) -> int:
    """Where the comment ends that holds the place; the place itself outside of any."""
    missing = set[str]()  # what does not end any more
    at = 0
    while (found := _OPENS.search(source, at)) and found.start() < place:
        at = found.end()
        mark = found.group()
        closing = "-->" if mark == "<!--" else mark
        if mark[-1] == "`" != mark[1] or closing in missing:  # code in a line
            continue
        end = source.find(closing, at)
        if end < 0:
            missing.add(closing)
            continue
        at = end + len(closing)
        if place < at and mark in ("<!--", "%%"):
            return at
    return place


class Places:
    """Where in the note the characters of a parsed text stand."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]

    @classmethod
    def of(cls, content: str, lines: Sequence[Line]) -> "Places":
        """Each line of the content is the end of one of the lines, but for what closes a
        heading.
        """
        pieces, at = [], 0
        for part, line in zip(content.split("\n"), lines, strict=False):
            column = line.text.rstrip().rfind(part.strip())
            margin = len(part) - len(part.lstrip())
            if column >= 0 and line.offset >= 0:
                pieces.append(Piece(at + margin, at + len(part), line.offset + column))
            at += len(part) + 1
        return cls(pieces)

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        """A part of the parsed text, in pieces; what is not in the note has the offset -1."""
        at = start
        for piece in self._pieces[max(bisect_right(self._starts, start) - 1, 0) :]:
            if piece.start >= end:
                break
            first, last = max(piece.start, at), min(piece.end, end)
            if first >= last:
                continue
            if at < first:
                yield Piece(at, first, -1)
            yield Piece(first, last, piece.offset + first - piece.start)
            at = last
        if at < end:
            yield Piece(at, end, -1)


def cell_places(content: str, line: Line, start: int) -> tuple[Places, int]:
    """Of a table's cell, and the column behind it; a bar in it is escaped in the note."""
    written = content.replace("|", "\\|")
    column = line.text.find(written, start)
    if column < 0 or line.offset < 0:
        return Places([]), start
    pieces, at = [], 0
    for number, part in enumerate(content.split("|")):
        first = max(at - 1, 0)  # the bar before it goes with it
        pieces.append(Piece(first, at + len(part), line.offset + column + first + number))
        at += len(part) + 1
    return Places(pieces), column + len(written)
