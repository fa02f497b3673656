"""Watch: follow the notes folder and sync after each change."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from watchfiles import Change, watch

from index.errors import FolderError, NotesError, StoreLocked
from index.log import LOG
from index.store.report import SyncReport

QUIET_MS = 200  # without a further change, so that an editor's write, rename and delete are one
LONGEST_MS = 2_000  # that changes without a pause are collected
LOOK_MS = 1_000  # between two looks at whether the folder is still the same


class Stop(Protocol):
    """A `threading.Event`."""

    def is_set(self) -> bool: ...
    def wait(self, timeout: float) -> bool: ...


def keep_in_step(
    notes: Path, sync: Callable[[], SyncReport], stop: Stop
) -> Iterator[SyncReport | NotesError]:
    """What each sync did that had anything to do, or why it could not; it is tried again after
    the next change. Ends when `stop` is set. Raises FolderError when the system cannot watch.
    """
    for _ in follow(notes, stop):
        try:
            report = _when_free(sync, stop)
        except NotesError as error:
            LOG.error("%s", error)
            yield error
        else:
            if report and any(report.differences()):
                yield report


def follow(notes: Path, stop: Stop) -> Iterator[None]:
    """Once at the beginning, and whenever anything below the folder has changed. A folder that
    vanishes is waited for.
    """
    while not stop.is_set():
        began = _identity(notes)
        if began is None:
            stop.wait(LOOK_MS / 1_000)
            continue
        try:
            yield from _changes(notes, began, stop)
        except FileNotFoundError:
            continue  # deleted just before it was watched
        except OSError as error:
            raise FolderError(
                f"the notes folder {notes} cannot be watched ({error}); raise the system's limit "
                f"of watches, or call galpi sync every few minutes",
                f"노트 폴더({notes})를 지켜볼 수 없습니다({error}). 시스템의 감시 한도를 "
                f"늘리거나, 몇 분마다 galpi sync를 실행하세요",
            ) from error


def _changes(notes: Path, began: tuple[int, int], stop: Stop) -> Iterator[None]:
    """Until it is another folder: a deleted one is watched no more, though its name returns."""
    root, first = notes.resolve(), True
    for changes in watch(
        root, watch_filter=None, debounce=LONGEST_MS, step=QUIET_MS, stop_event=stop,
        rust_timeout=LOOK_MS, yield_on_timeout=True, ignore_permission_denied=True,
    ):  # fmt: skip
        gone = (Change.deleted, str(root)) in changes or _identity(notes) != began
        if not gone and (first or any(_is_shown(root, path) for _, path in changes)):
            yield
        if gone:
            return
        first = False


def _is_shown(root: Path, path: str) -> bool:
    """Hidden files are no notes; editors keep what they are writing in such."""
    below = Path(path).relative_to(root) if Path(path).is_relative_to(root) else Path(path)
    return not any(part.startswith(".") for part in below.parts)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        stat = folder.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _when_free(sync: Callable[[], SyncReport], stop: Stop) -> SyncReport | None:
    """Waits for another process that is writing."""
    while not stop.is_set():
        try:
            return sync()
        except StoreLocked:
            stop.wait(LOOK_MS / 1_000)
    return None
