"""Sync: bring the store in step with the notes folder, in one transaction."""

import json
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from index.chunks import Chunk, split_note
from index.errors import FolderError, StoreError, StoreLocked
from index.folder import list_notes
from index.plan import Job, Plan, make_plan
from index.report import Notice, SyncReport
from index.store import Store
from index.vectors import Embedder
from index.words import is_korean, terms

Progress = Callable[[int, int], None]  # notes done, notes to do
_BATCH = 1_000  # chunks embedded and looked up at a time, far below SQLite's limit of variables


def sync(
    notes: Path,
    store: Store,
    model: Embedder,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> SyncReport:
    """Raises FolderError, StoreLocked, StoreMismatch; a failing note is only reported."""
    began = time.monotonic()
    try:
        with FileLock(store.path.with_suffix(".lock"), timeout=0):
            report = _sync(notes, store, model, progress, rebuild)
    except Timeout as error:
        raise StoreLocked(
            f"another galpi is writing {store.path}; wait until it is done and try again"
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"the store {store.path} cannot be written ({error}); give another with --store"
        ) from error
    return report.timed(time.monotonic() - began)


def has_changed(notes: Path, store: Store) -> bool:
    """Whether the name, size or time of any note differs from what the store has."""
    on_disk = {(f.path, f.size, f.mtime_ns) for f in list_notes(notes)}
    with store.reading() as connection:
        return on_disk != set(connection.execute("SELECT path, size, mtime_ns FROM notes"))


def _sync(
    notes: Path, store: Store, model: Embedder, progress: Progress | None, rebuild: bool
) -> SyncReport:
    files = list_notes(notes)
    if not files and store.is_new():
        raise FolderError(
            f"no notes in {notes}: it holds no .md, .markdown or .txt file; "
            f"put some there, or give another folder with --notes"
        )
    writer = _Writer(store.connection, model, progress or (lambda done, total: None))
    if rebuild:
        with store.writing():
            store.clear()
            store.adopt(model)
            return writer.apply(make_plan(notes, files, store.connection))
    store.check(model)
    plan = make_plan(notes, files, store.connection)
    if not plan and not store.is_new():
        return SyncReport(unchanged=plan.unchanged, failed=tuple(plan.failed))
    with store.writing():
        store.adopt(model)
        return writer.apply(plan)


class _Writer:
    """Writes a plan over an open transaction."""

    def __init__(self, connection: sqlite3.Connection, model: Embedder, progress: Progress) -> None:
        self.connection, self.model, self.progress = connection, model, progress
        self.embedded = self.reused = 0

    def apply(self, plan: Plan) -> SyncReport:
        execute = self.connection.execute
        for note, file in plan.touched.items():
            row = (file.path, file.size, file.mtime_ns, note)
            execute("UPDATE notes SET path = ?, size = ?, mtime_ns = ? WHERE id = ?", row)
        for note in plan.gone:
            execute("DELETE FROM notes WHERE id = ?", (note,))
        for done, job in enumerate(plan.jobs):
            self.progress(done, len(plan.jobs))
            self._write(job)
        self.progress(len(plan.jobs), len(plan.jobs))
        execute("DELETE FROM contents WHERE id NOT IN (SELECT content FROM chunks)")
        return SyncReport(
            added=tuple(job.file.path for job in plan.jobs if job.known is None),
            changed=tuple(job.file.path for job in plan.jobs if job.known and not job.moved),
            removed=tuple(plan.gone.values()),
            renamed=tuple(job.file.path for job in plan.jobs if job.moved),
            unchanged=plan.unchanged,
            failed=tuple(plan.failed),
            notices=tuple(Notice(job.file.path, n) for job in plan.jobs for n in job.note.notices),
            embedded=self.embedded,
            reused=self.reused,
        )

    def _write(self, job: Job) -> None:
        """A moved note keeps its chunks; what its path says of it may have changed."""
        row = job.row()
        if job.known is None:
            names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
            cursor = self.connection.execute(f"INSERT INTO notes ({names}) VALUES ({marks})", row)
            note = cursor.lastrowid
        else:
            note = job.known
            names = ", ".join(f"{name} = :{name}" for name in row)
            self.connection.execute(f"UPDATE notes SET {names} WHERE id = :id", {**row, "id": note})
        if not job.moved:
            self._write_chunks(note, split_note(job.note))

    def _write_chunks(self, note: int | None, chunks: Sequence[Chunk]) -> None:
        contents: dict[bytes, int] = {}
        for first in range(0, len(chunks), _BATCH):
            batch = chunks[first : first + _BATCH]
            contents |= self._contents({chunk.hash: chunk for chunk in batch})
        self.connection.execute("DELETE FROM chunks WHERE note = ?", (note,))
        self.connection.executemany(
            "INSERT INTO chunks "
            '(note, content, start, "end", line, end_line, headings, fence, text) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(note, contents[chunk.hash], chunk.start, chunk.end),
                    *(chunk.line, chunk.end_line),
                    *(json.dumps(chunk.headings, ensure_ascii=False), chunk.fence, chunk.text),
                )
                for chunk in chunks
            ],
        )
        self.reused += len(chunks)

    def _contents(self, chunks: dict[bytes, Chunk]) -> dict[bytes, int]:
        """Ids of contents by hash; those the store lacks are embedded and added."""
        marks = ", ".join("?" * len(chunks))
        rows = self.connection.execute(
            f"SELECT hash, id FROM contents WHERE hash IN ({marks})", list(chunks)
        )
        ids: dict[bytes, int] = dict(rows)
        new = {digest: chunk for digest, chunk in chunks.items() if digest not in ids}
        if new:
            ids.update(self._add_contents(new))
            self.embedded += len(new)
            self.reused -= len(new)
        return ids

    def _add_contents(self, chunks: dict[bytes, Chunk]) -> dict[bytes, int]:
        ids = {}
        words = terms([chunk.content for chunk in chunks.values()])
        for (digest, chunk), found in zip(chunks.items(), words, strict=True):
            statements = chunk.statements
            vectors = self.model.encode_documents(statements) if statements else np.zeros((0, 0))
            blob = vectors.astype("<f2").tobytes()
            row = (digest, len(found), is_korean(chunk.content), len(statements), blob)
            (content,) = self.connection.execute(
                "INSERT INTO contents (hash, length, korean, units, vectors, checksum) "
                "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                (*row, zlib.crc32(blob)),
            ).fetchone()
            ids[digest] = content
            self.connection.executemany(
                "INSERT INTO words VALUES (?, ?, ?)",
                [(term, content, count) for term, count in Counter(found).items()],
            )
        return ids
