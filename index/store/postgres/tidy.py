"""What a notebook gets when a sync is done: an index of its vectors once they are many, and fresh
statistics. Questions are answered as rightly without.
"""

import psycopg

from index.store.postgres.schema import LOCKS, SCHEMA, search_path
from index.store.postgres.vectors import EXACT_UNITS, index_of, of

_MANY = 5_000  # contents added, after which the server is not left to find out in its own time
_TABLES = ("contents", "chunks", "words", "units", "notes")


def tidy(connection: psycopg.Connection, notebook: int, units: int, width: int, added: int) -> bool:
    """Whether statistics were made. Outside of a transaction: readers and other notebooks' writers
    go on meanwhile.
    """
    one_at_a_time = "SELECT pg_try_advisory_lock(%s, %s)"
    if connection.execute(one_at_a_time, (LOCKS, -notebook)).fetchone() != (True,):
        return False
    connection.execute(f"SET search_path = {search_path(connection)}")
    wanted = index_of(notebook, width) if units > EXACT_UNITS else ""
    _drop_others(connection, notebook, wanted)
    if wanted:
        connection.execute(
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {wanted} ON units "
            f"USING hnsw ((vector::halfvec({width:d})) halfvec_ip_ops) "
            f"WHERE {of(notebook, width)}"
        )
    if added >= _MANY:
        for table in _TABLES:
            connection.execute(f"VACUUM (ANALYZE) {table}")
    return added >= _MANY


def _drop_others(connection: psycopg.Connection, notebook: int, wanted: str) -> None:
    """Of another model, of more units than there are any more, or half made."""
    rows = connection.execute(
        "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE indrelid = %s::regclass AND starts_with(relname, %s) "
        "AND NOT (relname = %s AND indisvalid)",
        (f"{SCHEMA}.units", index_of(notebook), wanted),
    )
    for (name,) in rows.fetchall():
        connection.execute(f"DROP INDEX CONCURRENTLY {name}")
