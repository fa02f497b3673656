"""Chunks: the pieces of a note that are embedded and found."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import takewhile

from index.passages.layout import Layout, Unit, layout_of
from index.passages.pieces import CHUNK_CHARS as CHUNK_CHARS
from index.passages.pieces import WHOLE_CHARS as WHOLE_CHARS
from index.passages.pieces import Cutter, Piece
from index.passages.sections import Section, sections
from index.passages.units import under, units
from index.reading.fences import LINE
from index.reading.headings import ELEMENT, shown
from index.reading.notes import Note
from index.reading.outline import Leaf

_MAX_ABOVE = 60  # characters of an item or a line that a chunk stands under
# What no word is taken from.
MARKUP = re.compile(rf"<!--.*?-->|%%.*?%%|</?{ELEMENT}[^<>]*>", re.S)


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
    layout: str = ""  # of its units, see `index.passages.layout`
    name: str = ""  # of its note, where the text does not state it

    @property
    def content(self) -> str:
        """What its words are taken from."""
        above = " › ".join(filter(None, [self.book, self.name, self.head]))
        return f"{above}\n{_bare(self.text)}"

    @property
    def parts(self) -> list[str]:
        """The content in parts: what stands above the heading and between the units, the heading,
        and each unit.
        """
        found = units(self.text, self.layout)
        places = [0, *(place for unit in found for place in unit[:2]), len(self.text)]
        between = " ".join(self.text[a:b] for a, b in zip(places[::2], places[1::2], strict=True))
        above = " › ".join(filter(None, [self.book, self.name, self.head]))
        rest = f"{above.removesuffix(self.heading)}\n{between}"
        return [_bare(part) for part in (rest, self.heading, *(u.of(self.text) for u in found))]

    @property
    def units(self) -> list[str]:
        return [unit.of(self.text) for unit in units(self.text, self.layout)]

    @property
    def heading(self) -> str:
        """The innermost of its headings or the title, which is embedded for itself beside the
        units: who remembers how a section is called finds it. Empty without either or without
        units.
        """
        return self.head.rpartition(" › ")[2] if self.units else ""

    @property
    def statements(self) -> list[str]:
        """Its units, each behind the heading and the items that it stands under, `기능: 로그:
        노드마다 수집기가 모은다.`, for models that see nothing else of the passage.
        """
        found = units(self.text, self.layout)
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
        """Identifies its words and what is embedded, in whatever folder it stands."""
        return _digest(f"{self.layout}\n{self.content}")


def _bare(text: str) -> str:
    return MARKUP.sub(" ", text) if "<" in text or "%%" in text else text


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def split_note(note: Note) -> list[Chunk]:
    """Chunks in the order of the text, without overlap; white space between them is left out."""
    layout = layout_of(note.text, note.outline)
    links = [(leaf.start, leaf.end) for leaf in note.outline.leaves if leaf.kind == "link"]
    cutter = Cutter(note.text, layout, links)
    starts = [match.start() for match in LINE.finditer(note.text) if match.group()]
    chunks = []
    for section in sections(note):
        found = cutter.pieces(section.start, section.end)
        if not found and section.heading and section.heading.text:
            # With nothing below it, a heading is itself the text.
            start, end = section.heading.start, section.heading.end
            found = [Piece(start, min(end, start + CHUNK_CHARS))]
        for piece in found:
            chunk = _chunk(note, section, piece, layout, starts)
            if chunk.text:
                chunks.append(chunk)
    return chunks


def _chunk(note: Note, section: Section, piece: Piece, layout: Layout, starts: list[int]) -> Chunk:
    text = note.text[piece.start : piece.end]
    start = piece.start + len(text) - len(text.lstrip())
    text = text.strip()
    end = start + len(text)
    line, end_line = (bisect_right(starts, place) for place in (start, max(start, end - 1)))
    above = [layout.units[n].of(note.text) for n in piece.above]
    path = (*section.path, *(_shortened(one) for one in above))
    book, head = note.written.book or "", _head(note, path)
    path = (*path, *filter(None, [section.place]))
    own = layout.cut(note.text, start, end, piece.above)
    if not own.units:
        own = own._replace(units=_stand_ins(note, text, start))
    name = "" if note.written.title else note.meta.title
    return Chunk(text, start, end, line, end_line, path, head, book, own.to_text(), name)


def _stand_ins(note: Note, text: str, start: int) -> tuple[Unit, ...]:
    """Of a chunk without units: links, or a heading with nothing below it, by which it is found
    all the same. Who answers quotes neither.
    """
    line = LINE.match(text)
    head = line.group().rstrip() if line and text.startswith("#") else ""
    if any(letter.isalnum() for letter in head):
        return (Unit(0, len(head)),)
    leaves = note.outline.leaves
    first = bisect_left(leaves, start, key=_start)
    return tuple(
        Unit(leaf.start - start, leaf.end - start)
        for leaf in takewhile(lambda leaf: leaf.end <= start + len(text), leaves[first:])
    )


def _start(leaf: Leaf) -> int:
    return leaf.start


def _shortened(text: str) -> str:
    text = " ".join(shown(text).split()).rstrip(" :：")
    return text if len(text) <= _MAX_ABOVE else text[:_MAX_ABOVE].rstrip() + "…"


def _head(note: Note, path: tuple[str, ...]) -> str:
    """Only what the text itself states, so that moving a file embeds nothing anew. What the note
    is also called, its `aliases`, stands behind its title.
    """
    title, also = note.written.title, ", ".join(note.written.aliases)
    parts = [title if not path or title not in path[0] else "", also, *path]
    return " › ".join(part for part in parts if part)
