"""How words are written down, and digests that tell what the store holds from what was written."""

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache


def written(words: Iterable[tuple[str, Sequence[int]]]) -> bytes:
    """Terms with the parts that have them, in whatever order they come."""
    return "\0".join(sorted(f"{term}\t{joined(parts)}" for term, parts in words)).encode()


def read(words: bytes) -> list[tuple[str, tuple[int, ...]]]:
    """What was written. Raises ValueError when it says nothing any more."""
    pairs = (pair.rpartition("\t") for pair in words.decode().split("\0") if pair)
    return [(term, numbers(parts)) for term, _, parts in pairs]


def joined(parts: Sequence[int]) -> str:
    return " ".join(map(str, parts))


@lru_cache(4096)  # most words stand in one unit
def numbers(joined: str) -> tuple[int, ...]:
    return tuple(map(int, joined.split(" ")))


def sum_of_words(words: Iterable[tuple[str, Sequence[int]]]) -> int:
    """CRC-32."""
    return zlib.crc32(written(words))


def is_sound(data: object, checksum: object) -> bool:
    """A bit in the head of a row makes a number or a text of bytes."""
    return isinstance(data, bytes) and zlib.crc32(data) == checksum
