"""Units of an answer: sentences, list items, table rows and lines of code, with their offsets.

`layout` is what is known of the text as a part of its note, see `index.passages.layout`; without
it the text is read as a note of its own.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.passages.layout import (
    ITEM_CHARS,
    Extent,
    Layout,
    Quoted,
    Unit,
    from_text,
    layout_of,
    with_bars,
)
from index.reading.markdown import outline_of

__all__ = [
    "ITEM_CHARS",
    "Extent",
    "Unit",
    "blocks",
    "lists",
    "outer",
    "tables",
    "under",
    "units",
    "with_bars",
]


def units(text: str, layout: str = "") -> list[Unit]:
    """In the order of the text, without overlap.

    Each holds a letter or digit: rules, closing brackets and the line below a table's head are
    none.
    """
    return list(_layout(text, layout).units)


def under(text: str, found: Sequence[Unit], place: int) -> list[str]:
    """What the unit at that place stands under, the outermost first."""
    texts: list[str] = []
    while (place := found[place].above) >= 0:
        texts.insert(0, found[place].of(text).rstrip(" :："))
    return texts


def outer(layout: str) -> tuple[Quoted, ...]:
    """What all of a passage stands under and does not hold, the outermost first."""
    return from_text(layout).outer if layout else ()


def blocks(text: str, layout: str = "") -> Iterator[Extent]:
    """Extents of the code in fences, the lines with their marks left out."""
    yield from _layout(text, layout).blocks


def tables(text: str, layout: str = "") -> Iterator[Extent]:
    """Extents of tables with a row or more below their head."""
    yield from _layout(text, layout).tables


def lists(text: str, layout: str = "") -> Iterator[Extent]:
    """Extents of lists of two items or more, and of one that a line branches off to, from the
    first item's mark to the end of the last; a list before those in its items.
    """
    yield from _layout(text, layout).lists


def _layout(text: str, layout: str) -> Layout:
    return from_text(layout) if layout else _read(text)


@lru_cache(maxsize=64)
def _read(text: str) -> Layout:
    return layout_of(text, outline_of(text))
