"""What a process holds of one state of the store in memory, to answer from it."""

import sqlite3
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from index.embedding.nearest import Ids, Nearest, Shard
from index.store.embedded.blocks import Block, damaged
from index.store.embedded.sums import load
from index.store.engine import Scope
from index.words.bm25 import Words

_TOGETHER = 32  # blocks of a shard: as many are read again after an edit
_SCOPES = 16  # remembered, of what was asked last

_Version = list[tuple[int, int]]  # of blocks: which, and their checksums


class _Part(NamedTuple):
    """Some blocks that lie side by side."""

    version: _Version
    contents: Ids
    lengths: Ids
    shard: Shard


class Loaded:
    """Swapped when a newer state is read, as far as that is another."""

    def __init__(self) -> None:
        self._generation: str | None = None
        self._parts: dict[int, _Part] = {}

    def bring_up_to(self, connection: sqlite3.Connection) -> "Loaded":
        rows = connection.execute("SELECT value FROM settings WHERE name = 'generation'")
        (generation,) = rows.fetchone()
        if generation != self._generation:
            self._parts = self._renewed(connection)
            parts = list(self._parts.values())
            self.nearest = Nearest([part.shard for part in parts])
            contents = _joined([part.contents for part in parts])
            self.words = Words.of(contents, _joined([part.lengths for part in parts]))
            self.moments = load(connection)
            self.scopes: dict[Scope, Ids] = {}
            self._generation = generation
        return self

    def _renewed(self, connection: sqlite3.Connection) -> dict[int, _Part]:
        versions: dict[int, _Version] = defaultdict(list)
        for id, checksum in connection.execute("SELECT id, checksum FROM blocks ORDER BY id"):
            versions[id // _TOGETHER].append((id, checksum))
        return {
            place: known
            if (known := self._parts.get(place)) and known.version == version
            else _part(connection, version)
            for place, version in versions.items()
        }

    def remember(self, scope: Scope, contents: Ids) -> Ids:
        if len(self.scopes) >= _SCOPES:
            self.scopes.clear()
        self.scopes[scope] = contents
        return contents


def _part(connection: sqlite3.Connection, version: _Version) -> _Part:
    """Raises StoreError when it is not what was written."""
    query = "SELECT * FROM blocks WHERE id BETWEEN ? AND ? ORDER BY id"
    bounds = (version[0][0], version[-1][0])
    blocks = [Block(*row) for row in connection.execute(query, bounds)]
    for block in blocks:
        if not block.is_sound():
            raise damaged(f"the codes of block {block.id}", f"묶음 {block.id}의 부호")
    contents, units, lengths = (
        np.frombuffer(b"".join(column), "<u4").astype(np.int64)
        for column in zip(*(block[3:6] for block in blocks), strict=True)
    )
    codes = np.frombuffer(b"".join(block.codes for block in blocks), np.uint8)
    rows = np.repeat(contents, units)
    codes = codes.reshape(len(rows), len(codes) // len(rows) if len(rows) else 1)
    error = max(block.error for block in blocks)
    return _Part(version, contents, lengths, Shard(rows, codes, error))


def _joined(columns: list[Ids]) -> Ids:
    return np.concatenate([np.zeros(0, np.int64), *columns])
