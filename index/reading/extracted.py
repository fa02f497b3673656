"""Markdown made of what was taken out of a file that has no text of its own."""

import re
from collections.abc import Iterable, Mapping
from html import unescape

import yaml

from index.reading.document import Document, with_places
from index.reading.markdown import outline_of
from index.reading.markup import TAGS, Piece, pieces
from index.reading.matter import Matter, Value
from index.reading.reasons import told

MAX_CHARS = 5_000_000  # of text; no book has as many


def extracted(
    text: str, kind: str, places: Iterable[tuple[int, str]] = (), **fields: Value
) -> Document:
    """`places` are offsets, and in words where that is in the file; what the file says of itself
    stands before the text as front matter. Raises ValueError for a text that is too long.
    """
    if len(text) > MAX_CHARS:
        raise ValueError(told("characters", size=len(text), most=MAX_CHARS))
    said = {name: value for name, value in fields.items() if value}
    front = _front(said) if said else ""
    text = (front + text).encode("utf-8", "replace").decode().replace("\0", " ")
    body = len(front)
    outline = with_places(outline_of(text, body), [(body + at, place) for at, place in places])
    return Document(text, kind, outline, Matter(said, body), True)


def _front(said: Mapping[str, Value]) -> str:
    plain = {name: v if isinstance(v, str) else list(v) for name, v in said.items()}
    return f"---\n{yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=10_000)}---\n\n"


def joined(parts: Iterable[tuple[str, str]]) -> tuple[str, list[tuple[int, str]]]:
    """Texts with their places, put together: the text, and at which offset each place begins."""
    text, places, length = [], [], 0
    for part, place in parts:
        part = part.strip()
        if part:
            places.append((length, place))
            text.append(part)
            length += len(part) + 2
    return "\n\n".join(text), [(at, place) for at, place in places if place]


def of_html(html: str) -> str:
    """Headings, items, tables and code of a page as Markdown, everything else as paragraphs."""
    lines: list[str] = []
    cells: list[str] = []
    rows = 0
    for piece in pieces(html):
        own = html[piece.start : piece.end]
        if piece.kind in ("cell", "head"):
            cells.append(plain(own).replace("|", "\\|"))
            continue
        if cells:
            lines += _row(cells, rows)
            cells, rows = [], rows + 1
        if piece.tag == "table":
            rows = 0
        lines += _block(piece, own)
    return "\n".join([*lines, *(_row(cells, rows) if cells else [])]).strip()


def _block(piece: Piece, own: str) -> list[str]:
    """Its lines, blank ones around what stands by itself."""
    text, indent = plain(own), "  " * piece.depth
    match piece.kind:
        case "heading":
            return ["", f"{'#' * piece.depth} {text}", ""]
        case "summary" | "term":
            return ["", f"**{text}**", ""]
        case "item":
            return [f"{indent[2:]}- {text}"]
        case "code":
            return ["", "```", unescape(TAGS.sub("", own)).strip("\r\n"), "```", ""]
        case "text":
            return [f"{indent}{text}", ""] if indent else ["", text, ""]
    return [""] if piece.tag == "table" else []


def _row(cells: list[str], rows: int) -> list[str]:
    row = f"| {' | '.join(cells)} |"
    return [row] if rows else [row, f"|{'---|' * len(cells)}"]


def plain(html: str) -> str:
    """On one line, without tags."""
    return " ".join(unescape(TAGS.sub("", re.sub(r"<br\s*/?>", " ", html))).split())
