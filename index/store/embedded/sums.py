"""The moments of all vectors, which lie in a row of their own."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress

from index.embedding.moments import Moments
from index.errors import StoreError
from index.language import Text
from index.store.checksums import is_sound
from index.store.embedded.blocks import SIZE, damaged, rows_of


def load(connection: sqlite3.Connection) -> Moments:
    """Raises StoreError when they are not what was written."""
    row = connection.execute("SELECT moments, checksum FROM sums").fetchone()
    if row is None:
        return Moments.none()
    if not is_sound(*row):
        raise damaged("the sums of the vectors", "벡터의 합")
    return Moments.from_bytes(row[0])


def save(connection: sqlite3.Connection, moments: Moments) -> None:
    numbers = moments.to_bytes()
    connection.execute("DELETE FROM sums")
    connection.execute("INSERT INTO sums VALUES (?, ?)", (numbers, zlib.crc32(numbers)))


def differing(connection: sqlite3.Connection) -> Iterator[Text]:
    """Whether they are not those of the contents."""
    (last,) = connection.execute("SELECT max(id) FROM contents").fetchone()
    found = Moments.none()
    for block in range((last or 0) // SIZE + 1):
        found += Moments.of_rows((row.units, row.vectors) for row in rows_of(connection, block))
    with suppress(StoreError):
        if load(connection).to_bytes() == found.to_bytes():
            return
    yield Text("the sums of the vectors are not what these say", "벡터의 합이 벡터와 다릅니다")
