"""What an error of PostgreSQL means, in one line with the way out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from index.errors import StoreError

# In English and Korean, after the name of the store; `needed` is a grant.
_DENIED = (
    "does not let this user do that ({told}); ask its owner: GRANT {needed}, and of what is in it",
    "에 이 사용자의 권한이 없습니다({told}). 주인에게 그 안의 것까지 GRANT {needed}를 부탁하세요.",
)
_READ_ONLY = (
    "only lets us read ({told}); a replica? Give the primary with --store",
    "는 읽을 수만 있습니다({told}). 복제본이면 원본을 --store로 주세요.",
)
_NO_TABLE = (
    "lacks a table of galpi ({told}); make it anew: galpi sync",
    "에 갈피의 표가 없습니다({told}). galpi sync로 다시 만드세요.",
)
_FULL = (
    "failed ({told}); the state of the last sync is kept. Free some space on the server",
    "를 쓰지 못했습니다({told}). 지난 동기화의 상태는 그대로입니다. 서버의 디스크를 비우세요.",
)
_BUSY = (
    "is busy ({told}); the state of the last sync is kept, try again",
    "를 다른 프로그램이 쓰고 있습니다({told}). 지난 동기화의 상태는 그대로입니다. 다시 해 보세요.",
)
_OUTRUN = (
    "is busy ({told}); try again",
    "를 다른 프로그램이 쓰고 있습니다({told}). 다시 해 보세요.",
)
_LOST = (
    "lost its connection ({told}); the state of the last sync is kept, try again when the server "
    "is back",
    "와 연결이 끊겼습니다({told}). 지난 동기화의 상태는 그대로입니다. 서버가 돌아오면 다시 "
    "해 보세요.",
)
_FAILED = (
    "failed ({told}); the state of the last sync is kept, else see galpi doctor",
    "를 쓰지 못했습니다({told}). 지난 동기화의 상태는 그대로입니다. 다시 해도 안 되면 "
    "galpi doctor를 실행하세요.",
)


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Raises StoreError for what the server, or the way to it, refuses inside."""
    try:
        yield
    except psycopg.Error as error:
        told = one_line(error)
        needed = "CREATE ON DATABASE" if "database" in told else "ALL ON SCHEMA galpi"
        english, korean = (part.format(told=told, needed=needed) for part in _refused(error))
        raise StoreError(f"the store {name} {english}", f"저장소({name}){korean}") from error


def _refused(error: psycopg.Error) -> tuple[str, str]:
    match error:
        case errors.InsufficientPrivilege():
            return _DENIED
        case errors.ReadOnlySqlTransaction():
            return _READ_ONLY
        case errors.UndefinedTable() | errors.UndefinedColumn() | errors.InvalidSchemaName():
            return _NO_TABLE
        case errors.DiskFull():
            return _FULL
        case errors.LockNotAvailable() | errors.DeadlockDetected() | errors.QueryCanceled():
            return _BUSY
        case errors.SerializationFailure():  # also: a replica had to give up an older state
            return _OUTRUN
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return _LOST
    return _FAILED


def one_line(error: BaseException) -> str:
    r"""The first line that says something, without what libpq puts before it.

    `connection failed: connection to server at "h", port 1 failed: refused\n\tIs …` -> `refused`
    """
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    first = re.sub(r"^(connection failed: )?(connection to server .*? failed: )?", "", first)
    return re.sub(r"^(FATAL|ERROR): +", "", first)
