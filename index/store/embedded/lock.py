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

from index.store.refusals import in_use


@contextmanager
def write_lock(database: Path) -> Iterator[None]:
    """Raises StoreLocked at once, with who has it. A thread of this process counts as another."""
    path = database.with_suffix(".lock")
    lock = FileLock(path, timeout=0, is_singleton=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise in_use(database, holder(path)) from error
    try:
        path.write_text(json.dumps(_me()), encoding="utf-8")
        yield
    finally:
        lock.release()


def holder(path: Path) -> str:
    """`process 7 on host, since 15:04:05`; empty when the file does not say."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"process {found['pid']} on {found['host']}, since {found['since']}"
    return ""


def _me() -> dict[str, str | int]:
    return {"pid": os.getpid(), "host": platform.node(), "since": time.strftime("%H:%M:%S")}
