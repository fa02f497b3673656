"""A document: the text of a file with its outline, whatever kind of file it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.reading.headings import PLACE_LEVEL, Heading
from index.reading.matter import Matter
from index.reading.outline import Outline


@dataclass(frozen=True)
class Document:
    """`text` is the source text that all offsets speak of: the file itself, decoded, or what was
    taken out of it (`extracted`), which then is kept in the store.
    """

    text: str
    encoding: str
    outline: Outline
    matter: Matter = field(default_factory=Matter)
    extracted: bool = False
    tags: tuple[str, ...] = ()  # written in the text
    notices: tuple[str, ...] = ()


def with_places(outline: Outline, places: Sequence[tuple[int, str]]) -> Outline:
    """With a heading of no extent at each place to open, `12쪽 p. 12`, for the citations."""
    marks = [Heading(PLACE_LEVEL, label, at, at) for at, label in places]
    outline.headings = sorted([*outline.headings, *marks], key=lambda h: (h.start, -h.end, h.level))
    return outline
