"""Units of an answer: sentences, list items, table rows and lines of code, with their offsets."""

import re
from collections.abc import Iterator

from index.headings import lines_of

_MARKER = re.compile(r"\s*(?:>\s?)*(?:(?:[-*+•·]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?)?")
_ITEM = re.compile(r"\s*(?:>\s?)*(?:[-*+•·]|\d{1,3}[.)])\s+(?=\S)")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
# A sentence ends at its mark and a space; not after a number (`1. `), an initial or `e.g.`.
_END = re.compile(
    r"(?<!\b[A-Za-z]\.)(?<!\bex\.)(?<!\betc\.)(?<!\bvs\.)(?<=[^\d\s][.!?。])[\"'”’)]*\s+"
)
_SOFT = " \t\r\n"


def units(text: str, fence: str = "") -> Iterator[tuple[int, int]]:
    """Extents in the text of a passage, in order, without overlap; `fence` is the mark of the code
    fence that the text starts inside of.

    Each holds a letter or digit: rules, closing brackets and the line below a table's head are
    none.
    """
    for line in lines_of(text, mark=fence):
        if _FENCE.match(line.text) and line.fenced:
            continue
        if line.fenced:
            yield from _trimmed(text, line.start, line.end)
        elif line.text.lstrip().startswith("|"):
            yield from _trimmed(text, line.start, line.end, _SOFT + "|")
        else:
            yield from _sentences(text, line.start, line.end)


def fenced_lines(text: str, fence: str = "") -> list[int]:
    """Numbers of the lines inside of code fences, from 0 on."""
    return [number for number, line in enumerate(lines_of(text, mark=fence)) if line.fenced]


def lists(text: str, fence: str = "") -> Iterator[tuple[int, int]]:
    """Extents of lists of two items or more, with the lines indented below an item; as `units`,
    from the first item's text to the end of the last.
    """
    first = last = items = 0
    for line in lines_of(text, mark=fence):
        marker = _ITEM.match(line.text)
        if marker and not line.fenced:
            first = first if items else line.start + marker.end()
            items += 1
        elif not items or line.fenced or (line.text.strip() and not line.text[0].isspace()):
            if items > 1:
                yield next(_trimmed(text, first, last))
            items = 0
        if items and line.text.strip():
            last = line.end
    if items > 1:
        yield next(_trimmed(text, first, last))


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    marker = _MARKER.match(text, start, end)
    first = marker.end() if marker else start
    for match in _END.finditer(text, first, end):
        if match.end() > first:
            yield from _trimmed(text, first, match.end())
            first = match.end()
    yield from _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int, soft: str = _SOFT) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(soft))
    end -= len(piece) - len(piece.rstrip(soft))
    if any(letter.isalnum() for letter in piece):
        yield start, end
