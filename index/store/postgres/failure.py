"""What an error of PostgreSQL means, in one line with the way out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from index.errors import StoreError

_KEPT = "the state of the last sync is kept"


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Raises StoreError for what the server, or the way to it, refuses inside."""
    try:
        yield
    except psycopg.Error as error:
        raise StoreError(f"the store {name} {_refused(error)}") from error


def _refused(error: psycopg.Error) -> str:
    told = one_line(error)
    match error:
        case errors.InsufficientPrivilege():
            needed = "CREATE ON DATABASE" if "database" in told else "ALL ON SCHEMA galpi"
            return (
                f"does not let this user do that ({told}); ask its owner: GRANT {needed}, and of "
                f"what is in it"
            )
        case errors.ReadOnlySqlTransaction():
            return f"only lets us read ({told}); a replica? Give the primary with --store"
        case errors.UndefinedTable() | errors.UndefinedColumn() | errors.InvalidSchemaName():
            return f"lacks a table of galpi ({told}); make it anew: galpi sync"
        case errors.DiskFull():
            return f"failed ({told}); {_KEPT}. Free some space on the server"
        case errors.LockNotAvailable() | errors.DeadlockDetected() | errors.QueryCanceled():
            return f"is busy ({told}); {_KEPT}, try again"
        case errors.SerializationFailure():  # also: a replica had to give up an older state
            return f"is busy ({told}); try again"
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return f"lost its connection ({told}); {_KEPT}, try again when the server is back"
    return f"failed ({told}); {_KEPT}, else see galpi doctor"


def one_line(error: BaseException) -> str:
    r"""The first line that says something, without what libpq puts before it.

    `connection failed: connection to server at "h", port 1 failed: refused\n\tIs …` -> `refused`
    """
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    first = re.sub(r"^(connection failed: )?(connection to server .*? failed: )?", "", first)
    return re.sub(r"^(FATAL|ERROR): +", "", first)
