"""Writes a plan into the store: rows of notes and chunks, and the contents that they share."""

import json
from collections import Counter
from collections.abc import Callable, Sequence

from index.embedding.vectors import Embedder
from index.log import LOG
from index.passages.chunks import Chunk, split_note
from index.reading.notices import Notice
from index.store.engine import Content, Draft
from index.store.plan import Job, Plan
from index.store.report import SyncReport
from index.words.terms import is_korean, terms

Progress = Callable[[int, int], None]  # notes done, notes to do
Stored = tuple[int, bytes]  # how many vectors, and all of them
_BATCH = 1_000  # chunks embedded and looked up at a time


class Writer:
    """Over a draft, which the caller ends."""

    def __init__(self, draft: Draft, model: Embedder, progress: Progress) -> None:
        self.draft, self.model, self.progress = draft, model, progress
        self.embedded = self.reused = 0

    def apply(self, plan: Plan) -> SyncReport:
        self.draft.touch(plan.touched, plan.settled)
        for note in plan.gone:
            self.draft.remove_note(note)
        for done, job in enumerate(plan.jobs):
            self.progress(done, len(plan.jobs))
            self._write(job)
        self.progress(len(plan.jobs), len(plan.jobs))
        self.draft.prune()
        return planned(plan, self.embedded, self.reused)

    def _write(self, job: Job) -> None:
        """A moved note keeps its chunks; what its path says of it may have changed."""
        note = self.draft.put_note(job.row(), job.known)
        if not job.moved:
            before = self.embedded
            chunks = split_note(job.note)
            self._write_chunks(note, chunks)
            embedded = self.embedded - before
            LOG.debug("%s: %d chunks, %d embedded", job.file.path, len(chunks), embedded)

    def _write_chunks(self, note: int, chunks: Sequence[Chunk]) -> None:
        contents: dict[bytes, int] = {}
        for first in range(0, len(chunks), _BATCH):
            batch = chunks[first : first + _BATCH]
            contents |= self._contents({chunk.hash: chunk for chunk in batch})
        rows = [(contents[chunk.hash], *chunk_row(chunk)) for chunk in chunks]
        self.draft.put_chunks(note, rows)
        self.reused += len(chunks)

    def _contents(self, chunks: dict[bytes, Chunk]) -> dict[bytes, int]:
        """Ids of contents by hash; those the store lacks are added."""
        ids = self.draft.known(chunks)
        new = [chunk for digest, chunk in chunks.items() if digest not in ids]
        words = terms([chunk.content for chunk in new]) if new else []
        vectors = self._vectors(new)
        made = [
            Content(
                chunk.hash, is_korean(chunk.content), chunk.embedded,
                *vectors[chunk.embedded], Counter(found),
            )
            for chunk, found in zip(new, words, strict=True)
        ]  # fmt: skip
        added = self.draft.add(made)
        return ids | {content.hash: id for content, id in zip(made, added, strict=True)}

    def _vectors(self, chunks: Sequence[Chunk]) -> dict[bytes, Stored]:
        """By what is embedded; made anew, unless another content has the same below another front
        matter.
        """
        found = self.draft.vectors({chunk.embedded for chunk in chunks})
        new = {chunk.embedded: chunk for chunk in chunks if chunk.embedded not in found}
        self.embedded += len(new)
        self.reused -= len(new)
        rows = self.model.encode_passages(list(new.values())) if new else []
        for origin, own in zip(new, rows, strict=True):
            found[origin] = len(own), own.astype("<f2").tobytes()
        return found


def chunk_row(chunk: Chunk) -> tuple[int | str, ...]:
    """The columns `start` to `text` of `chunks`."""
    headings = json.dumps(chunk.headings, ensure_ascii=False)
    return chunk.start, chunk.end, chunk.line, chunk.end_line, headings, chunk.layout, chunk.text


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
