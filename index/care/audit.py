"""Whether the rows of a store are what its notes say: everything but the vectors is made again
from the files and compared, and vectors and words with their checksums.
"""

import hashlib
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.errors import NoteError
from index.passages.chunks import Chunk, split_note
from index.reading.folder import File, list_notes, read_bytes
from index.reading.notes import read_note
from index.store.checksums import sum_of_words
from index.store.plan import Job
from index.store.writer import chunk_row
from index.words.terms import is_korean

_COLUMNS = (
    *("path", "key", "size", "mtime_ns", "hash", "encoding", "book", "chapter", "title", "tags"),
    *("url", "date", "lang", "notices", "source"),
)


def damaged_contents(connection: sqlite3.Connection) -> Iterator[str]:
    """Vectors, words and origins that are not as they were written."""
    rows = connection.execute(
        "SELECT id, units, vectors, checksum, length, words FROM contents "
        "LEFT JOIN origins ON content = id ORDER BY id"
    )
    width = None  # bytes of a vector, the same for all
    for content, units, vectors, checksum, length, sum_of in rows:
        of = connection.execute("SELECT term, count FROM words WHERE content = ?", (content,))
        counts = of.fetchall()
        try:
            width = width or (len(vectors) // units if units else None)
            sound = zlib.crc32(vectors) == checksum and len(vectors) == units * (width or 0)
        except TypeError:  # a bit in the head of a row makes a number of a text
            sound = False
        if not sound:
            yield f"the vectors of content {content} are damaged"
        if sum_of_words(counts) != sum_of or _total(counts) != length:
            yield f"the words of content {content} are damaged"


def _total(counts: list[tuple[str, int]]) -> int:
    return sum(count for _, count in counts if isinstance(count, int))


def orphans(connection: sqlite3.Connection) -> Iterator[str]:
    """Rows that belong to none, which no foreign key forbids."""
    query = "SELECT count(*) FROM contents WHERE id NOT IN (SELECT content FROM chunks)"
    (count,) = connection.execute(query).fetchone()
    if count:
        yield f"{count} contents belong to no chunk"


def wrong_notes(notes: Path, connection: sqlite3.Connection) -> tuple[list[str], int, int]:
    """What is wrong, how many notes were compared, and how many have changed since their sync."""
    files = {file.key: file for file in list_notes(notes)}
    query = f"SELECT id, {', '.join(_COLUMNS)} FROM notes ORDER BY path"
    rows = [dict(zip(("id", *_COLUMNS), row, strict=True)) for row in connection.execute(query)]
    wrong, compared = [], 0
    for row in rows:
        file = files.get(unicodedata.normalize("NFC", str(row["path"])))
        if file and _is_as(file, row):
            compared += 1
            reason = _compare(notes, file, row, connection)
            if reason:
                wrong.append(f"{row['path']}: {reason}")
    return wrong, compared, len(rows) - compared


def _is_as(file: File, row: Mapping[str, object]) -> bool:
    return (file.size, file.mtime_ns) == (row["size"], row["mtime_ns"])


def _compare(
    notes: Path, file: File, row: Mapping[str, object], connection: sqlite3.Connection
) -> str:
    """Empty when all is right."""
    try:
        content = read_bytes(notes, file)
        note = read_note(file.path, content)
    except (NoteError, FileNotFoundError) as error:
        return f"can no longer be read ({error})"
    digest = hashlib.sha256(content).digest()
    expected = Job(file, note, digest).row()
    names = [name for name in _COLUMNS if row[name] != expected[name]]
    if names:
        return f"{', '.join(names)} in the store is not what the file says"
    chunks = split_note(note)
    if _stored_chunks(connection, row["id"]) != [_chunk(chunk) for chunk in chunks]:
        return "its passages in the store are not those of the file"
    return ""


_Row = tuple[object, ...]


def _stored_chunks(connection: sqlite3.Connection, note: object) -> list[_Row]:
    return connection.execute(
        'SELECT start, "end", line, end_line, headings, layout, text, '
        "hash, korean, units, embedded "
        "FROM chunks LEFT JOIN contents ON contents.id = chunks.content "
        "LEFT JOIN origins ON origins.content = chunks.content WHERE note = ? ORDER BY start",
        (note,),
    ).fetchall()


def _chunk(chunk: Chunk) -> _Row:
    made = (chunk.hash, int(is_korean(chunk.content)), len(chunk.units) + bool(chunk.heading))
    return *chunk_row(chunk), *made, chunk.embedded
