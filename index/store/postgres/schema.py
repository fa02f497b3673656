"""The tables of all notebooks, in a schema of their own: as `index.store.embedded.schema` has them,
each with the notebook's number.

Words and vectors of a content are rows without a foreign key, which would be asked for at each of
millions: the writer takes them away with it, and doctor looks for those left. Texts are ordered
by code points, as SQLite does it. No index holds a path, which may be longer than its rows.
"""

import psycopg

from index.errors import StoreError, StoreForeign
from index.store.postgres.failure import one_line
from index.store.refusals import not_yet, other_format

VERSION = 2
SCHEMA = "galpi"
# "glpi", the class of our advisory locks; the object is a notebook, 0 the schema, and a notebook's
# number below 0 its tidying up.
LOCKS = 0x676C7069
_LEAST_SERVER, _LEAST_VECTOR = 150_000, (0, 8)  # of PostgreSQL as libpq counts, of pgvector
# `sums` is what questions need of all contents, so that nobody has to go through them.
_TABLES = """
CREATE TABLE format (version integer NOT NULL);
CREATE TABLE notebooks (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
CREATE TABLE settings (
    notebook integer NOT NULL REFERENCES notebooks ON DELETE CASCADE,
    name text NOT NULL, value text NOT NULL, PRIMARY KEY (notebook, name));
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notebook integer NOT NULL REFERENCES notebooks ON DELETE CASCADE,
    path text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL,
    size bigint NOT NULL, mtime_ns bigint NOT NULL, hash bytea NOT NULL,
    encoding text NOT NULL, book text COLLATE "C", chapter integer, title text COLLATE "C" NOT NULL,
    tags text NOT NULL, url text, date text, lang text, notices text NOT NULL, source text,
    settled boolean NOT NULL DEFAULT FALSE);
CREATE INDEX notes_by_notebook ON notes (notebook);
CREATE TABLE contents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notebook integer NOT NULL REFERENCES notebooks ON DELETE CASCADE,
    hash bytea NOT NULL, length integer NOT NULL, korean boolean NOT NULL, units integer NOT NULL,
    checksum bigint NOT NULL, embedded bytea NOT NULL, words bigint NOT NULL,
    UNIQUE (notebook, hash));
CREATE INDEX contents_by_embedded ON contents (notebook, embedded);
CREATE TABLE chunks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notebook integer NOT NULL REFERENCES notebooks ON DELETE CASCADE,
    note bigint NOT NULL REFERENCES notes ON DELETE CASCADE,
    content bigint NOT NULL REFERENCES contents,
    start integer NOT NULL, "end" integer NOT NULL,
    line integer NOT NULL, end_line integer NOT NULL,
    headings text NOT NULL, layout text NOT NULL, text text NOT NULL, UNIQUE (note, start));
CREATE INDEX chunks_by_content ON chunks (content);
CREATE INDEX chunks_by_notebook ON chunks (notebook);
CREATE TABLE words (
    notebook integer NOT NULL, term text COLLATE "C" NOT NULL, content bigint NOT NULL,
    length integer NOT NULL, parts text NOT NULL,
    count integer NOT NULL GENERATED ALWAYS AS (cardinality(string_to_array(parts, ' '))) STORED,
    PRIMARY KEY (notebook, term, content) INCLUDE (count, length));
CREATE INDEX words_by_content ON words (content);
CREATE TABLE units (
    notebook integer NOT NULL, content bigint NOT NULL, place integer NOT NULL,
    vector halfvec NOT NULL, PRIMARY KEY (notebook, content, place));
ALTER TABLE units ALTER vector SET STORAGE PLAIN;
CREATE TABLE sums (
    notebook integer PRIMARY KEY REFERENCES notebooks ON DELETE CASCADE,
    contents bigint NOT NULL, terms bigint NOT NULL, moments bytea NOT NULL)
"""


def prepare(connection: psycopg.Connection, name: str, make: bool) -> None:
    """Raises StoreError when there is no database for us, or its tables are not ours; with `make`
    they are made where there are none.
    """
    version = _version(connection, name)
    if connection.info.server_version < _LEAST_SERVER:
        found = connection.info.server_version // 10_000
        raise StoreError(
            f"the store {name} is PostgreSQL {found}; galpi needs 15 or later",
            f"저장소({name})가 PostgreSQL {found}입니다. 15나 그보다 새것이 있어야 합니다.",
        )
    if version == 0 and not make:
        raise not_yet(name)
    if version == 0:
        with connection.transaction():
            # Of two that come here at once, the second waits and finds it done.
            connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", (LOCKS,))
            if _version(connection, name) == 0:
                _make(connection, name)


def _version(connection: psycopg.Connection, name: str) -> int:
    """0 for a database without our schema."""
    # Rows of the catalogue: what `to_regclass` knows of others' changes may be a moment old.
    tables = connection.execute(
        "SELECT relname FROM pg_namespace n LEFT JOIN pg_class ON relnamespace = n.oid "
        "WHERE nspname = %s",
        (SCHEMA,),
    ).fetchall()
    if not tables:
        return 0
    rename = f"ALTER SCHEMA {SCHEMA} RENAME TO {SCHEMA}_old"
    aside = f"move it out of the way: {rename}; then galpi sync"
    korean = f"먼저 치우세요: {rename}; 그런 뒤 galpi sync"
    if ("format",) not in tables:
        raise StoreForeign(
            f"the schema {SCHEMA} in {name} is another program's; {aside}",
            f"{name}: {SCHEMA} 스키마는 다른 프로그램의 것입니다. {korean}",
        )
    found = connection.execute(f"SELECT version FROM {SCHEMA}.format").fetchone()
    version = int(found[0]) if found else 0
    if version > VERSION:
        raise other_format(name, version, VERSION, ("upgrade galpi", "갈피를 올리세요."))
    if version < VERSION:
        raise other_format(name, version, VERSION, (aside, korean))
    return version


def _make(connection: psycopg.Connection, name: str) -> None:
    _need_vector(connection, name)
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    connection.execute(f"SET LOCAL search_path = {search_path(connection)}")
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    connection.execute("INSERT INTO format VALUES (%s)", (VERSION,))


def _need_vector(connection: psycopg.Connection, name: str) -> None:
    try:
        with connection.transaction():
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.Error as error:
        raise StoreError(
            f"the store {name} lacks pgvector ({one_line(error)}); install it on the server, then "
            f"as its administrator: CREATE EXTENSION vector",
            f"저장소({name})에 pgvector가 없습니다({one_line(error)}). 서버에 설치하고 관리자로 "
            f"CREATE EXTENSION vector를 실행하세요.",
        ) from error
    row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    (found,) = row.fetchone() or ("0",)
    if tuple(int(number) for number in found.split(".")[:2]) < _LEAST_VECTOR:
        least = ".".join(map(str, _LEAST_VECTOR))
        raise StoreError(
            f"the store {name} has pgvector {found}; galpi needs {least} or later: "
            f"ALTER EXTENSION vector UPDATE",
            f"저장소({name})의 pgvector가 {found}입니다. {least}이나 그보다 새것이 있어야 합니다: "
            f"ALTER EXTENSION vector UPDATE",
        )


def search_path(connection: psycopg.Connection) -> str:
    """Our schema, and the one that pgvector is in."""
    row = connection.execute(
        "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
        "WHERE extname = 'vector'"
    ).fetchone()
    return f"{SCHEMA}, {row[0] if row else 'public'}"
