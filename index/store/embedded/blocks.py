"""What a question looks through: contents with neighbouring numbers, a block of them in a row, and
the postings of a term in such a block.

Both are made of the contents of the block alone, so that an edit costs the blocks it touches, and
whoever makes them anew gets the same.
"""

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from index.embedding.codes import encoded
from index.embedding.vectors import Vectors
from index.errors import StoreError
from index.language import Text
from index.store.checksums import is_sound, read
from index.store.engine import Stated
from index.words.bm25 import Held

SIZE = 256  # contents of a block at most, as `place` has a byte
_POSTING = np.dtype([("place", "u1"), ("count", "<u2")])  # place: within the block
_MOST = 65_535  # as often as a posting can tell

Postings = Mapping[str, bytes]  # of one block


class Block(NamedTuple):
    """A row of `blocks`: numbers of the contents, how many vectors and words each has, the codes
    of the vectors, and how far off these are at most.
    """

    id: int
    checksum: int
    error: float
    contents: bytes
    units: bytes
    lengths: bytes
    codes: bytes

    def is_sound(self) -> bool:
        try:
            return _checksum(*self[2:]) == self.checksum
        except (TypeError, ValueError):
            return False


class Row(NamedTuple):
    """A content, as far as it is looked through."""

    id: int
    units: int
    vectors: bytes
    length: int
    words: Sequence[tuple[str, Sequence[int]]]  # as in `Content`


def rows_of(connection: sqlite3.Connection, block: int) -> list[Row]:
    """Raises StoreError when they are not what was written."""
    query = (
        "SELECT id, units, vectors, checksum, length, words, words_checksum FROM contents "
        "WHERE id BETWEEN ? AND ? ORDER BY id"
    )
    bounds = (block * SIZE, block * SIZE + SIZE - 1)
    return [_row(*values) for values in connection.execute(query, bounds)]


def _row(
    id: int, units: int, vectors: bytes, checksum: int, length: int, words: bytes, sum_: int
) -> Row:
    check_vectors(id, units, vectors, checksum)
    stated = read(words) if is_sound(words, sum_) else []
    if sum(len(parts) for _, parts in stated) != length:
        raise _damaged_words(id)
    return Row(id, units, vectors, length, stated)


def words_of(content: int, words: bytes) -> Stated:
    try:
        return dict(read(words))
    except (ValueError, AttributeError) as error:
        raise _damaged_words(content) from error


def check_vectors(content: int, units: object, vectors: object, checksum: object) -> None:
    """Raises StoreError when they are not what was written: so many float16 rows."""
    if isinstance(units, int) and isinstance(vectors, bytes):
        if is_sound(vectors, checksum) and len(vectors) % max(2 * units, 1) == 0:
            return
    raise damaged(f"the vectors of content {content}", f"조각 {content}의 벡터")


def damaged(what: str, korean: str) -> StoreError:
    return StoreError(
        f"{what} are damaged; rebuild: galpi sync --rebuild",
        f"저장소가 망가졌습니다({korean}). 다시 만드세요: galpi sync --rebuild",
    )


def _damaged_words(content: int) -> StoreError:
    return damaged(f"the words of content {content}", f"조각 {content}의 낱말")


def _damaged_postings() -> StoreError:
    return damaged("postings", "낱말 목록")


def block_of(block: int, rows: Sequence[Row]) -> Block:
    numbers = np.array([(row.id, row.units, row.length) for row in rows], "<u4").T
    codes, error = encoded(vectors_of(rows))
    parts = (error, *(column.tobytes() for column in numbers), codes.tobytes())
    return Block(block, _checksum(*parts), *parts)


def vectors_of(rows: Sequence[Row]) -> Vectors:
    """(n, d) float32."""
    count = sum(row.units for row in rows)
    vectors = np.frombuffer(b"".join(row.vectors for row in rows), "<f2").astype(np.float32)
    return vectors.reshape(count, -1) if count else np.zeros((0, 1), np.float32)


def _checksum(error: float, *parts: bytes) -> int:
    found = zlib.crc32(np.float64(error).tobytes())
    for part in parts:
        found = zlib.crc32(part, found)
    return found


def postings_of(rows: Sequence[Row], wanted: Collection[str] | None = None) -> Postings:
    """Of the wanted terms that any of the contents has; None wants all."""
    held: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        for term, parts in row.words:
            if wanted is None or term in wanted:
                held[term].append((row.id % SIZE, min(len(parts), _MOST)))
    return {term: np.array(found, _POSTING).tobytes() for term, found in held.items()}


def unpacked(rows: Sequence[tuple[int, bytes]], known: int) -> Held:
    """Contents and counts of a term, from its blocks in their order. Raises StoreError when they
    are no postings, or of contents with numbers above those that are known.
    """
    try:
        packed = np.frombuffer(b"".join(blob for _, blob in rows), _POSTING)
        sizes = [len(blob) // _POSTING.itemsize for _, blob in rows]
        blocks = np.repeat(np.array([block for block, _ in rows], np.int64), sizes)
        contents = blocks * SIZE + packed["place"]
    except (TypeError, ValueError) as error:
        raise _damaged_postings() from error
    if contents.max(initial=-1) > known:
        raise _damaged_postings()
    return Held(contents, packed["count"].astype(np.int64))


def write(connection: sqlite3.Connection, block: int, terms: Collection[str]) -> None:
    """The block anew, with the postings of these terms."""
    rows = rows_of(connection, block)
    connection.execute("DELETE FROM blocks WHERE id = ?", (block,))
    if rows:
        made = block_of(block, rows)
        connection.execute("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?)", made)
    postings = postings_of(rows, terms)
    connection.executemany(
        "INSERT OR REPLACE INTO postings VALUES (?, ?, ?)",
        ((term, block, packed) for term, packed in sorted(postings.items())),
    )
    connection.executemany(
        "DELETE FROM postings WHERE term = ? AND block = ?",
        ((term, block) for term in sorted(set(terms) - postings.keys())),
    )


def differing(connection: sqlite3.Connection) -> Iterator[Text]:
    """Blocks that are not as their contents make them."""
    written: dict[int, int] = defaultdict(int)
    for term, block, packed in connection.execute("SELECT term, block, packed FROM postings"):
        written[block] += _digest(term, packed)
    blocks = {id for (id,) in connection.execute("SELECT id FROM blocks")}
    blocks |= {id for (id,) in connection.execute(f"SELECT DISTINCT id / {SIZE} FROM contents")}
    for block in sorted(blocks | written.keys()):
        rows = rows_of(connection, block)
        made = [block_of(block, rows)] if rows else []
        stored = connection.execute("SELECT * FROM blocks WHERE id = ?", (block,)).fetchall()
        postings = sum(_digest(*posting) for posting in postings_of(rows).items())
        if stored != made or postings != written[block]:
            english = f"what is held of block {block} is not what its contents say"
            yield Text(english, f"블록 {block}에 담긴 것이 내용과 다릅니다")


def _digest(term: str, packed: object) -> int:
    """To be added up in any order."""
    return zlib.crc32(f"{term}\0{packed!r}".encode())
