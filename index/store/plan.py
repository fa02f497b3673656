"""The difference between the notes folder and the store, found before anything is written."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from index.errors import NoteError
from index.reading.folder import File, read_bytes
from index.reading.notes import Note, read_note
from index.reading.notices import Notice
from index.reading.reasons import told

# Of `Job.row`, but `settled`.
NOTE_COLUMNS = (
    *("path", "key", "size", "mtime_ns", "hash", "encoding", "book", "chapter", "title", "tags"),
    *("url", "date", "lang", "notices", "source"),
)


@dataclass(frozen=True)
class Job:
    """A note to be written: new (`known` is None), changed, or moved with its text as it was."""

    file: File
    note: Note
    hash: bytes
    known: int | None = None
    moved: bool = False

    def row(self) -> dict[str, Any]:
        meta = self.note.meta
        return {
            "path": self.file.path,
            "key": self.file.key,
            "size": self.file.size,
            "mtime_ns": self.file.mtime_ns,
            "hash": self.hash,
            "encoding": self.note.encoding,
            "book": meta.book,
            "chapter": meta.chapter,
            "title": meta.title,
            "tags": json.dumps(meta.tags, ensure_ascii=False),
            "url": meta.url,
            "date": meta.date,
            "lang": meta.lang,
            "notices": json.dumps(self.note.notices, ensure_ascii=False),
            "settled": self.file.settled,
            "source": self.note.text if self.note.extracted else None,
        }


@dataclass
class Plan:
    jobs: list[Job] = field(default_factory=list)
    touched: dict[int, File] = field(default_factory=dict)  # same bytes, other size, time or form
    settled: list[int] = field(default_factory=list)  # looked at again, and no need to any more
    gone: dict[int, str] = field(default_factory=dict)  # id -> path
    unchanged: int = 0
    failed: list[Notice] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything to write; what has settled can wait for the next time."""
        return bool(self.jobs or self.touched or self.gone)


@dataclass(frozen=True)
class Stored:
    """What the store knows of a note's file."""

    id: int
    path: str
    size: int
    mtime_ns: int
    hash: bytes
    settled: bool

    def is_as(self, file: File) -> bool:
        return (self.path, self.size, self.mtime_ns) == (file.path, file.size, file.mtime_ns)


def make_plan(folder: Path, files: Sequence[File], stored: Mapping[str, Stored]) -> Plan:
    """Only files whose name, size or time differs from the store's are read, and those that may
    have been edited within the same step of time.
    """
    plan = Plan(gone={row.id: row.path for row in stored.values()})
    seen: dict[str, str] = {}
    for file in files:
        if file.key in seen:
            reason = told("same name", other=seen[file.key])
            plan.failed.append(Notice(file.path, reason))
        else:
            _add(plan, folder, file, stored.get(file.key))
        seen[file.key] = file.path
    _find_moves(plan, {row.id: row.hash for row in stored.values()})
    return plan


def _add(plan: Plan, folder: Path, file: File, known: Stored | None) -> None:
    if known and known.settled and known.is_as(file):
        plan.unchanged += 1
        del plan.gone[known.id]
        return
    try:
        content = read_bytes(folder, file)
        digest = hashlib.sha256(content).digest()
        if known and known.hash == digest:
            _keep(plan, file, known)
        else:
            note = read_note(file.path, content)
            plan.jobs.append(Job(file, note, digest, known.id if known else None))
    except NoteError as error:
        plan.failed.append(Notice(error.path, error.reason))
        return  # what it said before is not what it says now: it counts as gone
    except FileNotFoundError:
        return  # deleted since the folder was listed
    if known:
        del plan.gone[known.id]


def _keep(plan: Plan, file: File, known: Stored) -> None:
    plan.unchanged += 1
    if not known.is_as(file):
        plan.touched[known.id] = file
    elif file.settled:
        plan.settled.append(known.id)


def _find_moves(plan: Plan, hashes: dict[int, bytes]) -> None:
    """A new file with the bytes of a note that is gone is that note, moved."""
    by_hash: dict[bytes, list[int]] = defaultdict(list)
    for note in reversed(plan.gone):
        by_hash[hashes[note]].append(note)
    for place, job in enumerate(plan.jobs):
        if job.known is None and by_hash[job.hash]:
            note = by_hash[job.hash].pop()
            plan.jobs[place] = replace(job, known=note, moved=True)
            del plan.gone[note]
