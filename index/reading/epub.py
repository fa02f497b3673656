"""EPUB books: the pages of their spine in its order; the places are the pages' own headings."""

import posixpath
import re
from urllib.parse import unquote
from xml.etree import ElementTree

from index.reading.archive import members
from index.reading.document import Document
from index.reading.extracted import extracted, joined, of_html
from index.reading.names import place
from index.reading.reasons import told

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_WANTED = (".xml", ".opf", ".xhtml", ".html", ".htm")
_HEADING = re.compile(r"^#{1,6} ", re.M)


def read_epub(content: bytes) -> Document:
    """Raises ValueError for what is no EPUB, or a locked one."""
    files = members(content, lambda name: name.endswith(_WANTED))
    try:
        container = ElementTree.fromstring(files[_CONTAINER])
        root = next(e.attrib["full-path"] for e in container.iter() if e.tag.endswith("rootfile"))
        package = ElementTree.fromstring(files[root])
    except (KeyError, StopIteration, ElementTree.ParseError) as error:
        raise ValueError(told("epub")) from error
    pages = {e.get("id"): e.get("href", "") for e in package.iter() if e.tag.endswith("}item")}
    spine = [e.get("idref") for e in package.iter() if e.tag.endswith("}itemref")]
    parts = []
    for number, page in enumerate(spine, start=1):
        name = posixpath.join(posixpath.dirname(root), unquote(pages.get(page, "")))
        name = posixpath.normpath(name)
        if name in files:
            text = of_html(files[name].decode("utf-8", "replace"))
            parts.append(
                (text, "" if _HEADING.search(text) else place(f"{number}부", f"part {number}"))
            )
    text, places = joined(parts)
    title, date, lang = (_first(package, name) for name in ("title", "date", "language"))
    return extracted(text, "epub", places, title=title, date=date, lang=lang)


def _first(package: ElementTree.Element, name: str) -> str:
    found = package.find(f".//{_DC}{name}")
    return (found.text or "").strip() if found is not None else ""
