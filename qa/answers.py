"""What a question gives back: hits, spans quoted from them, and citations.

Offsets are code points in the note's source text: `source[start:end] == text`. Lines are
1-based. `to_dict()` is the JSON of the command line and of HTTP.
"""

import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from index.passages.units import units
from index.reading.notes import split_number
from qa.links import Links
from qa.margins import crumbs, flush, margin_of

INTERNAL = {"internal": True}  # of a field: of no use to anybody else, and not in the JSON
_FENCE, _OPENS = "```", re.compile(r"\s*(?:`{3}|~{3})")
_ITEM = re.compile(r"(?:^|[\r\n])([ \t]*)(?:[-*+•]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?\Z")


@dataclass(frozen=True)
class Hit:
    """A passage. `score` is higher for a closer one, comparable within one search only."""

    text: str
    score: float
    rank: int  # 1-based
    path: str  # POSIX, relative to the notes folder
    start: int
    end: int
    line: int
    end_line: int
    book: str | None
    chapter: int | None
    title: str
    headings: tuple[str, ...]
    label: str  # book › chapter › section
    url: str | None = None
    # Of its units, see `index.passages.layout`; of the question's words, by their rarity, the share
    # that it has, 0 to 1; of its vectors the cosines by the bundled model, none by another one; of
    # its first units how much likelier they make what is met by none, `index.words.translation`.
    layout: str = field(default="", metadata=INTERNAL)
    words: float = field(default=0.0, metadata=INTERNAL)
    cosines: tuple[float, ...] = field(default=(), metadata=INTERNAL)
    likely: tuple[float, ...] = field(default=(), metadata=INTERNAL)
    asked: str = field(default="", metadata=INTERNAL)  # the question in its words, `qa.wording`
    links: Links = Links()

    @property
    def fence(self) -> str:
        """The mark of the code fence that the text starts inside of, "" where it does not."""
        first = next(iter(units(self.text, self.layout)), None)
        return _FENCE if first and first.code and not _OPENS.match(self.text) else ""

    def margin(self, start: int) -> str:
        """What stands before a place of the note in its line, see `qa.margins`."""
        return margin_of(self._indent + self.text[: max(start - self.start, 0)])

    @property
    def _indent(self) -> str:
        """What the text's first line has lost, as far as an item beside its first one tells."""
        own = units(self.text, self.layout)
        beside = (unit for unit in own[1:] if unit.above == own[0].above)
        items = (_ITEM.search(self.text, 0, unit.start) for unit in beside)
        return next((found[1] for found in items if found), "")

    def to_dict(self) -> dict[str, Any]:
        return _public(self)


@dataclass(frozen=True)
class Span:
    """A sentence, list item, table row, or a whole list, table or block of code, exactly as it
    stands in the note.
    """

    text: str
    start: int
    end: int
    line: int
    hit: int  # 1-based number into Answer.hits
    # What it stands under, the outermost first: items, the line that announces its list, the head
    # of its table; each with its own place in the note.
    above: tuple[tuple[str, int, int], ...] = ()
    score: float = 0.0  # the reader's, a logit against zero, "no answer here"
    # What stands before it in its line, `  ` or `> - `.
    margin: str = field(default="", metadata=INTERNAL)

    @property
    def shown(self) -> str:
        """With what it says little without, `REPEATABLE READ › MySQL InnoDB의 기본값이다.`; the
        lines of a list or a table stand below it.
        """
        return crumbs((text for text, _, _ in self.above), self.text) + self.flush

    @property
    def flush(self) -> str:
        """Its lines without what only shows how deep it stands."""
        return flush(self.text, self.margin)

    def to_dict(self) -> dict[str, Any]:
        return _public(self)


@dataclass(frozen=True)
class Citation:
    """A section that is quoted, and the line of its first quotation."""

    number: int  # 1-based
    label: str
    path: str
    line: int
    url: str | None
    links: Links = Links()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


# From this confidence on what is "not found" may be there all the same: of 306 questions that were
# told so though their notes answer, its passage came first for half of these, below for a quarter.
NEARLY = 0.3


@dataclass(frozen=True)
class Answer:
    """When `found` is false, `text` is empty and `hits` are the nearest passages, no answer."""

    question: str
    found: bool
    text: str  # the spans as they are shown, a line or more each
    spans: tuple[Span, ...]
    citations: tuple[Citation, ...]
    confidence: float  # probability in [0, 1] that the notes hold the answer
    hits: tuple[Hit, ...]
    seconds: float
    context: str | None = None  # the earlier question that a follow-up takes its topic from
    searched: str = ""  # what was searched for, which in a follow-up is not the question alone
    stale: tuple[str, ...] = ()  # cited notes that changed on disk since the last sync

    @property
    def sure(self) -> float:
        """The confidence as people are shown it: rounding makes nothing certain."""
        return min(self.confidence, 0.99)

    @property
    def nearly(self) -> bool:
        """Whether the first of the nearest passages may well have the answer, though none is
        found.
        """
        return not self.found and self.confidence >= NEARLY

    def to_dict(self) -> dict[str, Any]:
        hits, spans = (tuple(one.to_dict() for one in own) for own in (self.hits, self.spans))
        return {**asdict(self), "hits": hits, "spans": spans}


def _public(one: Hit | Span) -> dict[str, Any]:
    values = asdict(one)
    return {f.name: values[f.name] for f in fields(one) if f.metadata != INTERNAL}


def make_label(book: str | None, chapter: int | None, title: str, headings: tuple[str, ...]) -> str:
    """`쿠버네티스 모범 사례 › 9장 네트워킹 › 9.1 …`; the heading that is the title is left out."""
    place = title if chapter is None else f"{chapter}장 {title}"
    sections = [heading for heading in headings if split_number(heading)[1] != title]
    return " › ".join(part for part in (book, place, *sections) if part)


def cite(spans: tuple[Span, ...], hits: tuple[Hit, ...]) -> tuple[Citation, ...]:
    """One citation for each section quoted, in the order of the spans."""
    found: dict[tuple[str, str], Citation] = {}
    for span in spans:
        hit = hits[span.hit - 1]
        links = hit.links.at(span.line)
        citation = Citation(len(found) + 1, hit.label, hit.path, span.line, hit.url, links)
        found.setdefault((hit.path, hit.label), citation)
    return tuple(found.values())
