"""The note around a hit, for showing a citation where it stands."""

from pathlib import Path

from index.reading.text import decode
from qa.answers import Hit


def fence_before(hit: Hit) -> str:
    """The mark of the code fence that the hit's text starts inside of, "" for none."""
    return hit.fence


def read_note(notes: Path, path: str) -> str | None:
    """Its text; None when there is no such note inside the folder, or it is no text."""
    file = (notes / path).resolve()
    if not file.is_relative_to(notes.resolve()):
        return None
    try:
        return decode(file.read_bytes())[0]
    except (OSError, ValueError):
        return None


def read_source(notes: Path, hit: Hit) -> str | None:
    """The text that the hit's offsets speak of; None when the note no longer says that there."""
    text = read_note(notes, hit.path)
    return text if text is not None and text[hit.start : hit.end] == hit.text else None
