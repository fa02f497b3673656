"""Whether the rows of a store are what its notes say: everything but the vectors is made again
from the files and compared, and vectors and words with their checksums.
"""

import hashlib
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import NoteError
from index.language import Text
from index.passages.chunks import Chunk, split_note
from index.reading.folder import File, list_notes, read_bytes
from index.reading.notes import read_note
from index.store.checksums import sum_of_words
from index.store.engine import State
from index.store.plan import NOTE_COLUMNS, Job
from index.store.writer import chunk_row
from index.words.terms import is_korean


def damaged_contents(state: State) -> Iterator[Text]:
    """Vectors, words and origins that are not as they were written."""
    width = None  # bytes of a vector, the same for all
    for kept in state.contents():
        try:
            width = width or (len(kept.vectors) // kept.units if kept.units else None)
            sound = zlib.crc32(kept.vectors) == kept.checksum
            sound = sound and len(kept.vectors) == kept.units * (width or 0)
        except TypeError:  # a bit in the head of a row makes a number of a text
            sound = False
        if not sound:
            english = f"the vectors of content {kept.id} are damaged"
            yield Text(english, f"내용 {kept.id}의 벡터가 망가졌습니다")
        if sum_of_words(kept.stated) != kept.words or _total(kept.stated) != kept.length:
            english = f"the words of content {kept.id} are damaged"
            yield Text(english, f"내용 {kept.id}의 낱말이 망가졌습니다")


def _total(words: Sequence[tuple[str, Sequence[int]]]) -> int:
    return sum(len(parts) for _, parts in words)


def orphans(state: State) -> Iterator[Text]:
    """Rows that belong to none, which no foreign key forbids."""
    if count := state.orphans():
        korean = f"어느 조각에도 딸리지 않은 내용 {count}개"
        yield Text(f"{count} contents belong to no chunk", korean)


def wrong_notes(notes: Path, state: State) -> tuple[list[Text], int, int]:
    """What is wrong, how many notes were compared, and how many have changed since their sync."""
    files = {file.key: file for file in list_notes(notes)}
    rows = state.notes()
    wrong, compared = [], 0
    for row in rows:
        file = files.get(unicodedata.normalize("NFC", str(row["path"])))
        if file and _is_as(file, row):
            compared += 1
            reason = _compare(notes, file, row, state)
            if reason:
                wrong.append(Text(*(f"{row['path']}: {each}" for each in reason)))
    return wrong, compared, len(rows) - compared


def _is_as(file: File, row: Mapping[str, object]) -> bool:
    return (file.size, file.mtime_ns) == (row["size"], row["mtime_ns"])


def _compare(notes: Path, file: File, row: Mapping[str, Any], state: State) -> Text | None:
    """None when all is right."""
    try:
        content = read_bytes(notes, file)
        note = read_note(file.path, content)
    except FileNotFoundError as error:
        return _unreadable(Text(str(error), str(error)))
    except NoteError as error:
        return _unreadable(error.text)
    digest = hashlib.sha256(content).digest()
    expected = Job(file, note, digest).row()
    names = [name for name in NOTE_COLUMNS if row[name] != expected[name]]
    if names:
        changed = ", ".join(names)
        english = f"{changed} in the store is not what the file says"
        return Text(english, f"저장소의 것이 파일과 다릅니다({changed})")
    chunks = split_note(note)
    if state.chunks(row["id"]) != [_chunk(chunk) for chunk in chunks]:
        english = "its passages in the store are not those of the file"
        return Text(english, "저장소의 문단이 파일의 것이 아닙니다")
    return None


def _unreadable(why: Text) -> Text:
    return Text(f"can no longer be read ({why.english})", f"이제는 읽을 수 없습니다({why.korean})")


def _chunk(chunk: Chunk) -> tuple[object, ...]:
    made = (chunk.hash, int(is_korean(chunk.content)), len(chunk.units) + bool(chunk.heading))
    return *chunk_row(chunk), *made, chunk.embedded
