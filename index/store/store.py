"""The store of a notes folder: what it was made with and for, over the engine that keeps it."""

import os
import platform
import time
from pathlib import Path

from index.embedding.vectors import Embedder
from index.errors import StoreError, StoreMismatch, StoreMissing
from index.language import Text
from index.passages.chunks import CHUNK_CHARS
from index.store.embedded.database import Embedded
from index.store.engine import Draft, Engine
from index.store.postgres.address import is_address, parse
from index.store.refusals import not_yet

ANALYSIS = 8  # counts up whenever the words or units of the same text change


def default_store(notes: Path) -> Path:
    """`.galpi/` beside the notes folder."""
    return notes.resolve().parent / ".galpi"


def database(folder: Path, notes: Path) -> Path:
    """One folder may hold the stores of several notes folders with different names."""
    return folder / f"{notes.resolve().name or 'notes'}.db"


Where = str | os.PathLike[str]  # a folder, or the address of a PostgreSQL database
# In English and Korean, with --store.
_NAME_IT = "name a notebook: ?notebook=NAME", "노트북 이름을 알려 주세요(?notebook=NAME)"
_ANOTHER = "give another folder", "다른 폴더를 주세요"


def folder_of(where: Where, notes: Path) -> Path:
    """For what lies beside the store: its log, and what users thought of answers."""
    return default_store(notes) if is_address(os.fspath(where)) else Path(where)


def engine_of(where: Where, notes: Path, read_only: bool = False) -> Engine:
    if not is_address(os.fspath(where)):
        path = database(Path(where), notes)
        if read_only and not path.is_file():
            raise not_yet(str(path))
        return Embedded(path)
    address = parse(os.fspath(where), notes.resolve().name or "notes")
    try:
        from index.store.postgres.database import Postgres  # an extra
    except ImportError as error:
        raise StoreError(
            f"the store {address.name} needs the package psycopg, which is not installed; in the "
            'folder of galpi: pip install -c constraints.txt -e ".[postgres]"',
            f"저장소({address.name})를 열려면 psycopg 패키지가 있어야 합니다. 갈피 폴더에서: "
            'pip install -c constraints.txt -e ".[postgres]"',
        ) from error
    return Postgres(address, read_only)


def missing(where: Where, notes: Path) -> str:
    """The name of the store when there is none yet; empty when there is. Raises StoreError."""
    try:
        engine_of(where, notes, read_only=True).close()
    except StoreMissing as error:
        return error.name
    return ""


class Store:
    """With `read_only`, a notebook that others sync."""

    def __init__(self, where: Where, notes: Path, read_only: bool = False) -> None:
        self.folder, self.notes = folder_of(where, notes), notes.resolve()
        self.read_only = read_only
        self.engine = engine_of(where, notes, read_only)

    @property
    def name(self) -> str:
        return self.engine.name

    def close(self) -> None:
        self.engine.close()

    def setting(self, name: str) -> str | None:
        return self._settings().get(name)

    def _settings(self) -> dict[str, str]:
        with self.engine.reading() as state:
            return state.settings()

    def set_setting(self, name: str, value: str | None) -> None:
        """None removes it."""
        self.check_writable()
        with self.engine.writing() as draft:
            draft.set({name: value})

    def check_writable(self) -> None:
        """Raises StoreError where it was opened for reading alone."""
        if self.read_only:
            raise StoreError(
                f"the store {self.name} was opened for reading alone; use --store",
                f"저장소({self.name})를 읽기만 하려고 열었습니다. --store로 여세요.",
            )

    def adopt(self, draft: Draft, model: Embedder) -> None:
        """Writes down what the next state of the store is made with."""
        generation = int(draft.settings().get("generation", 0)) + 1
        draft.set(
            {
                "generation": str(generation),
                **_made_with(model),
                "synced": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
                "notes": str(self.notes),
                "host": platform.node(),
            }
        )

    def is_new(self) -> bool:
        return self.setting("fingerprint") is None

    def check(self, model: Embedder) -> None:
        """Raises StoreMismatch when the store was made by another model or other settings."""
        settings = self._settings()
        for name, expected in _made_with(model).items():
            found = settings.get(name)
            if found is not None and found != expected and name != "model":
                raise StoreMismatch(
                    f"the store {self.name} was made with model {settings.get('model')!r} "
                    f"({name} {found[:12]}), not with {model.name!r} ({expected[:12]}); "
                    f"rebuild it: galpi sync --rebuild --model {model.name}",
                    f"저장소({self.name})를 만든 모델은 {settings.get('model')!r}({name} "
                    f"{found[:12]})인데 지금은 {model.name!r}({expected[:12]})입니다. 다시 "
                    f"만드세요: galpi sync --rebuild --model {model.name}",
                )

    def check_place(self) -> Text | None:
        """Whether it was last written for notes elsewhere; None when it was not.

        Raises StoreMismatch when those are still there: it would take turns between the two.
        """
        settings = self._settings()
        there, host = settings.get("notes"), settings.get("host")
        if there is None or (there, host) == (str(self.notes), platform.node()):
            return None
        if self._is_anothers(Path(there), host == platform.node()):
            way, korean = _NAME_IT if self.engine.shared else _ANOTHER
            raise StoreMismatch(
                f"the store {self.name} belongs to the notes in {there}, not to those in "
                f"{self.notes}; {way} with --store",
                f"저장소({self.name})는 {self.notes} 노트가 아니라 {there} 노트의 것입니다. "
                f"--store로 {korean}.",
            )
        return Text(
            f"was last written for {there} on {host}, now for {self.notes} on {platform.node()}; "
            f"let only one machine use a store at a time",
            f"다른 곳의 노트({host}의 {there})로 쓰던 것입니다. 한 번에 한 컴퓨터만 쓰세요",
        )

    def _is_anothers(self, there: Path, here: bool) -> bool:
        """`here`: on this machine. Of a file that came with its notes and of a notebook that the
        user has named we know better.
        """
        if self.engine.shared:
            return not here or _is_another(there, self.notes)
        beside = self.engine.file is None or self.folder.resolve() == default_store(self.notes)
        return here and not beside and _is_another(there, self.notes)


def _made_with(model: Embedder) -> dict[str, str]:
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "chunk_chars": str(CHUNK_CHARS),
        "analysis": str(ANALYSIS),
    }


def _is_another(there: Path, here: Path) -> bool:
    return there.is_dir() and not (here.is_dir() and there.samefile(here))
