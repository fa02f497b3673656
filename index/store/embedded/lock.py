"""One writer at a time: a lock that the system takes back when its process dies, however it dies.

The lock file says who holds it. What it says after that is stale, and no lock.
"""

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreLocked


@contextmanager
def write_lock(database: Path) -> Iterator[None]:
    """Raises StoreLocked at once, with who has it. A thread of this process counts as another."""
    path = database.with_suffix(".lock")
    lock = FileLock(path, timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreLocked(
            f"another galpi{holder(path)} is writing {database}; "
            f"wait until it is done and try again",
            f"다른 galpi{holder(path)}가 {database}에 쓰고 있습니다. 끝난 뒤에 다시 해 주세요.",
        ) from error
    try:
        path.write_text(json.dumps(_me()), encoding="utf-8")
        yield
    finally:
        lock.release()


def holder(path: Path) -> str:
    """` (process 7 on host, since 15:04:05)`; empty when the file does not say."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(path.read_text(encoding="utf-8"))
        return f" (process {found['pid']} on {found['host']}, since {found['since']})"
    return ""


def _me() -> dict[str, str | int]:
    return {"pid": os.getpid(), "host": platform.node(), "since": time.strftime("%H:%M:%S")}
