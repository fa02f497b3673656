"""The offset guarantee, checked from outside: whatever is shown stands in the source as it says."""

import re

from index.passages.chunks import Chunk, split_note
from index.passages.pieces import CHUNK_CHARS, WHOLE_CHARS
from index.passages.units import blocks, lists, tables, units
from index.reading.notes import read_note

_NEWLINE = re.compile(r"\r\n|\r|\n")


def check_offsets(path: str, content: bytes) -> int:
    """How many passages it has. Raises AssertionError for a violation, NoteError for no text."""
    note = read_note(path, content)
    own = note.extracted or note.text == content.decode(note.encoding)
    assert own, "a byte was dropped or altered"
    lines, place = 1, 0
    chunks = split_note(note)
    for chunk in chunks:
        assert place <= chunk.start < chunk.end <= len(note.text), "out of order or range"
        assert note.text[chunk.start : chunk.end] == chunk.text == chunk.text.strip()
        whole = any([*kind(chunk.text, chunk.layout)] for kind in (blocks, lists, tables))
        assert len(chunk.text) <= (WHOLE_CHARS if whole else CHUNK_CHARS), "too long"
        lines += len(_NEWLINE.findall(note.text, place, chunk.start))
        assert chunk.line == lines, "another line"
        lines += len(_NEWLINE.findall(note.text, chunk.start, chunk.end))
        assert chunk.end_line == lines, "another last line"
        place = chunk.end
        _check_units(chunk)
        chunk.content.encode("utf-8")  # or SQLite could not hold it
    return len(chunks)


def _check_units(chunk: Chunk) -> None:
    place = 0
    for unit in units(chunk.text, chunk.layout):
        assert place <= unit.start < unit.end <= len(chunk.text), "a unit out of order or range"
        assert any(letter.isalnum() for letter in unit.of(chunk.text)), "a unit without a letter"
        place = unit.end
