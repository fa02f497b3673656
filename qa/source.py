"""The notes themselves: the text around a hit, and whether a file is as it was synced."""

from pathlib import Path

from index.reading.text import decode
from index.store import Store
from qa.answers import Hit


def read_note(notes: Path, path: str, store: Store | None = None) -> str | None:
    """Its text; None when there is no such note inside the folder, or it is no text.

    The store has it of files that have no text of their own, such as a PDF.
    """
    if store is not None and (kept := _kept(store, path)) is not None:
        return kept
    file = (notes / path).resolve()
    if not file.is_relative_to(notes.resolve()):
        return None
    try:
        return decode(file.read_bytes())[0]
    except (OSError, ValueError):
        return None


def read_source(notes: Path, hit: Hit, store: Store | None = None) -> str | None:
    """The text that the hit's offsets speak of; None when the note no longer says that there."""
    text = read_note(notes, hit.path, store)
    return text if text is not None and text[hit.start : hit.end] == hit.text else None


def stale(notes: Path, store: Store, paths: set[str]) -> tuple[str, ...]:
    """Those of the notes whose file is not the one that was synced."""
    if store.read_only and not notes.exists():
        return ()
    with store.engine.reading() as state:
        stamps = state.stamps(paths)
    return tuple(sorted(p for p, stamp in stamps.items() if not _is_as(notes / p, *stamp)))


def _is_as(path: Path, size: int, mtime_ns: int) -> bool:
    try:
        stat = path.stat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (size, mtime_ns)


def _kept(store: Store, path: str) -> str | None:
    with store.engine.reading() as state:
        return state.source(path)
