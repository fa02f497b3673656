"""Pieces: extents of a section of at most so many characters, cut between its units. A list that
fits is not cut; code, tables and steps are left whole as long as an answer may show them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from index.passages.layout import Layout

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNK_CHARS = 400
WHOLE_CHARS = 1_000
_STEPS = re.compile(r"[ \t>]*(?:1[.)]|①)")
_HEADS = 2  # levels above its first unit that a piece begins with, not to end the one before it
_COMMENT = re.compile(r"%%|-->")
# From the strongest boundary to the weakest: line, sentence end, clause, word.
_SEPARATORS = ["\n", "\r", "다. ", "요. ", ". ", "? ", "! ", "。", ", ", " ", ""]
_FENCE = re.compile(r"[^\r\n]*(?:`{3,}|~{3,}|\$\$|<pre)")

_CLOSING = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t>]*(?:`{3,}|~{3,}|\$\$)[ \t]*(?=[\r\n]|\Z)")


class Piece(NamedTuple):
    start: int
    end: int
    above: tuple[int, ...] = ()  # units that it stands under and does not hold, the outermost first


class Cutter:
    """Over the layout of a note; `marks` are extents that are no units and still worth finding."""

    def __init__(self, text: str, layout: Layout, marks: Sequence[tuple[int, int]]) -> None:
        self.text, self.layout = text, layout
        extents = [(u.start, u.end, n) for n, u in enumerate(layout.units)]
        self._extents = sorted([*extents, *((a, b, -1) for a, b in marks)])
        starts = [start for start, _, _ in self._extents]
        short = [(a, b) for a, b in layout.lists if b - a <= CHUNK_CHARS or _STEPS.match(text, a)]
        wholes = ((starts[bisect_left(starts, a)], b) for a, b in (*short, *layout.tables))
        self._wholes = {**dict(wholes), **dict(layout.blocks)}

    def pieces(self, start: int, end: int) -> list[Piece]:
        """What has a unit or a mark in it is in one of them, in order."""
        found: list[list[Piece]] = []  # the atoms of each
        for atom in self._atoms(start, end):
            if found and self._joins(found[-1], atom):
                found[-1].append(atom)
            else:
                found.append([*(self._heads(found[-1], atom) if found else ()), atom])
        return [Piece(own[0].start, own[-1].end, own[0].above) for own in found]

    def _joins(self, own: Sequence[Piece], atom: Piece) -> bool:
        """What stands under another item than the piece does would be taken for one of its own."""
        start, units = own[0].start, self.layout.units
        outer = tuple(n for n in atom.above if units[n].start < start)
        return atom.end - start <= CHUNK_CHARS and outer == own[0].above

    def _heads(self, own: list[Piece], atom: Piece) -> list[Piece]:
        """What the atom stands under, as the first below it, is taken from the end of a piece; not
        from a long chain of them, which ends somewhere in any case.
        """
        ends = zip(reversed(atom.above), reversed(own), strict=False)
        heads = [p for _, p in takewhile(lambda end: self._holds(end[1], end[0]), ends)][::-1]
        most = CHUNK_CHARS if atom.end - atom.start <= CHUNK_CHARS else WHOLE_CHARS
        if not 0 < len(heads) <= min(_HEADS, len(own) - 1) or atom.end - heads[0].start > most:
            return []
        del own[-len(heads) :]
        return heads

    def _holds(self, piece: Piece, unit: int) -> bool:
        return piece.start <= self.layout.units[unit].start < piece.end

    def _atoms(self, start: int, end: int) -> Iterator[Piece]:
        """Of these nothing is cut, unless it is too long by itself."""
        first = bisect_left(self._extents, (start, start, -1))
        last = bisect_left(self._extents, (end, end, -1))
        own = self._extents[first:last]
        place = self._begin(own[0][0], start) if own else end
        k = 0
        while k < len(own):
            a, b, n = own[k]
            block, most = self._whole_end(a), CHUNK_CHARS
            if 0 <= block - place <= WHOLE_CHARS:
                while k + 1 < len(own) and own[k + 1][1] <= block:
                    k += 1
                b, most = block, WHOLE_CHARS
            after = self._begin(own[k + 1][0], b) if k + 1 < len(own) else end
            above = self._above(n) if n >= 0 else ()
            yield from self._fitting(place, b, after, above, most)
            place, k = after, k + 1

    def _whole_end(self, place: int) -> int:
        """Of what begins there and is not cut, with the closing mark below code; -1 for none."""
        end = self._wholes.get(place, -1)
        match = _CLOSING.match(self.text, end) if end >= 0 else None
        return match.end() if match else end

    def _begin(self, place: int, after: int) -> int:
        """Where the line of a unit begins, with the mark of its fence, no earlier than `after`; the
        place itself behind a comment.
        """
        line = self._line(place, after)
        if _COMMENT.search(self.text, line, place):
            return place
        if place in self._wholes and line > after:
            before = self._line(line - 1, after)
            line = before if _FENCE.match(self.text, before, line) else line
        return line

    def _line(self, place: int, after: int) -> int:
        """Where the line that holds a place begins; the place itself, if that is before `after`."""
        line = max(self.text.rfind("\n", after, place), self.text.rfind("\r", after, place)) + 1
        if line:
            return line
        return after if not after or self.text[after - 1] in "\r\n" else place

    def _fitting(
        self, start: int, core: int, end: int, above: tuple[int, ...], most: int
    ) -> Iterator[Piece]:
        """From `core` on there is nothing that would be missed."""
        stop = end if end - start <= most else core
        if stop - start <= most:
            yield Piece(start, stop, above)
            return
        for part in _splitter().split_text(self.text[start:stop]):
            yield Piece(start, start + len(part), above)
            start += len(part)

    def _above(self, n: int) -> tuple[int, ...]:
        found: tuple[int, ...] = ()
        while (n := self.layout.units[n].above) >= 0:
            found = (n, *found)
        return found


@cache
def _splitter() -> "RecursiveCharacterTextSplitter":
    """Its parts, put together, are the text again: offsets are sums of lengths."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # 0.5 s, for long lines

    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        chunk_size=CHUNK_CHARS,
        chunk_overlap=0,
        keep_separator="end",
        strip_whitespace=False,
        is_separator_regex=False,
    )
