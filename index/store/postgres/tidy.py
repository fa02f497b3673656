"""What a notebook gets when a sync is done: an index of its vectors once they are many, and fresh
statistics. Questions are answered as rightly without.
"""

import psycopg

from index.store.postgres.schema import LOCKS, SCHEMA, search_path
from index.store.postgres.vectors import EXACT_UNITS, index_of, of

MANY = 500  # contents added, after which the server is not left to find out in its own time
_TABLES = ("contents", "chunks", "words", "units", "notes")


def unfit(connection: psycopg.Connection, notebook: int, units: int, width: int) -> list[str]:
    """Names of indexes to drop or, where it is not there yet, to make."""
    wanted = {index_of(notebook, width)} if units > EXACT_UNITS else set()
    rows = connection.execute(
        "SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE indrelid = %s::regclass AND starts_with(relname, %s)",
        (f"{SCHEMA}.units", index_of(notebook)),
    )
    valid: dict[str, bool] = dict(rows.fetchall())
    return [name for name in wanted | valid.keys() if name not in wanted or not valid.get(name)]


def tidy(connection: psycopg.Connection, notebook: int, units: int, width: int, added: int) -> None:
    """Outside of a transaction: readers and other notebooks' writers go on meanwhile."""
    one_at_a_time = "SELECT pg_try_advisory_lock(%s, %s)"
    if connection.execute(one_at_a_time, (LOCKS, -notebook)).fetchone() != (True,):
        return
    connection.execute(f"SET search_path = {search_path(connection)}; SET statement_timeout = 0")
    for name in unfit(connection, notebook, units, width):
        connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    for name in unfit(connection, notebook, units, width):
        connection.execute(
            f"CREATE INDEX CONCURRENTLY {name} ON units "
            f"USING hnsw ((vector::halfvec({width:d})) halfvec_ip_ops) "
            f"WHERE {of(notebook, width)}"
        )
    if added >= MANY:
        for table in _TABLES:
            connection.execute(f"VACUUM (ANALYZE) {table}")
