"""Word documents: paragraphs by their styles, lists and tables; the places are their headings."""

import io
import re
from collections.abc import Iterator
from typing import Any

from index.reading.archive import members
from index.reading.document import Document
from index.reading.extracted import extracted
from index.reading.reasons import told

_HEADING = re.compile(r"(?:heading|제목)\s*([1-6])$", re.I)
_NUMBERS = "./w:pPr/w:numPr"


def read_docx(content: bytes) -> Document:
    """Raises ValueError for what is no such document."""
    members(content, lambda name: True)  # refuses what is too large
    from docx import Document as open_docx  # in the extra `files`

    try:
        document = open_docx(io.BytesIO(content))
        text = "\n".join(_lines(document))
        properties = document.core_properties
        date = properties.modified or properties.created
        title, keywords = properties.title or "", properties.keywords or ""
    except Exception as error:  # a broken file breaks its reader in every way there is
        raise ValueError(told("docx", why=str(error))) from error
    return extracted(
        re.sub(r"\n{3,}", "\n\n", text).strip(),
        "docx",
        title=title.strip(),
        tags=tuple(tag.strip() for tag in keywords.split(",") if tag.strip()),
        date=date.isoformat() if date else "",
    )


def _lines(document: Any) -> Iterator[str]:
    from docx.table import Table

    styles: dict[str | None, str] = {}  # by id, for each look goes through all there are
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
            continue
        text = " ".join(block.text.split())
        if not text:
            yield ""
            continue
        named = block._p.style
        if named not in styles:
            styles[named] = (block.style.name if block.style is not None else "") or ""
        style = styles[named]
        heading = _HEADING.search(style)
        depth = _depth(block, style)
        if heading or style in ("Title", "제목"):
            yield from ("", f"{'#' * int(heading[1] if heading else 1)} {text}", "")
        elif depth >= 0:
            yield f"{'  ' * depth}- {text}"
        elif "code" in style.lower() or style == "macro":
            yield from ("", "```", block.text, "```", "")
        else:
            yield from ("", text, "")


def _depth(block: Any, style: str) -> int:
    """Of a list's item, 0 for the outermost; -1 for what is none."""
    level = block._p.find("./w:pPr/w:numPr/w:ilvl", block._p.nsmap)
    if level is not None:
        return min(int(next(iter(level.values()), 0)), 8)
    match = re.match(r"List (?:Bullet|Number|Paragraph)(?: ([2-9]))?$", style)
    return int(match[1] or 1) - 1 if match else -1


def _rows(table: Any) -> Iterator[str]:
    yield ""
    for n, row in enumerate(table.rows):
        cells = [" ".join(cell.text.split()).replace("|", "\\|") for cell in row.cells]
        yield f"| {' | '.join(cells)} |"
        if n == 0:
            yield f"|{'---|' * len(cells)}"
    yield ""
