"""The note around a hit, for showing a citation where it stands."""

from pathlib import Path

from index.reading.text import decode
from qa.answers import Hit


def read_source(notes: Path, hit: Hit) -> str | None:
    """The text that the hit's offsets speak of; None when the note no longer says that there."""
    file = (notes / hit.path).resolve()
    if not file.is_relative_to(notes.resolve()):
        return None
    try:
        text, _ = decode(file.read_bytes())
    except (OSError, ValueError):
        return None
    return text if text[hit.start : hit.end] == hit.text else None
