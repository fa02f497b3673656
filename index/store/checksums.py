"""Digests by which the store tells what it holds from what was written."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence


def digest_of_statements(statements: Sequence[str]) -> bytes:
    """Of all that is embedded of a content: equal ones have equal vectors."""
    joined = "\0".join([*statements, str(len(statements))])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).digest()


def sum_of_words(counts: Iterable[tuple[str, int]]) -> int:
    """CRC-32 over (term, count), in whatever order they come."""
    return zlib.crc32(
        "\0".join(f"{term}\t{count}" for term, count in sorted(counts, key=str)).encode()
    )
