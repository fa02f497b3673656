"""Digests by which the store tells what it holds from what was written."""

import zlib
from collections.abc import Iterable


def sum_of_words(counts: Iterable[tuple[str, int]]) -> int:
    """CRC-32 over (term, count), in whatever order they come."""
    return zlib.crc32(
        "\0".join(f"{term}\t{count}" for term, count in sorted(counts, key=str)).encode()
    )
