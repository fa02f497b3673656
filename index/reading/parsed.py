"""A text as a CommonMark parser has seen it, line for line.

Offsets are ours: the parser tells lines, and a line of a paragraph is the end of a line of the
source. What it reads is the source with everything hidden blanked out. In the place of a code
fence it reads words: how a fence ends is known before, see `index.reading.fences`.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from index.reading.fences import Fence, fences_of, lines_of
from index.reading.hidden import Extent, hidden_in

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# `2024. 3. 1. 에 시작` is no item of a list; the parser sees another dot instead.
_YEAR = re.compile(r"\d{4}\.")
_DATE = re.compile(r"^([ \t>]*(?:[-*+][ \t]+)?\d{4})\.(?=[ \t]*\d)")
DOT = "．"
TITLE = "# x"  # what the parser sees of a callout's title: `> [!tip] 외울 것`
_HIDDEN = "\0"
_HIDES = re.compile(r"((?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*)\0[\0 \t]*")
MAX_NESTING = 60  # two for each list around another; what is deeper is read line by line
MAX_CHARS = 2_000_000  # as is a longer text


class Parsed(NamedTuple):
    """Offsets into `masked` are offsets into the text; `lines` are without their endings."""

    masked: str
    hidden: list[Extent]
    lines: list[Extent]
    fences: dict[int, Fence]  # by each of their lines
    tokens: "list[Token]"
    defined: set[int]  # lines that only say where links lead


def parse(
    text: str,
    start: int = 0,
    hidden: Sequence[Extent] = (),
    code: Sequence[Fence] | None = None,
) -> Parsed:
    """From `start` on; `hidden` are extents to pass over besides those that are found, and `code`
    is what another dialect, which hides in its own ways, has in the place of fences.
    """
    lines = lines_of(text, start)
    fences = fences_of([text[a:b] for a, b in lines]) if code is None else code
    found = hidden_in(text, lines, fences) if code is None else []
    hidden = sorted([*found, *hidden])
    fences = [fence for fence in fences if not _is_within(lines[fence.first][0], hidden)]
    masked = _blanked(text, hidden)
    signed = _blanked(text, hidden, _HIDDEN) if hidden else masked
    seen = [_without_hidden(signed[a:b], text[a:b]) for a, b in lines]
    seen = [_DATE.sub(_no_item, line) if _YEAR.search(line) else line for line in seen]
    for fence in fences:
        seen[fence.first] = fence.prefix + "x"
        for n in range(fence.first + 1, fence.end):
            seen[n] = fence.margin + ("x" if n < fence.code_end else "")
    env: dict[str, Any] = {}
    tokens = _parser().parse("\n".join(seen), env) if len(text) <= MAX_CHARS else []
    definitions = [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]
    return Parsed(
        *(masked, hidden, lines),
        {n: fence for fence in fences for n in range(fence.first, fence.end)},
        *(tokens, {n for one in definitions for n in range(*one["map"])}),
    )


def _is_within(place: int, extents: Sequence[Extent]) -> bool:
    """`extents` are in order."""
    n = bisect_right(extents, place, key=lambda extent: extent[0])
    return n > 0 and place < extents[n - 1][1]


def _no_item(match: re.Match[str]) -> str:
    return match[1] + DOT


def _without_hidden(signed: str, line: str) -> str:
    """What follows something hidden is not indented for that, and a callout's title ends with its
    line, whatever it looks like.
    """
    match = _HIDES.match(signed) if _HIDDEN in signed else None
    if match is None:
        return signed.replace(_HIDDEN, " ")
    rest = signed[match.end() :].replace(_HIDDEN, " ")
    titled = rest and line[match.end(1) :].lstrip().startswith("[!")
    return match[1] + (TITLE if titled else rest)


def _blanked(text: str, hidden: Sequence[Extent], blank: str = " ") -> str:
    """Of the same length and with the same lines."""
    parts, place = [], 0
    for start, end in hidden:
        if start >= place:
            own = "".join(c if c in "\r\n" else blank for c in text[start:end])
            parts += [text[place:start], own]
            place = end
    return "".join([*parts, text[place:]])


@cache
def _parser() -> "MarkdownIt":
    """Blocks alone; what stands within a line is nothing that it would have to know."""
    from markdown_it import MarkdownIt  # 0.1 s, for who reads notes
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    parser.use(deflist_plugin).use(dollarmath_plugin).use(footnote_plugin)
    parser.core.ruler.enableOnly(["block"])
    return parser
