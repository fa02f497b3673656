"""The tables of a store: made in a new database.

A *content* is a text with its headings. Chunks with the same one share it, so that its words and
its vectors (one of each of its units and one of its heading, float16 rows) are made once.
`embedded` says of what the vectors were made: `Chunk.embedded`, by which they are used again when
only the front matter changed. `words` are as `index.store.checksums.written` has them.

What a question looks through is derived from the contents, see `index.store.embedded.blocks`: in
each block of contents with neighbouring numbers what they are nearest to and how long they are, the
postings of each term, and in `sums` the moments of all vectors.
"""

import sqlite3
from pathlib import Path

from index.errors import StoreForeign
from index.store.refusals import other_format

VERSION = 10
APPLICATION = 0x676C7069  # "glpi", which tells the database from another program's
# In English and Korean.
_ANEW = (
    "begin anew beside it: galpi doctor --repair",
    "galpi doctor --repair로 그 옆에 새로 만드세요.",
)
# `source` of a note is what was taken out of a file that has none of its own, such as a PDF.
# `generation` counts the syncs that changed something, from a number that no other store begins
# with: a reader that sees another one than it has loaded loads anew, also when the file was
# replaced. `settled`: a later edit cannot have the same time, see `index.reading.folder`.
_SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, hash BLOB NOT NULL,
    encoding TEXT NOT NULL, book TEXT, chapter INTEGER, title TEXT NOT NULL,
    tags TEXT NOT NULL, url TEXT, date TEXT, lang TEXT, notices TEXT NOT NULL, source TEXT,
    settled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE contents (
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, length INTEGER NOT NULL,
    korean INTEGER NOT NULL, units INTEGER NOT NULL, checksum INTEGER NOT NULL,
    embedded BLOB NOT NULL, words_checksum INTEGER NOT NULL, words BLOB NOT NULL,
    vectors BLOB NOT NULL);
CREATE INDEX contents_by_embedded ON contents (embedded);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY,
    note INTEGER NOT NULL REFERENCES notes ON DELETE CASCADE,
    content INTEGER NOT NULL REFERENCES contents,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    line INTEGER NOT NULL, end_line INTEGER NOT NULL,
    headings TEXT NOT NULL, layout TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (note, start));
CREATE INDEX chunks_by_content ON chunks (content);
CREATE INDEX chunks_by_note ON chunks (note, content);
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, error REAL NOT NULL, contents BLOB NOT NULL,
    units BLOB NOT NULL, lengths BLOB NOT NULL, codes BLOB NOT NULL);
CREATE TABLE postings (
    term TEXT NOT NULL, block INTEGER NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (term, block)) WITHOUT ROWID;
CREATE TABLE sums (moments BLOB NOT NULL, checksum INTEGER NOT NULL);
INSERT INTO settings VALUES ('generation', abs(random() / 1048576))"""


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreForeign or StoreMismatch for a database that this version must not touch, and
    leaves it to the caller to close the connection, which takes back what was begun.
    """
    connection.execute("BEGIN")  # or another process may make the tables between two questions
    version = _version(connection, path)
    connection.execute("COMMIT")
    if version != VERSION:
        # Of two processes that come here at once, the second waits and finds it done.
        connection.execute("BEGIN IMMEDIATE")
        if not _version(connection, path):
            _run(connection, _SCHEMA)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """0 for a database without any table."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not tables:
        return 0
    if application != APPLICATION and not (version < VERSION and {"notes", "contents"} <= tables):
        raise StoreForeign(
            f"{path} is a database of another program; give another folder with --store, or move "
            f"it out of the way: galpi doctor --repair",
            f"{path} 파일은 다른 프로그램의 데이터베이스입니다. 다른 폴더를 --store로 주거나 "
            f"galpi doctor --repair로 치우세요.",
        )
    if version > VERSION:
        way = (f"upgrade galpi, or {_ANEW[0]}", f"갈피를 올리거나 {_ANEW[1]}")
        raise other_format(path, version, VERSION, way)
    if version < VERSION:  # what it holds was made by other rules: nothing to keep
        raise other_format(path, version, VERSION, _ANEW)
    return int(version)


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Within the open transaction, which `executescript` would end."""
    for statement in script.split(";\n"):
        connection.execute(statement)
