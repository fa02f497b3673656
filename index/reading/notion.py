"""A Notion export as it is downloaded, a zip of pages: each page a section; databases as tables."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from index.reading.archive import MAX_TOTAL, TooLarge, members
from index.reading.document import Document
from index.reading.extracted import extracted, joined, of_html
from index.reading.matter import each, read_matter
from index.reading.names import plain_name
from index.reading.reasons import told
from index.reading.text import decode

_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^()\s]+\.(?:md|csv|html))\)")
_TITLE = re.compile(r"\s*# ")
_PAGES = (".md", ".csv", ".html")


def read_export(content: bytes) -> Document:
    """Raises ValueError for an archive without pages."""
    files = _files(content)
    tags: dict[str, None] = {}  # of all pages
    pages = (page for page in files.items() if not page[0].endswith("_all.csv"))
    parts = [(_page(name, raw, tags), "") for name, raw in pages]
    if not parts:
        raise ValueError(told("notion"))
    text, places = joined(parts)
    return extracted(text, "notion", places, tags=tuple(tags))


def _files(content: bytes) -> dict[str, bytes]:
    """An export may come as archives in an archive."""
    found = members(content, lambda name: name.lower().endswith((*_PAGES, ".zip")))
    for name in [name for name in found if name.lower().endswith(".zip")]:
        found |= members(found.pop(name), lambda name: name.lower().endswith(_PAGES))
        if (total := sum(map(len, found.values()))) > MAX_TOTAL:
            raise TooLarge(told("bomb", size=total, most=MAX_TOTAL))
    return found


def _page(name: str, raw: bytes, tags: dict[str, None]) -> str:
    """Its tags are added."""
    title = plain_name(PurePosixPath(name).stem)
    text, _ = decode(raw)
    if name.lower().endswith(".csv"):
        return f"# {title}\n\n" + "\n".join(_rows(text))
    if name.lower().endswith(".html"):
        text = of_html(text)
    matter = read_matter(text)
    for said in (matter.fields.get(key, ()) for key in ("tags", "태그")):
        tags |= dict.fromkeys(tag.strip() for one in each(said) for tag in one.split(","))
    for start, end in matter.hidden:
        text = text[:start] + text[end:]
    text = _LINK.sub(_link, text)
    return text if _TITLE.match(text) else f"# {title}\n\n{text}"


def _link(match: re.Match[str]) -> str:
    """To a page, by its name: `[](%EB%A7%9D%20…1f2e.md)` -> `[망](망)`."""
    name = plain_name(PurePosixPath(unquote(match[2])).stem)
    return f"[{match[1] or name}]({name.replace(' ', '%20')})"


def _rows(text: str) -> Iterator[str]:
    for n, cells in enumerate(csv.reader(io.StringIO(text))):
        bare = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
        yield f"| {' | '.join(bare)} |"
        if n == 0:
            yield f"|{'---|' * len(cells)}"
