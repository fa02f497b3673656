"""What a text is made of for whoever answers from it: its units, lists, tables and code.

A passage cut out of a note does not show any more what it stood in: an item, a fence, a table.
Its layout is therefore cut out of the note's and kept beside it, as a string.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from index.passages.sentences import sentences
from index.reading.headings import ELEMENT
from index.reading.marks import has_label
from index.reading.outline import Leaf, Outline

ITEM_CHARS = 240  # a longer item is read sentence by sentence
_SOFT = re.compile(rf"(?:\s|</{ELEMENT}\s*>|<br\s*/?>)+")
_SOFT_END = re.compile(rf"(?:\s|<{ELEMENT}[^<>/]*>|<br\s*/?>)+$")
_BAR_BEFORE = re.compile(r"(?:^|[\r\n])[ \t]*((?:\|[ \t]*)+)$")
_BAR_BEHIND = re.compile(r"((?:[ \t]*\|)+)[ \t]*(?:$|[\r\n])")
_OTHER = re.compile(r"[A-Za-z][\w.-]*[은는] ")
Extent = tuple[int, int]
Quoted = tuple[str, int, int]  # a text, and where it starts and ends


class Unit(NamedTuple):
    """An extent in a text, and what it stands under: the item above it, the line that announces
    its list (`장점:`), or the first row of its table.
    """

    start: int
    end: int
    above: int = -1  # place of that unit among the units of the text, -1 for none
    code: bool = False  # whether it is a line of code
    row: bool = False  # whether it is a row of a table
    cell: bool = False  # whether it is a cell of a table of HTML, below the first of its row

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class Layout(NamedTuple):
    units: tuple[Unit, ...] = ()
    lists: tuple[Extent, ...] = ()
    tables: tuple[Extent, ...] = ()
    blocks: tuple[Extent, ...] = ()
    outer: tuple[Quoted, ...] = ()  # what all of it stands under, before it: offsets are negative

    def cut(self, text: str, start: int, end: int, under: Sequence[int] = ()) -> "Layout":
        """Of the part of the text from `start` to `end`, with offsets into it; the units at the
        places `under` are what it stands under.
        """
        first = bisect_right(self.units, start, key=_end)
        units: list[Unit] = []
        places: dict[int, int] = {}
        for place, unit in enumerate(self.units[first:], start=first):
            if unit.start >= end:
                break
            a, b = _trimmed(text, max(unit.start, start), min(unit.end, end))
            if any(letter.isalnum() for letter in text[a:b]):
                places[place] = len(units)
                above = places.get(unit.above, -1)
                units.append(unit._replace(start=a - start, end=b - start, above=above))
        lists, tables, blocks = (
            _clipped(own, start, end, units) for own in (self.lists, self.tables, self.blocks)
        )
        extents = (with_bars(text, *self.units[place][:2]) for place in under)
        outer = tuple((text[a:b], a - start, b - start) for a, b in extents)
        return Layout(tuple(units), lists, tables, blocks, outer)

    def to_text(self) -> str:
        units = [[u.start, u.end, u.above, u.code + 2 * u.row + 4 * u.cell] for u in self.units]
        return json.dumps([units, *self[1:]], separators=(",", ":"))


def _end(unit: Unit) -> int:
    return unit.end


def _clipped(
    extents: Sequence[Extent], start: int, end: int, units: Sequence[Unit]
) -> tuple[Extent, ...]:
    """Those that have something in there, as far as they have."""
    found = []
    for a, b in extents:
        a, b = max(a, start) - start, min(b, end) - start
        if a < b and any(a <= unit.start and unit.end <= b for unit in units):
            found.append((a, b))
    return tuple(found)


@lru_cache(maxsize=512)
def from_text(text: str) -> Layout:
    units, lists, tables, blocks, outer = json.loads(text)
    lists, tables, blocks, outer = (tuple(map(tuple, e)) for e in (lists, tables, blocks, outer))
    own = tuple(
        Unit(a, b, above, bool(flags & 1), bool(flags & 2), bool(flags & 4))
        for a, b, above, flags in units
    )
    return Layout(own, lists, tables, blocks, outer)


def with_bars(text: str, start: int, end: int) -> Extent:
    """With those at both ends of a table's row."""
    before, behind = _BAR_BEFORE.search(text, 0, start), _BAR_BEHIND.match(text, end)
    return (before.start(1), behind.end(1)) if before and behind else (start, end)


def layout_of(text: str, outline: Outline) -> Layout:
    """Each unit holds a letter or digit; they come in the order of the text, without overlap."""
    units: list[Unit] = []
    own: list[Extent] = []  # of each leaf: places of its first and its last unit
    for leaf in outline.leaves:
        above = _above(text, outline.leaves, own, leaf.above)
        first = len(units)
        if leaf.kind != "link":
            is_a = (leaf.kind == "code", leaf.kind in ("head", "row"), leaf.kind == "cell")
            units += (Unit(a, b, above, *is_a) for a, b in _extents(text, leaf))
            if leaf.kind == "text" and has_label(text[leaf.start : leaf.end]):
                # What is said after its first sentence is of the same, up to `ROUGE는 …`.
                for place in range(first + 1, len(units)):
                    if _OTHER.match(text, units[place].start):
                        break
                    units[place] = units[place]._replace(above=first)
        own.append((first, len(units) - 1) if len(units) > first else (above, above))
    lists, tables, blocks = (tuple(e) for e in (outline.lists, outline.tables, outline.blocks))
    return Layout(tuple(units), lists, tables, blocks)


def _above(text: str, leaves: Sequence[Leaf], own: Sequence[Extent], place: int) -> int:
    if place < 0:
        return -1
    announces = leaves[place].kind == "text" or text[leaves[place].end - 1] in ":："
    return own[place][announces]


def _extents(text: str, leaf: Leaf) -> list[Extent]:
    """An item is one; its sentences belong together."""
    short = leaf.end - leaf.start <= ITEM_CHARS
    if leaf.kind in ("code", "row", "head") or (leaf.kind == "item" and short):
        return [(leaf.start, leaf.end)]
    cut = [_trimmed(text, a, b) for a, b in sentences(text, leaf.start, leaf.end)]
    return [(a, b) for a, b in cut if any(letter.isalnum() for letter in text[a:b])]


def _trimmed(text: str, start: int, end: int) -> Extent:
    """Without blanks and halves of pairs of tags at its ends."""
    piece = text[start:end]
    if "<" in piece:
        match = _SOFT.match(piece)
        start += match.end() if match else 0
        tail = _SOFT_END.search(text[start:end])
        return start, start + tail.start() if tail else end
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
