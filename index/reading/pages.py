"""Pages of a book as text: lines that were broken for the paper put together again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.reading.headings import is_title, numbered

_END = re.compile(r"[.!?。:：;][\"'”’)\]]*$|[다요음함임됨]\.?$")
_BEGIN = re.compile(r"(?:[-*•·▪■●◦○]|\d{1,3}[.)]|\(\d{1,2}\)|[①-⑳]|[a-z]\))\s")
_NUMBER = re.compile(
    r"[-–\s|]*\d{1,4}[-–\s|]*(?:/\s*\d{1,4})?$|\d{1,4}\s*쪽$|p(?:age)?\.?\s*\d{1,4}$", re.I
)
_CHAPTER = re.compile(r"(?:제\s?)?\d{1,3}\s?[장부편]\.?\s+\S|(?:chapter|part)\s+\d{1,3}\b", re.I)
_BULLET = re.compile(r"[•·▪■●◦○]\s+")


class Page(NamedTuple):
    text: str
    titles: tuple[tuple[int, str], ...] = ()  # of the table of contents: depth, and the line


def as_markdown(pages: Sequence[Page]) -> Iterator[str]:
    """Each page; without its number and what stands at the same edge of most others."""
    split = [[line.strip() for line in page.text.splitlines() if line.strip()] for page in pages]
    edges = Counter(
        edge for lines in split for edge in {_bare(x) for x in (*lines[:1], *lines[-1:])}
    )
    running = {edge for edge, count in edges.items() if count > 2 and 2 * count > len(pages)}
    for page, lines in zip(pages, split, strict=True):
        if lines and (_bare(lines[0]) in running or _NUMBER.match(lines[0])):
            lines = lines[1:]
        if lines and (_bare(lines[-1]) in running or _NUMBER.match(lines[-1])):
            lines = lines[:-1]
        yield "\n".join(_paragraphs(lines, dict(_titles(page))))


def _titles(page: Page) -> Iterator[tuple[str, int]]:
    for depth, title in page.titles:
        yield _bare(title), depth


def _bare(line: str) -> str:
    """What stays the same from page to page."""
    return re.sub(r"[\d\s]+", "", line) or line


def _paragraphs(lines: Sequence[str], titles: dict[str, int]) -> Iterator[str]:
    width = max((len(line) for line in lines), default=0)
    paragraph = ""
    for line in lines:
        depth = titles.get(_bare(line), 0)
        level = depth or (numbered(line) or 0)
        if not level and _CHAPTER.match(line) and is_title(line):
            level = 1
        if level or _BEGIN.match(line):
            yield from _ended(paragraph)
            paragraph = ""
        if level:
            yield from ("", f"{'#' * min(level, 6)} {line}", "")
            continue
        paragraph = _continued(paragraph, line)
        if _END.search(line) or len(line) < 0.6 * width:
            yield from _ended(paragraph)
            paragraph = ""
    yield from _ended(paragraph)


def _continued(paragraph: str, line: str) -> str:
    if paragraph.endswith("-") and line[:1].islower():
        return paragraph[:-1] + line  # a word that was divided
    return f"{paragraph} {line}".strip()


def _ended(paragraph: str) -> Iterator[str]:
    if paragraph:
        bullet = _BULLET.match(paragraph)
        yield f"- {paragraph[bullet.end() :]}" if bullet else paragraph
        yield from () if bullet or re.match(r"[-*]\s|\d{1,3}[.)]\s", paragraph) else ("",)
