"""Where in a text a note says something of itself: its fields, each with its name as it stands."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import PurePosixPath

from index.reading.hidden import PROPERTY, Extent
from index.reading.matter import read_matter

_LINE_END = re.compile(r"\r\n?")
# An entry of YAML or TOML goes on until the next one; a table or the closing rule is none.
_BLOCK = re.compile(
    r"^(?:([\"']?)(?P<name>[^\s#:=\"'{}|>\[\]-][^:=\"'\n]*?)\1[ \t]*(?::(?=\s|\Z)|=)"
    r"|\[|---|\+\+\+|\.\.\.)",
    re.M,
)
_NOTION = re.compile(r"^[ \t]*(?P<name>[^\W\d_][\w ()/-]{0,39}): +\S.*$", re.M)
_KEYWORD = {
    ".org": re.compile(r"^[ \t]*#\+(?P<name>\w+):[ \t]*\S.*$", re.M),
    ".rst": re.compile(r"^:(?P<name>[^\W_][\w -]{0,39}):[ \t]+\S.*$", re.M),
}
_META = re.compile(r"<meta\s[^<>]{1,2000}>", re.I)
_CONTENT = re.compile(r"\b(name|property|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_TIME = re.compile(r"<time[^<>]*\sdatetime=[\"'](?P<value>[^\"']{4,40})", re.I)
_HEAD = 20_000  # characters, of a file whose fields may stand anywhere


def fields_of(path: str, text: str) -> dict[str, Extent]:
    """By name in small letters; each holds the name and what is said, `tags: [망, 물]`, and of a
    web page what is said alone.
    """
    suffix = PurePosixPath(path).suffix.lower()
    found: dict[str, Extent] = {}
    if suffix in (".html", ".htm"):
        every = _of_page(text[:_HEAD])
    elif suffix in _KEYWORD:
        every = _lines(_KEYWORD[suffix], _even(text[:_HEAD]), 0, _HEAD)
    else:
        every = _of_markdown(text)
    for name, extent in every:
        found.setdefault(name.strip().lower(), extent)
    return found


def _even(text: str) -> str:
    """As long as before, with a line feed at the end of each line."""
    return _LINE_END.sub(lambda end: " \n" if len(end.group()) == 2 else "\n", text)


def _of_markdown(text: str) -> Iterator[tuple[str, Extent]]:
    matter = read_matter(text)
    even = _even(text[: max([matter.body, *(end for _, end in matter.hidden)]) + 2_000])
    yield from _block(even, matter.body)
    for start, end in matter.hidden:
        yield from _lines(_NOTION, even, start, end)
    place = matter.body
    while match := PROPERTY.match(even, place):
        yield match["name"], _bare(even, *match.span())
        place = even.find("\n", match.end()) + 1 or len(even)


def _block(text: str, end: int) -> Iterator[tuple[str, Extent]]:
    found = list(_BLOCK.finditer(text, 0, end))
    for match, after in zip_longest(found, found[1:]):
        last = after.start() if after else end
        own = re.sub(r"\n(?:[ \t]*(?:#.*)?(?:\n|\Z))+\Z", "", text[match.start() : last])
        if match["name"] and any(c.isalnum() for c in own[match.end() - match.start() :]):
            yield match["name"], _bare(text, match.start(), match.start() + len(own))


def _lines(
    pattern: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[tuple[str, Extent]]:
    for match in pattern.finditer(text, start, end):
        yield match["name"], _bare(text, *match.span())


def _bare(text: str, start: int, end: int) -> Extent:
    own = text[start:end]
    return start + len(own) - len(own.lstrip(" \t-")), start + len(own.rstrip())


def _of_page(text: str) -> Iterator[tuple[str, Extent]]:
    """`article:published_time` is the name `published_time`."""
    for meta in _META.finditer(text):
        own = {m[1].lower(): m for m in _CONTENT.finditer(text, *meta.span())}
        named, said = own.get("name") or own.get("property"), own.get("content")
        if named and said and any(c.isalnum() for c in said[2] or said[3]):
            name = (named[2] or named[3]).rpartition(":")[2]
            yield name, said.span(2 if said[2] else 3)
    if time := _TIME.search(text):
        yield "date", time.span("value")
