"""Checks for `galpi doctor`: what is there, whether it is sound, and the command that mends it.

Nothing is changed, but for the format of a store that an earlier galpi made.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import IntEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.care.audit import damaged_contents, orphans, wrong_notes
from index.embedding.models import load_model
from index.embedding.vectors import BUNDLED
from index.errors import NotesError, StoreMismatch
from index.reading.folder import list_notes
from index.store import Store, Where, database, default_store, missing

_PACKAGES = ("faiss-cpu", "kiwipiepy", "tokenizers", "langchain-text-splitters", "gradio")
_SHOWN = 3  # of many things that are wrong in the same way


class Mend(IntEnum):
    """What mends it; a higher one mends what lower ones do, too."""

    NOTHING = 0  # not a matter of the store
    SYNC = 1
    REBUILD = 2  # all rows anew, in the same file
    REPLACE = 3  # a new file; the one that is there is kept under another name

    @property
    def command(self) -> str:
        return ("", "galpi sync", "galpi sync --rebuild", "galpi doctor --repair")[self]


@dataclass(frozen=True)
class Check:
    """`found` is one line; where it is not `ok`, it ends with the command that mends it."""

    name: str
    ok: bool
    found: str
    mend: Mend = Mend.NOTHING

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "found": self.found}


def run_checks(notes: Path, where: Where) -> list[Check]:
    return [*_packages(), _model(), _notes(notes), *store_checks(notes, where)]


def _packages() -> Iterator[Check]:
    for name in _PACKAGES:
        try:
            yield Check(name, True, version(name))
        except PackageNotFoundError:
            yield Check(name, False, "not installed; run: pip install -c constraints.txt -e .")


def _model() -> Check:
    (vector,) = load_model().encode_queries(["갈피를 잡다"])
    return Check("bundled model", bool(vector.any()), f"{len(vector)} dimensions")


def _notes(notes: Path) -> Check:
    try:
        count = len(list_notes(notes))
    except NotesError as error:
        return Check("notes", False, str(error))
    return Check("notes", count > 0, f"{count} notes in {notes}")


def store_checks(notes: Path, where: Where) -> Iterator[Check]:
    try:
        if name := missing(where, notes):
            found = f"{name} does not exist yet; run: galpi sync {notes}"
            yield Check("store", False, found, Mend.SYNC)
            return
        with closing(Store(where, notes)) as store:
            yield from _contents(store)
            yield from _origin(store, notes)
            yield _in_step(store, notes)
            yield _synced(store)
    except NotesError as error:
        # Of others than these the message has the way out, and a new file would not help.
        mend = Mend.REPLACE if str(error).endswith(Mend.REPLACE.command) else Mend.NOTHING
        yield Check("store", False, str(error), mend)


def _contents(store: Store) -> Iterator[Check]:
    with store.engine.reading() as state:
        mend = Mend.REPLACE if store.engine.file else Mend.REBUILD
        yield _told("database", state.problems(), mend, "sound")
        wrong = list(damaged_contents(state)) or list(state.differing())
        wrong += orphans(state)
        count, model = state.counts()[2], state.settings().get("model")
        made = f"of {count} contents by model {model!r}, all checksums right"
        yield _told("vectors and words", wrong, Mend.REBUILD, made)


def _told(name: str, wrong: list[str], mend: Mend, right: str) -> Check:
    if not wrong:
        return Check(name, True, right)
    more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    found = " ".join("; ".join(wrong[:_SHOWN]).split())
    return Check(name, False, f"{found}{more}; run: {mend.command}", mend)


def _origin(store: Store, notes: Path) -> Iterator[Check]:
    """By what model it was made, for what folder, and whether there is another one."""
    try:
        store.check(load_model(store.setting("model") or BUNDLED))
    except StoreMismatch as error:
        yield Check("model", False, str(error), Mend.REBUILD)
    except NotesError as error:
        yield Check("model", False, str(error))
    try:
        moved = store.check_place()
    except StoreMismatch as error:
        yield Check("place", False, str(error))
    else:
        if moved:
            yield Check("place", False, f"the store {moved}; run: galpi sync", Mend.SYNC)
    beside = database(default_store(notes), notes)
    own = store.engine.file
    if beside.is_file() and not (own and beside.samefile(own)):
        yield Check("place", True, f"the same notes have another store, {beside}; one will do")


def _in_step(store: Store, notes: Path) -> Check:
    with store.engine.reading() as state:
        wrong, compared, changed = wrong_notes(notes, state)
    found = f"{compared} notes are as their files say"
    if changed:
        found += f", {changed} changed since the last sync; run: galpi sync"
    return _told("passages", wrong, Mend.REBUILD, found)


def _synced(store: Store) -> Check:
    synced = store.setting("synced")
    return Check("last sync", synced is not None, synced or "never; run: galpi sync", Mend.SYNC)
