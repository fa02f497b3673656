"""All that a store holds, without ids and times, to compare it with another one."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from index.embedding.vectors import Embedder
from index.store import Store
from index.store.sync import sync

TABLES = {
    "settings": "SELECT * FROM settings WHERE name NOT IN ('generation', 'synced')",
    "notes": "SELECT path, key, size, mtime_ns, hash, encoding, book, chapter, title, tags, url, "
    "date, lang, notices FROM notes",
    "chunks": 'SELECT path, contents.hash, start, "end", line, end_line, headings, layout, text '
    "FROM chunks JOIN notes ON notes.id = note JOIN contents ON contents.id = content",
    "contents": "SELECT hash, length, korean, units, vectors, checksum, embedded, words "
    "FROM contents JOIN origins ON content = id",
    "words": "SELECT term, hash, count FROM words JOIN contents ON contents.id = content",
}
Rows = Mapping[str, list[tuple[object, ...]]]


def held(store: Store) -> Rows:
    """Every row of the store by table."""
    with store.reading() as connection:
        return {name: sorted(connection.execute(query), key=repr) for name, query in TABLES.items()}


@contextmanager
def fresh(notes: Path, folder: Path, model: Embedder) -> Iterator[Store]:
    """A store made of the notes as they are now."""
    with closing(Store(folder, notes)) as store:
        sync(notes, store, model)
        yield store
