"""Mends what `galpi doctor` found. No file is overwritten that could not be read."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from index.care.checks import Check, Mend
from index.embedding.models import load_model
from index.embedding.vectors import BUNDLED, Embedder
from index.errors import NotesError, StoreError
from index.language import Text
from index.store import Store, Where, database
from index.store.embedded.lock import write_lock
from index.store.report import SyncReport
from index.store.sync import sync

_COMPANIONS = ("", "-wal", "-shm")


def repair(notes: Path, where: Where, checks: Iterable[Check]) -> Iterator[Text | SyncReport]:
    """Does what mends all of them, and tells each step. Raises NotesError."""
    mend = max((check.mend for check in checks if not check.ok), default=Mend.NOTHING)
    if mend is Mend.NOTHING:
        return
    if mend is Mend.REPLACE:  # of a file alone
        path = database(Path(where), notes)
        kept = set_aside(path)
        yield Text(
            f"{path.name} is kept as {kept.name}; what `galpi calibrate` saved is in there",
            f"{path.name} → {kept.name}: 남겨 둡니다. `galpi calibrate`가 맞춘 값이 거기 있습니다",
        )
    with closing(Store(where, notes)) as store:
        yield sync(notes, store, _model_of(store), rebuild=mend is Mend.REBUILD)


def set_aside(path: Path) -> Path:
    """Renames the database, with what SQLite keeps beside it. Raises StoreLocked."""
    names = (path.with_name(f"{path.name}.aside-{number}") for number in count(1))
    kept = next(name for name in names if not name.exists())
    try:
        with write_lock(path):
            for suffix in _COMPANIONS:
                companion = path.with_name(path.name + suffix)
                if companion.exists():
                    companion.rename(kept.with_name(kept.name + suffix))
    except OSError as error:
        raise StoreError(
            f"{path} cannot be renamed ({error}); move it away by hand",
            f"파일의 이름을 바꾸지 못했습니다({path}: {error}). 손으로 옮겨 주세요",
        ) from error
    return kept


def _model_of(store: Store) -> Embedder:
    """The one that made it, where it says so and the model is still to be had."""
    try:
        return load_model(store.setting("model") or BUNDLED)
    except NotesError:
        return load_model()
