"""The outline of a text: its lines with what each stands under, and its headings."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.reading.headings import Heading
from index.reading.hidden import Extent


class Leaf(NamedTuple):
    """An extent within one line, or of one paragraph or cell of HTML, without the marks around it.

    `kind`: text, item (or a line with a label), head or row of a table, cell, code, or link where
    there is nothing else.
    `above`: the place of the leaf that it stands under, an item, the line that announces it or the
    head of its table; -1 for none.
    """

    kind: str
    start: int
    end: int
    above: int = -1


@dataclass
class Scope:
    """An item, a list, a quotation or the whole text, while it is read. `anchor` is the leaf that
    all in it stands under, `lead` the line that announces what comes next, `hint` one that does
    so for a list alone: `세 가지가 있다.`, `said` the last line of the paragraph that is no item.
    """

    kind: str
    end: int  # offset
    anchor: int = -1
    lead: int = -1
    hint: int = -1
    said: int = -1
    depth: int = 0
    fresh: bool = False  # an item without a leaf yet
    items: list[int] = field(default_factory=list)  # of a list: the first leaf of each item

    @property
    def above(self) -> int:
        return self.lead if self.lead >= 0 else self.anchor


@dataclass
class Outline:
    """`lists`, `tables` and `blocks` of code are extents, an outer list before those in it."""

    leaves: list[Leaf] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    lists: list[Extent] = field(default_factory=list)
    tables: list[Extent] = field(default_factory=list)
    blocks: list[Extent] = field(default_factory=list)

    def add(self, text: str, leaf: Leaf, hidden: Sequence[Extent] = ()) -> bool:
        """Whether there is a letter in it. In pieces, where something hidden stands in between."""
        cuts, place = [], bisect_left(hidden, (leaf.start, leaf.start))
        while place < len(hidden) and hidden[place][0] < leaf.end:
            cuts.append(hidden[place])
            place += 1
        starts = [leaf.start, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), leaf.end]
        pieces = [leaf._replace(start=a, end=b) for a, b in zip(starts, ends, strict=True)]
        return any([self._add(text, piece) for piece in pieces])

    def _add(self, text: str, leaf: Leaf) -> bool:
        piece = text[leaf.start : leaf.end]
        if not any(letter.isalnum() for letter in piece):
            return False
        start = leaf.start + len(piece) - len(piece.lstrip())
        self.leaves.append(leaf._replace(start=start, end=start + len(piece.strip())))
        return True

    @property
    def last(self) -> int:
        return len(self.leaves) - 1
