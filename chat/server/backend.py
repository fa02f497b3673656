"""The notebook behind all tabs: opened, kept in step with its folder, and what state it is in."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from chat.page.examples import examples
from chat.page.status import Status
from chat.server.conversations import Conversations
from chat.server.errors import NotReady
from chat.server.library import Library
from qa import Answer, FolderError, Notebook, NotesError, SyncReport

Progress = Callable[[int, int], None]  # notes done, of how many
Open = Callable[[Progress], Notebook]
LOOK_EVERY = 2.0  # seconds between two looks at the folder, more where a look takes long


class Backend:
    """Its methods may be called from any thread."""

    def __init__(self, open_notebook: Open, name: str = "", talks: bool = True) -> None:
        """`talks`: whether conversations are held that are to be kept beside the store."""
        self._open_notebook, self.name, self._keeps_talks = open_notebook, name, talks
        self._notebook: Notebook | None = None
        self.library = Library()
        self.conversations = Conversations()
        self.folder: Path | None = None  # of the notes; where files that are added go
        self.read_only = False
        self._status = Status()
        self._asked_of = self._status.catalog  # what the examples were made of
        self._look_at = 0.0  # when to look at the folder again
        self._syncing, self._looking = threading.Lock(), threading.Lock()
        self._changing = threading.Lock()  # of the status
        self.watchers: list[Callable[[Answer | SyncReport | NotesError], None]] = []

    @property
    def is_open(self) -> bool:
        return self._notebook is not None

    @property
    def notebook(self) -> Notebook:
        """Raises NotReady."""
        if self._notebook is None:
            raise NotReady(self._status.phase)
        return self._notebook

    @property
    def phase(self) -> str:
        return self._status.phase

    def ask(self, question: str, **more: Any) -> Answer:
        """`Notebook.ask`, told to those who watch."""
        try:
            answer = self.notebook.ask(question, **more)
        except NotesError as error:
            self._watched(error)
            raise
        self._watched(answer)
        return answer

    def _watched(self, event: Answer | SyncReport | NotesError) -> None:
        for watcher in self.watchers:
            watcher(event)

    def start(self) -> None:
        """Opens the notebook. Raises NotesError, but not for a folder that is yet to be filled."""
        with suppress(FolderError):
            self._sync_alone()
            self._find_examples()

    def sync(self) -> SyncReport:
        """Waits for a sync that is under way. Raises NotesError."""
        report = self._sync_alone()
        threading.Thread(target=self._find_examples, daemon=True).start()
        return report

    def _sync_alone(self) -> SyncReport:
        with self._syncing:
            try:
                report = self._sync()
            except NotesError as error:
                self._watched(error)
                phase = "ready" if self._notebook else "empty"
                self._tell_all(phase=phase, problem=error.english, korean=error.korean)
                raise
        self._watched(report)
        return report

    def _sync(self) -> SyncReport:
        phase = "syncing" if self._notebook else "opening"
        self._tell_all(phase=phase, done=0, total=0, problem=None, korean="")
        notebook = self._notebook or self._open_notebook(self._tell)
        report = notebook.sync(self._tell)
        if self._notebook is None:
            self.library.folder = self.folder = notebook.notes
            file = _talks(notebook) if self._keeps_talks else None
            self.conversations = Conversations(file, self.library.address)
            self._notebook = notebook
        taken = sum(map(len, (report.added, report.changed, report.removed, report.renamed)))
        if phase == "opening" or taken:
            self._tell_all(catalog=notebook.catalog())
        failed = tuple((notice.path, notice.reason) for notice in report.failed)
        self._tell_all(phase="ready", failed=failed, taken=taken, changed=False)
        return report

    def _find_examples(self) -> None:
        """After each change; by then others can be asked."""
        if self._asked_of != self._status.catalog:
            self._asked_of = self._status.catalog
            with suppress(NotesError):
                self._tell_all(examples=examples(self.notebook))

    def _tell(self, done: int, total: int) -> None:
        self._tell_all(done=done, total=total)

    def _tell_all(self, **changes: Any) -> None:
        with self._changing:
            self._status = replace(self._status, **changes)

    def start_sync(self, again: bool = False) -> None:
        """Syncs in a thread of its own, since a tab may be closed meanwhile; if another does
        already, not before that has ended and only if it is to be done `again`.
        """
        if again or not self._syncing.locked():
            threading.Thread(target=self._sync_quietly, daemon=True).start()

    def _sync_quietly(self) -> None:
        with suppress(NotesError):  # told by the status
            self.sync()

    def status(self) -> Status:
        if self._status.phase == "ready" and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._status

    def _look(self) -> None:
        """Whether the folder has changed: seldom enough to cost a twentieth of the time at most."""
        began = time.monotonic()
        if began < self._look_at:
            return
        with suppress(NotesError):
            changed = self.notebook.has_changed()
            self._tell_all(changed=changed)
        took = time.monotonic() - began
        self._look_at = time.monotonic() + max(LOOK_EVERY, 20 * took)


def _talks(notebook: Notebook) -> Path:
    """Beside the store; several notes folders may share that folder."""
    return notebook.store.folder / f"{notebook.notes.resolve().name or 'notes'}-talks.sqlite"
