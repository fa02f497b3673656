"""Checks for `galpi doctor`: what is there, whether it is sound, and the command that mends it.

Nothing is changed, but for the format of a store that an earlier galpi made.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import IntEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.care.audit import damaged_contents, orphans, wrong_notes
from index.embedding.models import load_model
from index.embedding.vectors import BUNDLED
from index.errors import NotesError, StoreMismatch
from index.language import Text
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
    """`found` is one line; where it is not `ok`, it ends with the command that mends it. `korean`
    is the same for who reads that, empty where it is the same in all languages.
    """

    name: str
    ok: bool
    found: str
    mend: Mend = Mend.NOTHING
    korean: str = field(default="", compare=False)

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "found": self.found}


def _check(name: str, ok: bool, found: Text, mend: Mend = Mend.NOTHING) -> Check:
    return Check(name, ok, found.english, mend, found.korean)


def _mended(found: Text, command: str) -> Text:
    return Text(f"{found.english}; run: {command}", f"{found.korean}; 실행: {command}")


def run_checks(notes: Path, where: Where) -> list[Check]:
    return [*_packages(), _model(), _notes(notes), *store_checks(notes, where)]


def _packages() -> Iterator[Check]:
    for name in _PACKAGES:
        try:
            yield Check(name, True, version(name))
        except PackageNotFoundError:
            found = Text("not installed", "설치되지 않았습니다")
            yield _check(name, False, _mended(found, "pip install -c constraints.txt -e ."))


def _model() -> Check:
    (vector,) = load_model().encode_queries(["갈피를 잡다"])
    found = Text(f"{len(vector)} dimensions", f"{len(vector)}차원")
    return _check("bundled model", bool(vector.any()), found)


def _notes(notes: Path) -> Check:
    try:
        count = len(list_notes(notes))
    except NotesError as error:
        return _check("notes", False, error.text)
    return _check("notes", count > 0, Text(f"{count} notes in {notes}", f"{notes}에 {count}개"))


def store_checks(notes: Path, where: Where) -> Iterator[Check]:
    try:
        if name := missing(where, notes):
            found = Text(f"{name} does not exist yet", f"아직 없습니다({name})")
            yield _check("store", False, _mended(found, f"galpi sync {notes}"), Mend.SYNC)
            return
        with closing(Store(where, notes)) as store:
            yield from _contents(store)
            yield from _origin(store, notes)
            yield _in_step(store, notes)
            yield _synced(store)
    except NotesError as error:
        # Of others than these the message has the way out, and a new file would not help.
        mend = Mend.REPLACE if str(error).endswith(Mend.REPLACE.command) else Mend.NOTHING
        yield _check("store", False, error.text, mend)


def _contents(store: Store) -> Iterator[Check]:
    with store.engine.reading() as state:
        mend = Mend.REPLACE if store.engine.file else Mend.REBUILD
        yield _told("database", state.problems(), mend, Text("sound", "온전합니다"))
        wrong = list(damaged_contents(state)) or list(state.differing())
        wrong += orphans(state)
        count, model = state.counts()[2], state.settings().get("model")
        made = f"of {count} contents by model {model!r}, all checksums right"
        korean = f"모델 {model or '없음'}의 내용 {count}개, 체크섬이 모두 맞습니다"
        yield _told("vectors and words", wrong, Mend.REBUILD, Text(made, korean))


def _told(name: str, wrong: list[Text], mend: Mend, right: Text) -> Check:
    if not wrong:
        return _check(name, True, right)
    shown = zip(*wrong[:_SHOWN], strict=True)
    english, korean = (" ".join("; ".join(each).split()) for each in shown)
    if more := len(wrong[_SHOWN:]):
        english, korean = f"{english} and {more} more", f"{korean} 외 {more}개"
    return _check(name, False, _mended(Text(english, korean), mend.command), mend)


def _origin(store: Store, notes: Path) -> Iterator[Check]:
    """By what model it was made, for what folder, and whether there is another one."""
    try:
        store.check(load_model(store.setting("model") or BUNDLED))
    except StoreMismatch as error:
        yield _check("model", False, error.text, Mend.REBUILD)
    except NotesError as error:
        yield _check("model", False, error.text)
    yield from _place(store, notes)


def _place(store: Store, notes: Path) -> Iterator[Check]:
    try:
        moved = store.check_place()
    except StoreMismatch as error:
        yield _check("place", False, error.text)
    else:
        if moved:
            found = Text(f"the store {moved.english}", f"이 저장소는 {moved.korean}")
            yield _check("place", False, _mended(found, "galpi sync"), Mend.SYNC)
    beside = database(default_store(notes), notes)
    own = store.engine.file
    if beside.is_file() and not (own and beside.samefile(own)):
        english = f"the same notes have another store, {beside}; one will do"
        found = Text(english, f"같은 노트의 저장소가 또 있습니다({beside}). 하나면 됩니다")
        yield _check("place", True, found)


def _in_step(store: Store, notes: Path) -> Check:
    with store.engine.reading() as state:
        wrong, compared, changed = wrong_notes(notes, state)
    found = Text(f"{compared} notes are as their files say", f"노트 {compared}개가 파일과 같습니다")
    if changed:
        english = f"{found.english}, {changed} changed since the last sync"
        korean = f"{found.korean}. {changed}개는 동기화한 뒤에 바뀌었습니다"
        found = _mended(Text(english, korean), "galpi sync")
    return _told("passages", wrong, Mend.REBUILD, found)


def _synced(store: Store) -> Check:
    synced = store.setting("synced")
    if synced is None:
        never = _mended(Text("never", "아직 하지 않았습니다"), "galpi sync")
        return _check("last sync", False, never, Mend.SYNC)
    return Check("last sync", True, synced, Mend.SYNC)
