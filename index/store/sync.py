"""Sync: bring the store in step with the notes folder, in one transaction."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.embedding.vectors import Embedder
from index.errors import FolderError, StoreError
from index.log import LOG
from index.reading.folder import Survey, list_notes, survey
from index.reading.notices import Notice
from index.reading.reasons import told
from index.store.plan import Plan, Stored, make_plan
from index.store.report import SyncReport
from index.store.store import Store
from index.store.writer import Progress as Progress
from index.store.writer import Writer, foresee, planned


def sync(
    notes: Path,
    store: Store,
    model: Embedder,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> SyncReport:
    """Raises FolderError, StoreLocked, StoreMismatch; a failing note is only reported."""
    began = time.monotonic()
    store.check_writable()
    store.engine.refresh()
    with store.engine.locked():
        report = _sync(notes, store, model, progress or (lambda done, total: None), rebuild)
    report = report.timed(time.monotonic() - began)
    _log(store, report)
    return report


def preview(notes: Path, store: Store, model: Embedder, rebuild: bool = False) -> SyncReport:
    """What `sync` would report, and nothing written."""
    began = time.monotonic()
    found = survey(notes)
    plan, notices = _plan(notes, found, store, model, rebuild)
    with store.engine.reading() as state:
        known = set() if rebuild else state.embedded()
    report = foresee(plan, known)
    return _with(report, notices, found).timed(time.monotonic() - began)


def has_changed(notes: Path, store: Store) -> bool:
    """Whether a sync would write anything."""
    store.engine.refresh()
    return bool(make_plan(notes, list_notes(notes), _stored(store)))


def _sync(
    notes: Path, store: Store, model: Embedder, progress: Progress, rebuild: bool
) -> SyncReport:
    found = survey(notes)
    plan, notices = _plan(notes, found, store, model, rebuild)
    anew = rebuild or store.is_new() or bool(notices)
    if not plan and not anew:
        return _with(planned(plan, 0, 0), (), found)
    with store.engine.writing() as draft:
        if rebuild:
            draft.clear()
        if plan.jobs or plan.gone or anew:
            store.adopt(draft, model)
        report = Writer(draft, model, progress).apply(plan)
    # What is written is written, whether or not there is room to tidy up.
    with suppress(StoreError):
        store.engine.compact()
    return _with(report, notices, found)


def _plan(
    notes: Path, found: Survey, store: Store, model: Embedder, rebuild: bool
) -> tuple[Plan, tuple[Notice, ...]]:
    """With what is to be told of the store itself."""
    files = found.files
    if not files and store.is_new():
        unread = _with(planned(plan=Plan(), embedded=0, reused=0), (), found).kinds_not_read()
        raise FolderError(told("no notes", folder=notes, unread=f" ({unread})" if unread else ""))
    if not rebuild:
        store.check(model)
    moved = store.check_place()
    plan = make_plan(notes, files, {} if rebuild else _stored(store))
    return plan, (Notice(store.name, moved.both()),) if moved else ()


def _stored(store: Store) -> dict[str, Stored]:
    with store.engine.reading() as state:
        return state.files()


def _with(report: SyncReport, notices: Sequence[Notice], found: Survey) -> SyncReport:
    return replace(
        report,
        notices=(*notices, *report.notices),
        left_out=tuple(found.left_out),
        unread=tuple(sorted(found.unread.items(), key=lambda item: (-item[1], item[0]))),
    )


def _log(store: Store, report: SyncReport) -> None:
    done = "%s: notes %s; chunks %d embedded, %d reused; %.2f s"
    LOG.info(done, store.name, report.counts(), report.embedded, report.reused, report.seconds)
    for notice in (*report.failed, *report.notices):
        LOG.warning("%s: %s", notice.path, notice.reason)
