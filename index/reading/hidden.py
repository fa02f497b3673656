"""What stands in a note and is no text for a reader: comments, fields, tags, block ids.

`%% 초안 %%`, `<!-- 옛것 -->`, `[상태:: 초안]`, `#tcp/혼잡`, ` ^abc123`, `{#id}`.
"""

import re
from collections.abc import Container, Sequence
from itertools import pairwise, takewhile

from index.reading.fences import Fence

Extent = tuple[int, int]
_OPENING = re.compile(r"(?<!`)`+(?!`)|<!--|%%")
_BLOCK = re.compile(r"(?:%%|<!--)[ \t]*(?=[\r\n]|\Z)")
_BLOCK_ENDS = {
    "%": re.compile(r"(?<=[\r\n])[ \t]*%%[ \t]*(?=[\r\n]|\Z)"),
    "<": re.compile(r"-->"),
}
# A property of a page, right at the top of its text: `교수:: 한강수`, `- tags:: 그래프`.
PROPERTY = re.compile(r"[ \t]*(?:-[ \t]+)?(?P<name>[^\W\d_][\w-]{0,39}):: (?P<value>[^\r\n]*\S)")
# Besides what stands in brackets, further down only what Logseq writes for itself.
_FIELD = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?(?:(?:custom-)?id|collapsed|heading|background-color|"
    r"(?:created|updated|last-modified)[-_]at|(?:card|hl|ls|query|logseq)[-.][\w.-]+)::(?=\s|$).*$"
    r"|\[[\w -]{1,40}:: [^\]\n]*\]|\([\w -]{1,40}:: [^)\n]*\)"
)
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^[A-Za-z0-9-]{1,40}[ \t]*$")
_ATTRIBUTES = re.compile(r"(?<=\s)\{[#.:][^{}\n]{0,80}\}[ \t]*$")
_CALLOUT = re.compile(r"(?<=>)[ \t]*\[![\w-]{1,20}(?:\|[^\]]{0,40})?\][+-]?")
TAG = re.compile(r"(?<![\w#&/`\[({])#((?:[^\W\d_]|\d+[^\W\d])[\w/-]*)")
_TAGS_ALONE = re.compile(r"[ \t>]*(?:#[^\s#]+[ \t]*)+$")


def hidden_in(text: str, lines: Sequence[Extent], fences: Sequence[Fence]) -> list[Extent]:
    """In order and apart; nothing inside of code. `lines` are those from the body on."""
    found: list[Extent] = []
    for first, last in _outside(lines, fences):
        start, end = lines[first][0], lines[last - 1][1]
        found += _comments(text, max(start, found[-1][1] if found else 0), end)
    commented = list(found)
    found += takewhile(any, (_property(text, *line) for line in lines))
    for first, last in _outside(lines, fences):
        for start, end in lines[first:last]:
            found += _in_line(text, start, end)
    return _merged(found) if found != commented else commented


def tags_in(
    text: str, lines: Sequence[Extent], fences: Sequence[Fence], heads: Container[int] = ()
) -> list[str]:
    """Those written in the text, `#tcp/혼잡`, without their mark; `#1` is none. `heads` are where
    lines begin that are headings.
    """
    found = []
    for first, last in _outside(lines, fences):
        for start, end in lines[first:last]:
            if text.find("#", start, end) >= 0:
                line = re.sub(r"`[^`]*`|\]\([^)]*\)|https?://\S+", " ", text[start:end])
                line = re.sub(r"^[ \t>]*#\S+", "", line) if start in heads else line
                found += [match[1] for match in TAG.finditer(line)]
    return found


def is_tags(line: str) -> bool:
    return _TAGS_ALONE.match(line) is not None


def _outside(lines: Sequence[Extent], fences: Sequence[Fence]) -> list[Extent]:
    """Runs of lines, first and after the last, between the fences."""
    bounds = [(0, 0), *((fence.first, fence.end) for fence in fences), (len(lines), len(lines))]
    return [(end, start) for (_, end), (start, _) in pairwise(bounds) if start > end]


def _comments(text: str, start: int, end: int) -> list[Extent]:
    found: list[Extent] = []
    missing = set[str]()  # what is not closed any more from here on
    place = start
    while match := _OPENING.search(text, place, end):
        mark = match.group()
        closing = "-->" if mark == "<!--" else mark
        place = match.end()
        if closing in missing:
            continue
        close = text.find(closing, place, end)
        if close < 0 and (far := _around_code(text, match.start(), end)):
            return [*found, (match.start(), far)]
        if close < 0:
            missing.add(closing)
        elif mark[0] != "`":
            if mark != "%%" or _may_be(text, match.start(), close):
                found.append((match.start(), close + len(closing)))
                place = close + len(closing)
        elif "\n\n" not in text[place:close]:
            place = close + len(closing)
    return found


def _around_code(text: str, start: int, end: int) -> int:
    """Where a comment ends that has code in it, 0 for none: both its marks begin a line, `%%` alone
    on it.
    """
    if _BLOCK.match(text, start) and text[:start].rstrip(" \t")[-1:] in ("", "\r", "\n"):
        close = _BLOCK_ENDS[text[start]].search(text, end)
        return close.end() if close else 0
    return 0


def _may_be(text: str, start: int, close: int) -> bool:
    """`%%` goes on over lines only where it begins one."""
    line = text[max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1 : start]
    return not line.strip(" \t>-*") or not re.search(r"[\r\n]", text[start:close])


def _property(text: str, start: int, end: int) -> Extent:
    """Of the page, which is read as a field; empty where the line is none."""
    return (start, end) if PROPERTY.match(text, start, end) else (0, 0)


def _in_line(text: str, start: int, end: int) -> list[Extent]:
    line = text[start:end]
    found: list[re.Match[str]] = []
    if "::" in line and "`" not in line:
        found += _FIELD.finditer(line)
    if "^" in line and (match := _BLOCK_ID.search(line)):
        found.append(match)
    if line.endswith("}") and (match := _ATTRIBUTES.search(line)):
        found.append(match)
    if "[!" in line and (match := _CALLOUT.search(line)):
        found.append(match)
    return [(start + match.start(), start + match.end()) for match in found]


def _merged(extents: list[Extent]) -> list[Extent]:
    merged: list[Extent] = []
    for start, end in sorted(extents):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
