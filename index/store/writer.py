"""Writes a plan into the store: rows of notes and chunks, and the contents that they share.

Texts are embedded by the batch beside all else: while the encoder has some, the analyser takes
their words, the next notes are split, and what came back is written.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from index.embedding.vectors import Embedder, Vectors
from index.log import LOG
from index.passages.chunks import Chunk, split_note
from index.reading.notices import Notice
from index.store.engine import Content, Draft, Stated
from index.store.plan import Job, Plan
from index.store.report import SyncReport
from index.words.terms import is_korean, terms

Progress = Callable[[int, int], None]  # notes done, notes to do
_BATCH = 100  # chunks embedded and looked up at a time, and as many again of the last note
_AHEAD = 2  # batches with the encoder, which is never to wait for the next


@dataclass(frozen=True)
class _Piece:
    """Chunks of a note, which may have more of them in the pieces before."""

    job: Job
    note: int
    chunks: Sequence[Chunk]
    kept: bool  # the chunks that the store has
    last: bool


@dataclass
class _Batch:
    pieces: list[_Piece] = field(default_factory=list)
    new: list[Chunk] = field(default_factory=list)  # contents that the store lacks
    words: list[Stated] = field(default_factory=list)  # of each
    embedded: list[bytes] = field(default_factory=list)  # what the encoder has
    vectors: "Future[list[Vectors]]" = field(default_factory=Future)  # of each

    def chunks(self) -> list[Chunk]:
        return [chunk for piece in self.pieces for chunk in piece.chunks]


class Writer:
    """Over a draft, which the caller ends."""

    def __init__(self, draft: Draft, model: Embedder, progress: Progress) -> None:
        self.draft, self.model, self.progress = draft, model, progress
        self.embedded = self.reused = 0
        self._coming: set[bytes] = set()  # hashes and origins that are with the encoder
        self._rows: list[tuple[Any, ...]] = []  # of chunks of the note that is being written
        self._made = 0  # of these, as many were embedded

    def apply(self, plan: Plan) -> SyncReport:
        self.draft.touch(plan.touched, plan.settled)
        for note in plan.gone:
            self.draft.remove_note(note)
        encoder = ThreadPoolExecutor(1)  # tokenizers serve one thread at a time
        try:
            self._write(encoder, plan.jobs)
        finally:
            encoder.shutdown(cancel_futures=True)
        self.draft.prune()
        return planned(plan, self.embedded, self.reused)

    def _write(self, encoder: ThreadPoolExecutor, jobs: Sequence[Job]) -> None:
        done = 0
        self.progress(done, len(jobs))
        for batch in self._begun(encoder, jobs):
            done += self._finish(batch)
            self.progress(done, len(jobs))

    def _begun(self, encoder: ThreadPoolExecutor, jobs: Sequence[Job]) -> Iterator[_Batch]:
        """Each when there are others behind it, in order."""
        coming: deque[_Batch] = deque()
        for pieces in _gathered(self._pieces(jobs)):
            coming.append(self._begin(encoder, pieces))
            if len(coming) > _AHEAD:
                yield coming.popleft()
        yield from coming

    def _pieces(self, jobs: Sequence[Job]) -> Iterator[_Piece]:
        """A moved note keeps its chunks, unless their words are of its name as well; what its path
        says of it may have changed.
        """
        for job in jobs:
            note = self.draft.put_note(job.row(), job.known)
            kept = job.moved and bool(job.note.written.title)
            chunks = [] if kept else split_note(job.note)
            for first in range(0, len(chunks) or 1, _BATCH):
                some = chunks[first : first + _BATCH]
                yield _Piece(job, note, some, kept, first + _BATCH >= len(chunks))

    def _begin(self, encoder: ThreadPoolExecutor, pieces: list[_Piece]) -> _Batch:
        """Contents that neither the store has nor a batch before this one."""
        batch = _Batch(pieces)
        chunks = {chunk.hash: chunk for chunk in batch.chunks()}
        have = self.draft.known(chunks).keys() | self._coming
        batch.new = [chunk for digest, chunk in chunks.items() if digest not in have]
        # Under another front matter the store may have the same vectors.
        origins = {chunk.embedded: chunk for chunk in batch.new}
        have = self.draft.vectors(origins).keys() | self._coming
        lacking = {origin: chunk for origin, chunk in origins.items() if origin not in have}
        batch.embedded = list(lacking)
        if lacking:
            batch.vectors = encoder.submit(self.model.encode_passages, list(lacking.values()))
        self._coming.update(lacking, (chunk.hash for chunk in batch.new))
        batch.words = _words([chunk.parts for chunk in batch.new])
        return batch

    def _finish(self, batch: _Batch) -> int:
        """How many notes it ends."""
        made = batch.vectors.result() if batch.embedded else []
        vectors = {
            origin: (len(rows), rows.astype("<f2").tobytes())
            for origin, rows in zip(batch.embedded, made, strict=True)
        }
        vectors |= self.draft.vectors({chunk.embedded for chunk in batch.new} - vectors.keys())
        contents = []
        for chunk, words in zip(batch.new, batch.words, strict=True):
            own = vectors[chunk.embedded]
            korean = is_korean(chunk.content)
            contents.append(Content(chunk.hash, korean, chunk.embedded, *own, words))
        self.draft.add(contents)
        self._coming.difference_update(batch.embedded, (chunk.hash for chunk in batch.new))
        self._put_chunks(batch)
        return sum(piece.last for piece in batch.pieces)

    def _put_chunks(self, batch: _Batch) -> None:
        ids = self.draft.known({chunk.hash for chunk in batch.chunks()})
        made = set(batch.embedded)
        for piece in batch.pieces:
            own = {chunk.embedded for chunk in piece.chunks} & made
            self._made, made = self._made + len(own), made - own
            if not piece.job.moved:
                self.embedded += len(own)
                self.reused += len(piece.chunks) - len(own)
            self._rows += ((ids[chunk.hash], *chunk_row(chunk)) for chunk in piece.chunks)
            if piece.last:
                self._end_note(piece)

    def _end_note(self, piece: _Piece) -> None:
        if not piece.kept:
            self.draft.put_chunks(piece.note, self._rows)
            told = piece.job.file.path, len(self._rows), self._made
            LOG.debug("%s: %d chunks, %d embedded", *told)
        self._rows, self._made = [], 0


def _words(texts: Sequence[Sequence[str]]) -> list[Stated]:
    """Of each text, which is given in its parts."""
    found = iter(terms([part for parts in texts for part in parts]))
    words: list[dict[str, list[int]]] = []
    for parts in texts:
        words.append(defaultdict(list))
        for number in range(len(parts)):
            for term in next(found):
                words[-1][term].append(number)
    return [dict(of) for of in words]


def _gathered(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    some: list[_Piece] = []
    for piece in pieces:
        some.append(piece)
        if sum(len(piece.chunks) for piece in some) >= _BATCH:
            yield some
            some = []
    if some:
        yield some


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
