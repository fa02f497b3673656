"""The note around a hit, for showing a citation where it stands."""

from pathlib import Path

from index.reading.text import decode
from index.store import Store
from qa.answers import Hit


def read_source(notes: Path, hit: Hit, store: Store | None = None) -> str | None:
    """The text that the hit's offsets speak of; None when the note no longer says that there.

    The store has it of files that have no text of their own, such as a PDF.
    """
    if store is not None and (kept := _kept(store, hit.path)) is not None:
        return kept if kept[hit.start : hit.end] == hit.text else None
    file = (notes / hit.path).resolve()
    if not file.is_relative_to(notes.resolve()):
        return None
    try:
        text, _ = decode(file.read_bytes())
    except (OSError, ValueError):
        return None
    return text if text[hit.start : hit.end] == hit.text else None


def _kept(store: Store, path: str) -> str | None:
    with store.reading() as connection:
        row = connection.execute("SELECT source FROM notes WHERE path = ?", (path,)).fetchone()
    return None if row is None else row[0]
