"""How words are written down, and digests that tell what the store holds from what was written."""

import zlib
from collections.abc import Iterable


def written(counts: Iterable[tuple[str, int]]) -> bytes:
    """Terms with their counts, in whatever order they come."""
    return "\0".join(f"{term}\t{count}" for term, count in sorted(counts, key=str)).encode()


def read(words: bytes) -> list[tuple[str, int]]:
    """What was written. Raises ValueError when it says nothing any more."""
    pairs = (pair.rpartition("\t") for pair in words.decode().split("\0") if pair)
    return [(term, int(count)) for term, _, count in pairs]


def sum_of_words(counts: Iterable[tuple[str, int]]) -> int:
    """CRC-32."""
    return zlib.crc32(written(counts))


def is_sound(data: object, checksum: object) -> bool:
    """A bit in the head of a row makes a number or a text of bytes."""
    return isinstance(data, bytes) and zlib.crc32(data) == checksum
