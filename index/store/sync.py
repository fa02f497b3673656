"""Sync: bring the store in step with the notes folder, in one transaction."""

import sqlite3
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
from index.store.lock import write_lock
from index.store.plan import Plan, Stored, make_plan, stored_notes
from index.store.report import SyncReport
from index.store.store import Store
from index.store.writer import Progress as Progress
from index.store.writer import Writer, foresee, known_embedded, planned


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
        store.refresh()
        with write_lock(store.path):
            report = _sync(notes, store, model, progress or (lambda done, total: None), rebuild)
    except OSError as error:
        raise StoreError(
            f"the store {store.path} cannot be written ({error}); give another with --store"
        ) from error
    report = report.timed(time.monotonic() - began)
    _log(store, report)
    return report


def preview(notes: Path, store: Store, model: Embedder, rebuild: bool = False) -> SyncReport:
    """What `sync` would report, and nothing written."""
    began = time.monotonic()
    found = survey(notes)
    plan, notices = _plan(notes, found, store, model, rebuild)
    with store.reading() as connection:
        known = set() if rebuild else known_embedded(connection)
    report = foresee(plan, known)
    return _with(report, notices, found).timed(time.monotonic() - began)


def has_changed(notes: Path, store: Store) -> bool:
    """Whether a sync would write anything."""
    store.refresh()
    return bool(make_plan(notes, list_notes(notes), _stored(store)))


def _sync(
    notes: Path, store: Store, model: Embedder, progress: Progress, rebuild: bool
) -> SyncReport:
    found = survey(notes)
    plan, notices = _plan(notes, found, store, model, rebuild)
    anew = rebuild or store.is_new() or bool(notices)
    if not plan and not anew:
        return _with(planned(plan, 0, 0), (), found)
    with store.writing() as connection:
        writer = Writer(connection, model, progress)
        if rebuild:
            writer.clear()
        if plan.jobs or plan.gone or anew:
            store.adopt(connection, model)
        report = writer.apply(plan)
    # What is written is written, whether or not there is room to tidy up.
    with suppress(StoreError, sqlite3.Error):
        store.compact()
    return _with(report, notices, found)


def _plan(
    notes: Path, found: Survey, store: Store, model: Embedder, rebuild: bool
) -> tuple[Plan, tuple[Notice, ...]]:
    """With what is to be told of the store itself."""
    files = found.files
    if not files and store.is_new():
        unread = _with(planned(plan=Plan(), embedded=0, reused=0), (), found).not_read()
        raise FolderError(
            f"no notes in {notes}: it holds no .md, .markdown or .txt file"
            f"{f' ({unread})' if unread else ''}; "
            f"put some there, or give another folder with --notes"
        )
    if not rebuild:
        store.check(model)
    moved = store.check_place()
    plan = make_plan(notes, files, {} if rebuild else _stored(store))
    return plan, (Notice(str(store.path), moved),) if moved else ()


def _stored(store: Store) -> dict[str, Stored]:
    with store.reading() as connection:
        return stored_notes(connection)


def _with(report: SyncReport, notices: Sequence[Notice], found: Survey) -> SyncReport:
    return replace(
        report,
        notices=(*notices, *report.notices),
        left_out=tuple(found.left_out),
        unread=tuple(sorted(found.unread.items(), key=lambda item: (-item[1], item[0]))),
    )


def _log(store: Store, report: SyncReport) -> None:
    done = "%s: notes %s; chunks %d embedded, %d reused; %.2f s"
    LOG.info(done, store.path, report.counts(), report.embedded, report.reused, report.seconds)
    for notice in (*report.failed, *report.notices):
        LOG.warning("%s: %s", notice.path, notice.reason)
