"""Sections: a note's text between its headings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.reading.headings import PLACE_LEVEL, Heading
from index.reading.notes import Note


class Section(NamedTuple):
    """What stands below its headings, from `start` to `end`; `heading` is the one right before, if
    there is no deeper one right after.
    """

    path: tuple[str, ...]
    start: int
    end: int
    heading: Heading | None = None
    place: str = ""  # in a file that has no text of its own: the page, the cell


def sections(note: Note) -> Iterator[Section]:
    """In order. A heading in a list or a quotation holds no further than that, and what follows
    is below the one before it again.
    """
    path: list[Heading] = []
    place, last = note.body, None
    where = ""
    for heading in [*note.headings, None]:
        stop = heading.start if heading else len(note.text)
        while (until := _until(path)) is not None and until < stop:
            yield Section(_texts(path), place, max(place, until), last, where)
            place, last = max(place, until), None
            path = [h for h in path if h.until != until]
        if heading and last and heading.level > last.level:
            last = None
        yield Section(_texts(path), place, max(place, stop), last, where)
        if heading and heading.level == PLACE_LEVEL:
            where, place, last = heading.text, max(place, stop), None
        elif heading:
            path = [h for h in path if h.level < heading.level and not 0 <= h.until <= stop]
            path.append(heading)
            place, last = max(place, heading.end), heading


def _until(path: Sequence[Heading]) -> int | None:
    return min((heading.until for heading in path if heading.until >= 0), default=None)


def _texts(path: Sequence[Heading]) -> tuple[str, ...]:
    return tuple(heading.text for heading in path if heading.text)
