"""All that a store holds, without ids and times, to compare it with another one."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from index.embedding.vectors import Embedder
from index.store import Store, Where
from index.store.plan import NOTE_COLUMNS
from index.store.sync import sync

Rows = Mapping[str, list[tuple[object, ...]]]
_NOT_COMPARED = {"generation", "synced"}


def held(store: Store) -> Rows:
    """Everything in the store by kind."""
    with store.engine.reading() as state:
        notes, contents = state.notes(), list(state.contents())
        settings = state.settings().items()
        rows: dict[str, list[tuple[object, ...]]] = {
            "settings": [pair for pair in settings if pair[0] not in _NOT_COMPARED],
            "notes": [tuple(note[name] for name in NOTE_COLUMNS) for note in notes],
            "chunks": [(note["path"], *row) for note in notes for row in state.chunks(note["id"])],
            "contents": [one[1:-1] for one in contents],
            "words": [(term, one.hash, *parts) for one in contents for term, parts in one.stated],
        }
    return {name: sorted(found, key=repr) for name, found in rows.items()}


@contextmanager
def fresh(notes: Path, where: Where, model: Embedder) -> Iterator[Store]:
    """A store made of the notes as they are now."""
    with closing(Store(where, notes)) as store:
        sync(notes, store, model)
        yield store
