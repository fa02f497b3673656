"""HTML as pieces of text with their place: paragraphs, items, cells, code and headings."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?\]\]>|<[!?][^>]*>"
    r"|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.S,
)
TAGS = re.compile(r"</?[a-zA-Z][\w:-]*(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_SKIPPED = frozenset(
    "script style template noscript svg iframe head select button form nav footer".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i img input ins kbd label mark q ruby rt rp s "
    "samp small span strike strong sub sup tt u var wbr".split()
)
_VOID = frozenset("img input wbr br hr col link meta source embed area base param track".split())
_CLOSED_BY = {"li": "li", "td": "td th", "th": "td th", "tr": "tr td th", "dt": "dt dd"} | {
    "dd": "dt dd", "p": "p", "option": "option",
}  # fmt: skip
_HEADING = re.compile(r"h[1-6]")


class Piece(NamedTuple):
    """`kind`: text, item, cell, head, code, heading, term, summary, row or end (of `details`).

    `depth` of an item counts the lists around it, of a heading it is its level.
    """

    kind: str
    start: int
    end: int
    depth: int = 0
    tag: str = ""


class _Token(NamedTuple):
    start: int
    end: int
    name: str = ""  # of a tag; empty for text
    closing: bool = False


def pieces(text: str, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    end = len(text) if end is None else end
    open_: list[str] = []
    run: list[_Token] = []
    fresh = False  # whether the item that is open has no piece yet
    for token in _tokens(text, start, end):
        if not token.name or token.name in _INLINE:
            run.append(token)
            continue
        found = list(_flushed(text, run, open_, fresh))
        fresh = fresh and not found
        yield from found
        run = []
        if token.closing:
            if token.name in open_:
                del open_[len(open_) - 1 - open_[::-1].index(token.name) :]
            if token.name == "details":
                yield Piece("end", token.start, token.end)
        elif token.name not in _VOID:
            _close(open_, token.name)
            open_.append(token.name)
            fresh = fresh or token.name == "li"
            if token.name in ("tr", "table"):
                yield Piece("row", token.start, token.end, tag=token.name)
    yield from _flushed(text, run, open_, fresh)


def _close(open_: list[str], name: str) -> None:
    """`<li>` ends the item before it, of the same list."""
    ends = _CLOSED_BY.get(name, "").split()
    while open_ and open_[-1] in ends:
        open_.pop()


def _tokens(text: str, start: int, end: int) -> Iterator[_Token]:
    place, skipped = start, ""
    for match in _TOKEN.finditer(text, start, end):
        name = (match[2] or "").lower()
        if not skipped and match.start() > place:
            yield _Token(place, match.start())
        place = match.end()
        if skipped:
            skipped = "" if name == skipped and match[1] else skipped
        elif name in _SKIPPED and not match[1]:
            skipped = "" if match[3].endswith("/") else name
        elif name:
            yield _Token(match.start(), match.end(), name, bool(match[1]))
        elif match.group().startswith("<![CDATA["):
            yield _Token(match.start() + 9, match.end() - 3)
    if not skipped and place < end:
        yield _Token(place, end)


def _flushed(text: str, run: list[_Token], open_: list[str], fresh: bool) -> Iterator[Piece]:
    run = _bare(text, run)
    if not run:
        return
    start, end = run[0].start, run[-1].end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield _piece(open_, fresh, start, end)


def _bare(text: str, run: list[_Token]) -> list[_Token]:
    """Without blanks at its ends and the tags around all of it; nothing where all is one link."""
    while run:
        first, last = run[0], run[-1]
        if not first.name and text[first.start : first.end].isspace():
            run = run[1:]
        elif not last.name and text[last.start : last.end].isspace():
            run = run[:-1]
        elif first.closing or (first.name in _VOID):
            run = run[1:]
        elif last.name and not last.closing:
            run = run[:-1]
        elif first.name and (close := _closing(run)) in (len(run) - 1, -1):
            if first.name == "a" and close > 0:
                return []
            run = run[1:-1] if close > 0 else run[1:]
        elif last.name and not any(token.name == last.name for token in run[:-1]):
            run = run[:-1]
        else:
            break
    return run


def _closing(run: list[_Token]) -> int:
    """Place of the tag that closes the first one; -1 for none."""
    depth = 0
    for place, token in enumerate(run):
        if token.name == run[0].name and token.name not in _VOID:
            depth += -1 if token.closing else 1
            if not depth:
                return place
    return -1


def _piece(open_: list[str], fresh: bool, start: int, end: int) -> Piece:
    for name in reversed(open_):
        if _HEADING.fullmatch(name):
            return Piece("heading", start, end, int(name[1]), name)
        if name in ("td", "th"):
            return Piece("head" if name == "th" else "cell", start, end, tag=name)
        if name == "pre":
            return Piece("code", start, end, tag=name)
        if name == "summary" or name == "dt":
            return Piece("summary" if name == "summary" else "term", start, end, tag=name)
        if name == "title":
            return Piece("title", start, end, tag=name)
        if name == "li":
            depth = open_.count("ul") + open_.count("ol")
            return Piece("item" if fresh else "text", start, end, depth, name)
    return Piece("text", start, end)
