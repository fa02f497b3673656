"""Writes a plan into the store: rows of notes and chunks, and the contents that they share."""

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from index.embedding.vectors import Embedder
from index.log import LOG
from index.passages.chunks import Chunk, split_note
from index.reading.notices import Notice
from index.store.checksums import sum_of_words
from index.store.plan import Job, Plan
from index.store.report import SyncReport
from index.words.terms import is_korean, terms

Progress = Callable[[int, int], None]  # notes done, notes to do
Stored = tuple[int, bytes]  # how many vectors, and all of them
_BATCH = 1_000  # chunks embedded and looked up at a time, far below SQLite's limit of variables


class Writer:
    """Over an open transaction, which the caller ends."""

    def __init__(self, connection: sqlite3.Connection, model: Embedder, progress: Progress) -> None:
        self.connection, self.model, self.progress = connection, model, progress
        self.embedded = self.reused = 0
        self._left: set[int] = set()  # contents of chunks that were deleted

    def apply(self, plan: Plan) -> SyncReport:
        execute = self.connection.execute
        for note, file in plan.touched.items():
            row = (file.path, file.size, file.mtime_ns, file.settled, note)
            names = "path = ?, size = ?, mtime_ns = ?, settled = ?"
            execute(f"UPDATE notes SET {names} WHERE id = ?", row)
        self.connection.executemany(
            "UPDATE notes SET settled = TRUE WHERE id = ?", [(note,) for note in plan.settled]
        )
        for note in plan.gone:
            self._delete_chunks(note)
            execute("DELETE FROM notes WHERE id = ?", (note,))
        for done, job in enumerate(plan.jobs):
            self.progress(done, len(plan.jobs))
            self._write(job)
        self.progress(len(plan.jobs), len(plan.jobs))
        self._delete_contents()
        return planned(plan, self.embedded, self.reused)

    def clear(self) -> None:
        """Forgets all notes."""
        for table in ("chunks", "words", "origins", "contents", "notes"):
            self.connection.execute(f"DELETE FROM {table}")

    def _write(self, job: Job) -> None:
        """A moved note keeps its chunks, unless their words are of its name as well; what its path
        says of it may have changed.
        """
        row = job.row()
        if job.known is None:
            names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
            cursor = self.connection.execute(f"INSERT INTO notes ({names}) VALUES ({marks})", row)
            note = int(cursor.lastrowid or 0)
        else:
            note = job.known
            names = ", ".join(f"{name} = :{name}" for name in row)
            self.connection.execute(f"UPDATE notes SET {names} WHERE id = :id", {**row, "id": note})
        if not (job.moved and job.note.written.title):
            before = self.embedded, self.reused
            chunks = split_note(job.note)
            self._write_chunks(note, chunks)
            embedded = self.embedded - before[0]
            LOG.debug("%s: %d chunks, %d embedded", job.file.path, len(chunks), embedded)
            if job.moved:
                self.embedded, self.reused = before

    def _write_chunks(self, note: int, chunks: Sequence[Chunk]) -> None:
        contents: dict[bytes, int] = {}
        for first in range(0, len(chunks), _BATCH):
            batch = chunks[first : first + _BATCH]
            contents |= self._contents({chunk.hash: chunk for chunk in batch})
        self._delete_chunks(note)
        self.connection.executemany(
            "INSERT INTO chunks "
            '(note, content, start, "end", line, end_line, headings, layout, text) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(note, contents[chunk.hash], *chunk_row(chunk)) for chunk in chunks],
        )
        self.reused += len(chunks)

    def _delete_chunks(self, note: int) -> None:
        rows = self.connection.execute(
            "DELETE FROM chunks WHERE note = ? RETURNING content", (note,)
        )
        self._left.update(content for (content,) in rows)

    def _delete_contents(self) -> None:
        """Those that no chunk has any more, of those that lost one."""
        self.connection.executemany(
            "DELETE FROM contents WHERE id = ? "
            "AND NOT EXISTS (SELECT 1 FROM chunks WHERE content = contents.id)",
            [(content,) for content in sorted(self._left)],
        )

    def _contents(self, chunks: dict[bytes, Chunk]) -> dict[bytes, int]:
        """Ids of contents by hash; those the store lacks are added."""
        ids = known_contents(self.connection, chunks)
        new = {digest: chunk for digest, chunk in chunks.items() if digest not in ids}
        words = terms([chunk.content for chunk in new.values()]) if new else []
        vectors = self._vectors(list(new.values()))
        for (digest, chunk), found in zip(new.items(), words, strict=True):
            ids[digest] = self._add_content(digest, chunk, found, vectors[chunk.embedded])
        return ids

    def _add_content(
        self, digest: bytes, chunk: Chunk, found: Sequence[str], vectors: Stored
    ) -> int:
        counts = Counter(found).items()
        row = (digest, len(found), is_korean(chunk.content), *vectors)
        (content,) = self.connection.execute(
            "INSERT INTO contents (hash, length, korean, units, vectors, checksum) "
            "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (*row, zlib.crc32(vectors[1])),
        ).fetchone()
        self.connection.execute(
            "INSERT INTO origins VALUES (?, ?, ?)", (content, chunk.embedded, sum_of_words(counts))
        )
        self.connection.executemany(
            "INSERT INTO words VALUES (?, ?, ?)", [(term, content, n) for term, n in counts]
        )
        return int(content)

    def _vectors(self, chunks: Sequence[Chunk]) -> dict[bytes, Stored]:
        """By what is embedded; made anew, unless another content has the same below another front
        matter.
        """
        found = {chunk.embedded: self._known_vectors(chunk.embedded) for chunk in chunks}
        new = {c.embedded: c for c in chunks if found[c.embedded] is None}
        self.embedded += len(new)
        self.reused -= len(new)
        rows = self.model.encode_passages(list(new.values())) if new else []
        for origin, own in zip(new, rows, strict=True):
            found[origin] = len(own), own.astype("<f2").tobytes()
        return {origin: vectors for origin, vectors in found.items() if vectors}

    def _known_vectors(self, embedded: bytes) -> Stored | None:
        row: Stored | None = self.connection.execute(
            "SELECT units, vectors FROM contents JOIN origins ON content = contents.id "
            "WHERE embedded = ? LIMIT 1",
            (embedded,),
        ).fetchone()
        return row


def chunk_row(chunk: Chunk) -> tuple[int | str, ...]:
    """The columns `start` to `text` of `chunks`."""
    headings = json.dumps(chunk.headings, ensure_ascii=False)
    return chunk.start, chunk.end, chunk.line, chunk.end_line, headings, chunk.layout, chunk.text


def known_contents(connection: sqlite3.Connection, hashes: Iterable[bytes]) -> dict[bytes, int]:
    """Ids by hash; at most _BATCH at a time."""
    hashes = list(hashes)
    marks = ", ".join("?" * len(hashes))
    rows = connection.execute(f"SELECT hash, id FROM contents WHERE hash IN ({marks})", hashes)
    return dict(rows.fetchall())


def known_embedded(connection: sqlite3.Connection) -> set[bytes]:
    """What is embedded, see `Chunk.embedded`."""
    return {row[0] for row in connection.execute("SELECT embedded FROM origins")}


def foresee(plan: Plan, known: set[bytes]) -> SyncReport:
    """What `Writer.apply` would report, were these embedded; nothing is written."""
    known = set(known)
    chunks = [chunk for job in plan.jobs if not job.moved for chunk in split_note(job.note)]
    embedded = 0
    for chunk in chunks:
        embedded += chunk.embedded not in known
        known.add(chunk.embedded)
    return planned(plan, embedded, len(chunks) - embedded)


def planned(plan: Plan, embedded: int, reused: int) -> SyncReport:
    return SyncReport(
        added=tuple(job.file.path for job in plan.jobs if job.known is None),
        changed=tuple(job.file.path for job in plan.jobs if job.known and not job.moved),
        removed=tuple(plan.gone.values()),
        renamed=tuple(job.file.path for job in plan.jobs if job.moved),
        unchanged=plan.unchanged,
        failed=tuple(plan.failed),
        notices=tuple(Notice(job.file.path, n) for job in plan.jobs for n in job.note.notices),
        embedded=embedded,
        reused=reused,
    )
