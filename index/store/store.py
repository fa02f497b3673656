"""The store of a notes folder: what it was made with and for, over the engine that keeps it."""

import platform
import time
from pathlib import Path

from index.embedding.vectors import Embedder
from index.errors import StoreMismatch
from index.passages.chunks import CHUNK_CHARS
from index.store.embedded.database import Embedded
from index.store.engine import Draft, Engine

ANALYSIS = 3  # counts up whenever the words or units of the same text change


def default_store(notes: Path) -> Path:
    """`.galpi/` beside the notes folder."""
    return notes.resolve().parent / ".galpi"


def database(folder: Path, notes: Path) -> Path:
    """One folder may hold the stores of several notes folders with different names."""
    return folder / f"{notes.resolve().name or 'notes'}.db"


class Store:
    """`folder` is for what lies beside the notes' store: its log, what users thought of answers."""

    def __init__(self, folder: Path, notes: Path) -> None:
        self.folder, self.notes = folder, notes.resolve()
        self.engine: Engine = Embedded(database(folder, notes))

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
        with self.engine.writing() as draft:
            draft.set({name: value})

    def adopt(self, draft: Draft, model: Embedder) -> None:
        """Writes down what the next state of the store is made with."""
        generation = int(draft.settings()["generation"]) + 1
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
                    f"rebuild it: galpi sync --rebuild --model {model.name}"
                )

    def check_place(self) -> str:
        """In words, whether it was last written for notes elsewhere; empty when it was not.

        Raises StoreMismatch when those are still there: it would take turns between the two.
        """
        settings = self._settings()
        there, host = settings.get("notes"), settings.get("host")
        if there is None or (there, host) == (str(self.notes), platform.node()):
            return ""
        beside = self.folder.resolve() == default_store(self.notes)  # it came with its notes
        if not beside and host == platform.node() and _is_another(Path(there), self.notes):
            raise StoreMismatch(
                f"the store {self.name} belongs to the notes in {there}, not to those in "
                f"{self.notes}; give another folder with --store"
            )
        return (
            f"was last written for {there} on {host}, now for {self.notes} on {platform.node()}; "
            f"let only one machine use a store at a time"
        )


def _made_with(model: Embedder) -> dict[str, str]:
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "chunk_chars": str(CHUNK_CHARS),
        "analysis": str(ANALYSIS),
    }


def _is_another(there: Path, here: Path) -> bool:
    return there.is_dir() and not (here.is_dir() and there.samefile(here))
