"""Units of an answer: sentences, list items, table rows and lines of code, with their offsets."""

import re
from collections.abc import Iterator

from index.headings import lines_of

_MARKER = re.compile(r"\s*(?:>\s?)*(?:(?:[-*+•·]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?)?")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
# A sentence ends at its mark and a space; not after a number (`1. `), an initial or `e.g.`.
_END = re.compile(
    r"(?<!\b[A-Za-z]\.)(?<!\bex\.)(?<!\betc\.)(?<!\bvs\.)(?<=[^\d\s][.!?。])[\"'”’)]*\s+"
)
_SOFT = " \t\r\n"


def units(text: str) -> Iterator[tuple[int, int]]:
    """Extents in the text of a passage, in order, without overlap.

    Each holds a letter or digit: rules, closing brackets and the line below a table's head are
    none.
    """
    for line in lines_of(text):
        if _FENCE.match(line.text) and line.fenced:
            continue
        if line.fenced:
            yield from _trimmed(text, line.start, line.end)
        elif line.text.lstrip().startswith("|"):
            yield from _trimmed(text, line.start, line.end, _SOFT + "|")
        else:
            yield from _sentences(text, line.start, line.end)


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
