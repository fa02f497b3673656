"""A notebook in a PostgreSQL database, which other people's notebooks share."""

import os
import platform
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from index.embedding.moments import Moments
from index.errors import StoreError
from index.store.postgres.address import Address, wrong
from index.store.postgres.draft import PostgresDraft
from index.store.postgres.failure import one_line, translated
from index.store.postgres.schema import LOCKS, SCHEMA, prepare, search_path
from index.store.postgres.state import Loaded, PostgresState
from index.store.postgres.tidy import MANY, tidy, unfit
from index.store.refusals import deleted, in_use, not_yet

# Of libpq, where the address says nothing else: a host that vanished is given up after a minute.
_PATIENCE = {
    "connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}  # fmt: skip
_BEGIN = """BEGIN ISOLATION LEVEL {level};
SET LOCAL search_path = {path}; SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
SET LOCAL hnsw.ef_search = 400; SET LOCAL hnsw.iterative_scan = strict_order;
SET LOCAL hnsw.max_scan_tuples = 200000"""

# A sync embeds within its transaction, which may take an hour.
_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0"


class Postgres:
    """One connection for reading, by one thread at a time, which is made anew when it was lost;
    what is written goes over another one.
    """

    file = None

    def __init__(self, address: Address, read_only: bool = False) -> None:
        self.address, self.name, self._read_only = address, address.name, read_only
        self.shared = not address.named
        self._lock = threading.RLock()
        self._mine = threading.local()  # the connection that has the writer's lock, by thread
        self._loaded = Loaded()
        self._added, self._units = 0, Moments.none()  # what was written since it was tidied up
        self._connection = self._connect()
        try:
            with translated(self.name):
                self._find()
        except BaseException:
            self._connection.close()
            raise

    def _connect(self) -> psycopg.Connection:
        try:
            given = conninfo_to_dict(self.address.conninfo)
        except psycopg.ProgrammingError as error:
            raise wrong(self.address.shown, one_line(error)) from error
        options = make_conninfo("", **{**_PATIENCE, "application_name": _me(), **given})
        try:
            connection = psycopg.connect(options, autocommit=True, prepare_threshold=None)
        except psycopg.OperationalError as error:
            raise StoreError(
                f"the store {self.name} cannot be reached ({one_line(error)}); is the server "
                f"running, and are host, database, user and password right?",
                f"저장소({self.name})에 연결할 수 없습니다({one_line(error)}). 서버가 켜져 있는지, "
                f"호스트와 데이터베이스와 사용자와 암호가 맞는지 살펴보세요.",
            ) from error
        connection.add_notice_handler(lambda notice: None)
        return connection

    def _find(self) -> None:
        """The notebook's number; a new notebook gets one unless it is for reading alone."""
        prepare(self._connection, self.name, make=not self._read_only)
        self._path = search_path(self._connection)
        query = f"SELECT id FROM {SCHEMA}.notebooks WHERE name = %s"
        row = self._connection.execute(query, (self.address.notebook,)).fetchone()
        if row is None and self._read_only:
            raise not_yet(self.name, self._notebooks())
        self._notebook = row[0] if row else self._add()

    def _notebooks(self) -> str:
        query = f"SELECT name FROM {SCHEMA}.notebooks ORDER BY name LIMIT 5"
        return ", ".join(name for (name,) in self._connection.execute(query))

    def _add(self) -> int:
        """Of two that come here at once, the second finds what the first has made."""
        with self._connection.transaction():
            (notebook,) = self._connection.execute(
                f"INSERT INTO {SCHEMA}.notebooks (name) VALUES (%s) "
                "ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
                (self.address.notebook,),
            ).fetchone() or (0,)
            # From a number that no other notebook of this name began with.
            self._connection.execute(
                f"INSERT INTO {SCHEMA}.settings VALUES "
                "(%s, 'generation', floor(random() * (2::float8 ^ 43))::bigint::text) "
                "ON CONFLICT (notebook, name) DO NOTHING",
                (notebook,),
            )
        return int(notebook)

    def close(self) -> None:
        self._connection.close()

    def refresh(self) -> None:
        """Makes the notebook anew when it was deleted since."""
        with self._lock, translated(self.name):
            self._alive(self._find)

    @contextmanager
    def reading(self) -> Iterator[PostgresState]:
        with self._lock, translated(self.name):
            self._alive(self._begin)
            with _ended(self._connection):
                generation = self._generation(self._connection)
                yield PostgresState(self._connection, self._notebook, generation, self._loaded)

    def _generation(self, connection: psycopg.Connection) -> str:
        row = connection.execute(
            "SELECT value FROM settings WHERE notebook = %s AND name = 'generation'",
            (self._notebook,),
        ).fetchone()
        if row is None:
            raise deleted(self.name)
        return str(row[0])

    def _begin(self) -> None:
        self._start(self._connection, "REPEATABLE READ, READ ONLY")

    def _alive(self, act: Callable[[], None]) -> None:
        """Over a new connection, where the old one proves to be dead."""
        try:
            act()
        except psycopg.OperationalError:
            if not self._connection.closed:
                raise
            self._connection = self._connect()
            act()

    def _start(self, connection: psycopg.Connection, level: str) -> None:
        connection.execute(_BEGIN.format(level=level, path=self._path))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Until the transaction ends that the lock is part of: with a writer that dies, however it
        does, both are gone.
        """
        with translated(self.name), closing(self._connect()) as connection, _ended(connection):
            self._start(connection, "READ COMMITTED")
            connection.execute(_PATIENT)
            query = "SELECT pg_try_advisory_xact_lock(%s, %s)"
            (free,) = connection.execute(query, (LOCKS, self._notebook)).fetchone() or (False,)
            if not free:
                raise in_use(self.name, self._holder(connection))
            self._mine.connection = connection
            try:
                yield
            finally:
                self._mine.connection = None

    def _holder(self, connection: psycopg.Connection) -> str:
        """`process 7 on host, since 15:04:05`; empty when it is gone already."""
        row = connection.execute(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted",
            (LOCKS, self._notebook),
        ).fetchone()
        return row[0].removeprefix("galpi ") if row and row[0] else ""

    @contextmanager
    def writing(self) -> Iterator[PostgresDraft]:
        mine = getattr(self._mine, "connection", None)
        if mine is None:
            with self.locked(), self.writing() as draft:
                yield draft
            return
        with translated(self.name):
            self._generation(mine)
            draft = PostgresDraft(mine, self._notebook)
            yield draft
            mine.execute("COMMIT")
        self._added, self._units = self._added + draft.added, draft.sums.moments

    def compact(self) -> None:
        size = self._notebook, self._units.count, len(self._units.total)
        with self._lock, translated(self.name):
            if self._added < MANY and not unfit(self._connection, *size):
                return
        with translated(self.name), closing(self._connect()) as connection:
            tidy(connection, *size, self._added)
            self._added = 0


@contextmanager
def _ended(connection: psycopg.Connection) -> Iterator[None]:
    """Commits what was begun, or takes it back."""
    try:
        yield
        _end(connection, "COMMIT")
    finally:
        with suppress(psycopg.Error):
            _end(connection, "ROLLBACK")


def _end(connection: psycopg.Connection, how: str) -> None:
    if connection.info.transaction_status != TransactionStatus.IDLE:
        connection.execute(how)


def _me() -> str:
    """As another process is told who has the lock; the server keeps 63 bytes."""
    who = f"galpi process {os.getpid()} on {platform.node()[:20]}"
    return f"{who}, since {time.strftime('%H:%M:%S')}"
