"""The kinds of files that are notes, and who reads each."""

import re
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import PurePosixPath

from index.reading.document import Document
from index.reading.fences import fences_of, lines_of
from index.reading.hidden import tags_in
from index.reading.markdown import outline_of
from index.reading.matter import read_matter
from index.reading.outline import Outline
from index.reading.text import MAX_BYTES, decode

_MAX_TAGS = 100  # of one note's text
Reader = Callable[[str, bytes], Document]


def _markdown(path: str, content: bytes) -> Document:
    text, encoding = decode(content)
    return of_markdown(text, encoding)


def of_markdown(text: str, encoding: str) -> Document:
    matter = read_matter(text)
    outline = outline_of(text, matter.body, matter.hidden)
    return Document(text, encoding, outline, matter, tags=_tags(text, matter.body, outline))


def _tags(text: str, body: int, outline: Outline) -> tuple[str, ...]:
    """Those of lines that are no heading like `#깃 오류`."""
    if "#" not in text:
        return ()
    lines = lines_of(text, body)
    fences = fences_of([text[a:b] for a, b in lines])
    heads = {heading.start for heading in outline.headings}
    return tuple(dict.fromkeys(tags_in(text, lines, fences, heads)))[:_MAX_TAGS]


# The others are imported by who has such a file.


def _html(path: str, content: bytes) -> Document:
    from index.reading.html import read_html

    return read_html(*decode(content))


def _org(path: str, content: bytes) -> Document:
    from index.reading.org import read_org

    return read_org(*decode(content))


def _rst(path: str, content: bytes) -> Document:
    from index.reading.rst import read_rst

    return read_rst(*decode(content))


def _ipynb(path: str, content: bytes) -> Document:
    from index.reading.ipynb import read_ipynb

    return read_ipynb(content)


def _pdf(path: str, content: bytes) -> Document:
    from index.reading.pdf import read_pdf

    return read_pdf(content)


def _docx(path: str, content: bytes) -> Document:
    from index.reading.docx import read_docx

    return read_docx(content)


def _epub(path: str, content: bytes) -> Document:
    from index.reading.epub import read_epub

    return read_epub(content)


def _zip(path: str, content: bytes) -> Document:
    from index.reading.notion import read_export

    return read_export(content)


def _csv(path: str, content: bytes) -> Document:
    from index.reading.csv import read_csv

    return read_csv(*decode(content))


READERS: dict[str, Reader] = {
    **dict.fromkeys([".md", ".markdown", ".txt"], _markdown),
    **dict.fromkeys([".html", ".htm"], _html),
    **{".org": _org, ".rst": _rst, ".ipynb": _ipynb, ".pdf": _pdf, ".docx": _docx},
    **{".epub": _epub, ".zip": _zip, ".csv": _csv},
}

_PACKED = frozenset([".pdf", ".docx", ".epub", ".zip"])
INSTALL = 'pip install -c constraints.txt -e ".[files]"'
# The library that each needs besides, all of them in the extra `files`.
NEEDS = {".pdf": "pypdf", ".docx": "docx"}
_EXPORT = re.compile(
    r"(?:^|[ _-])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|^Export|notion", re.I
)


def is_note(name: str) -> bool:
    """A table or an archive only as Notion exports it."""
    if suffix_of(name) in (".csv", ".zip"):
        return _EXPORT.search(name) is not None and not name.endswith("_all.csv")
    return True


@cache
def missing(suffix: str) -> bool:
    """Whether the library for files of this kind is not installed."""
    return suffix in NEEDS and find_spec(NEEDS[suffix]) is None


def most_bytes(path: str) -> int:
    """That a file of this kind may have; text is little of one with pictures in it."""
    return 10 * MAX_BYTES if suffix_of(path) in _PACKED else MAX_BYTES


def suffix_of(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def read_document(path: str, content: bytes) -> Document:
    """Raises ValueError, with the reason, for bytes that are no file of their kind."""
    return READERS.get(suffix_of(path), _markdown)(path, content)
