"""Units of an answer: sentences, list items, table rows and lines of code, with their offsets."""

import re
from collections.abc import Iterator

from index.headings import lines_of

_MARKER = re.compile(r"\s*(?:>\s?)*(?:(?:[-*+•·]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?)?")
_TABLE_RULE = re.compile(r"[\s|:-]*\Z")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})")
# A sentence ends at its mark and a space; not after a number (`1. `), an initial or `e.g.`.
_END = re.compile(r"(?<![\s.(]\w)(?<!\bex)(?<!\betc)(?<!\bvs)(?<=[^\d\s][.!?。])[\"'”’)]*\s+")
_SOFT = " \t\r\n"


def units(text: str) -> Iterator[tuple[int, int]]:
    """Extents in the text of a passage; never empty, in order, without overlap."""
    for line in lines_of(text):
        if _FENCE.match(line.text) and line.fenced:
            continue
        if line.fenced:
            yield from _trimmed(text, line.start, line.end)
        elif line.text.lstrip().startswith("|"):
            yield from _row(text, line.start, line.end)
        else:
            yield from _sentences(text, line.start, line.end)


def _row(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A table row without its outer pipes; the rule below the head is none."""
    if not _TABLE_RULE.match(text[start:end]):
        yield from _trimmed(text, start, end, _SOFT + "|")


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
    if start < end:
        yield start, end
