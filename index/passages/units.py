"""Units of an answer: sentences, list items, table rows and lines of code, with their offsets."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.reading.headings import Line, lines_of

_BULLET = r"(?:[-*+•·▸▶►◦○●■□◆◇▪✓✔※:]|\d{1,3}[.)])\s+"
_MARKER = re.compile(rf"\s*(?:>\s?)*(?:{_BULLET}(?:\[[ xX]\]\s+)?)?")
_ITEM = re.compile(rf"\s*(?:>\s?)*{_BULLET}(?=\S)")
ITEM_CHARS = 240  # a longer item is read sentence by sentence
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
# A sentence ends at its mark and a space; not after a number (`1. `), an initial or `e.g.`.
_END = re.compile(
    r"(?<!\b[A-Za-z]\.)(?<!\bex\.)(?<!\betc\.)(?<!\bvs\.)(?<=[^\d\s][.!?。])[\"'”’)]*\s+"
)
_SOFT = " \t\r\n"
_ROW = -2  # the indent of a table's row


class Unit(NamedTuple):
    """An extent in a text, and what it stands under: the item above it, the line that announces
    its list (`장점:`), or the first row of its table.
    """

    start: int
    end: int
    above: int = -1  # place of that unit among the units of the text, -1 for none
    code: bool = False  # whether it is a line inside a code fence

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def units(text: str, fence: str = "") -> list[Unit]:
    """In the order of the text, without overlap; `fence` is the mark of the code fence that the
    text starts inside of.

    Each holds a letter or digit: rules, closing brackets and the line below a table's head are
    none.
    """
    found: list[Unit] = []
    above: list[tuple[int, int]] = []  # indent and place of what the next line may stand under
    for line in lines_of(text, mark=fence):
        bare = line.text.strip()
        if line.fenced:
            extents = [] if _FENCE.match(line.text) else _trimmed(text, line.start, line.end)
            found += (Unit(*extent, code=True) for extent in extents)
            continue
        if bare:
            above = _left(above, line.text)
        row = bare.startswith("|")
        cut = _trimmed(text, line.start, line.end, _SOFT + "|") if row else _sentences(text, line)
        first = len(found)
        found += (Unit(*extent, above[-1][1] if above else -1) for extent in cut)
        if len(found) > first and (_ITEM.match(line.text) or row or bare[-1] in ":："):
            if not (row and above):
                above.append((_indent(line.text), len(found) - 1 if bare[-1] in ":：" else first))
    return found


def under(text: str, found: Sequence[Unit], place: int) -> list[str]:
    """What the unit at that place stands under, the outermost first."""
    texts: list[str] = []
    while (place := found[place].above) >= 0:
        texts.insert(0, found[place].of(text).rstrip(" :："))
    return texts


def _left(above: list[tuple[int, int]], line: str) -> list[tuple[int, int]]:
    """Of what stands above, what the line still stands under."""
    if line.lstrip().startswith("|"):
        return above[-1:] if above and above[-1][0] == _ROW else []
    item = _ITEM.match(line)
    if not item and not line[:1].isspace():
        return []
    return [(indent, place) for indent, place in above if _ROW < indent < _indent(line)]


def _indent(line: str) -> int:
    """In columns; an item is one column deeper than a line that may announce it."""
    if line.lstrip().startswith("|"):
        return _ROW
    margin = line.expandtabs(4)
    return 2 * (len(margin) - len(margin.lstrip())) + (_ITEM.match(line) is not None)


def blocks(text: str, fence: str = "") -> Iterator[tuple[int, int]]:
    """Extents of the code inside fences, the lines with their marks left out."""
    own: list[Line] = []
    for line in [*lines_of(text, mark=fence), None]:
        if line and line.fenced and not _FENCE.match(line.text):
            own.append(line)
        elif own:
            start = own[0].start + len(own[0].text) - len(own[0].text.lstrip())
            yield from _trimmed(text, start, own[-1].end)
            own = []


def tables(text: str, fence: str = "") -> Iterator[tuple[int, int]]:
    """Extents of tables with a row or more below their head."""
    own: list[Line] = []
    for line in [*lines_of(text, mark=fence), None]:
        if line and not line.fenced and line.text.lstrip().startswith("|"):
            own.append(line)
        elif own:
            if len(own) > 2:
                yield from _trimmed(text, own[0].start, own[-1].end)
            own = []


def lists(text: str, fence: str = "") -> Iterator[tuple[int, int]]:
    """Extents of lists of two items or more, with the lines indented below an item, from the first
    item's mark to the end of the last.
    """
    first = last = items = 0
    for line in lines_of(text, mark=fence):
        marker = _ITEM.match(line.text)
        if marker and not line.fenced and _has_letter(line.text[marker.end() :]):
            first = first if items else line.start
            items += 1
        elif not items or line.fenced or (line.text.strip() and not line.text[0].isspace()):
            if items > 1:
                yield from _trimmed(text, first, last)
            items = 0
        if items and line.text.strip():
            last = line.end
    if items > 1:
        yield from _trimmed(text, first, last)


def _sentences(text: str, line: Line) -> Iterator[tuple[int, int]]:
    """An item is one; its sentences belong together."""
    start, end = line.start, line.end
    marker = _MARKER.match(text, start, end)
    first = marker.end() if marker else start
    if _ITEM.match(line.text) and end - first <= ITEM_CHARS:
        yield from _trimmed(text, first, end)
        return
    for match in _END.finditer(text, first, end):
        if match.end() > first:
            yield from _trimmed(text, first, match.end())
            first = match.end()
    yield from _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int, soft: str = _SOFT) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(soft))
    end -= len(piece) - len(piece.rstrip(soft))
    if _has_letter(piece):
        yield start, end


def _has_letter(text: str) -> bool:
    return any(letter.isalnum() for letter in text)
