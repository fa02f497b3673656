"""Pieces of HTML in an outline, whether in Markdown or in a file of their own."""

import re
from collections.abc import Iterable

from index.reading.headings import TERM_LEVEL, Heading, shown
from index.reading.markup import Piece
from index.reading.outline import Leaf, Outline, Scope

_LINE = re.compile(r"[^\r\n]+")


def add_pieces(outline: Outline, text: str, found: Iterable[Piece], scope: Scope) -> None:
    """A cell stands under the first of its row, that one under the head above it."""
    items: list[tuple[int, int]] = []  # depth and leaf
    head = first = -1
    for piece in found:
        if piece.kind in ("heading", "summary", "term"):
            level = piece.depth or TERM_LEVEL
            outline.headings.append(_heading(outline, text, piece, level))
            items, scope.lead = [], -1
        elif piece.kind == "end":
            _end_details(outline, piece.start)
        elif piece.kind == "row":
            first = -1
            head = -1 if piece.tag == "table" else head
        elif piece.kind == "code":
            _add_code(outline, text, piece, scope)
        elif piece.kind in ("cell", "head"):
            above = first if first >= 0 else head
            if outline.add(text, Leaf("cell", piece.start, piece.end, above)):
                first = first if first >= 0 else outline.last
                head = first if piece.kind == "head" and head < 0 else head
        else:
            items = [item for item in items if item[0] < piece.depth + (piece.kind == "text")]
            above = items[-1][1] if items else scope.above
            if outline.add(text, Leaf(piece.kind, piece.start, piece.end, above)):
                if piece.kind == "item":
                    items.append((piece.depth, outline.last))
                else:
                    scope.lead = outline.last if text[piece.end - 1] in ":：" else -1


def _add_code(outline: Outline, text: str, piece: Piece, scope: Scope) -> None:
    for line in _LINE.finditer(text, piece.start, piece.end):
        outline.add(text, Leaf("code", line.start(), line.end(), scope.above))
    outline.blocks.append((piece.start, piece.end))


def _heading(outline: Outline, text: str, piece: Piece, level: int) -> Heading:
    """Its extent takes in its tags, and nothing of what comes before."""
    ends = [leaf.end for leaf in outline.leaves[-1:]] + [h.end for h in outline.headings[-1:]]
    first = max([0, piece.start - 400, *ends])
    before = text[first : piece.start].lower().rfind(f"<{piece.tag}")
    start = piece.start if before < 0 else first + before
    close = re.compile(rf"(?:</\w+\s*>|\s)*</{piece.tag}\s*>\s*", re.I).match(text, piece.end)
    return Heading(
        level, shown(text[piece.start : piece.end]), start, close.end() if close else piece.end
    )


def _end_details(outline: Outline, place: int) -> None:
    """What is below a summary ends there."""
    for n in range(len(outline.headings) - 1, -1, -1):
        heading = outline.headings[n]
        if heading.level == TERM_LEVEL and heading.until < 0:
            one = heading
            outline.headings[n] = Heading(one.level, one.text, one.start, one.end, place)
            return
