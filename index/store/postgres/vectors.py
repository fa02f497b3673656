"""Vectors on their way to the server and back, and the nearest of them there."""

import struct
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import psycopg

from index.embedding.vectors import Vectors

# As many units are gone through one by one; a notebook with more gets an HNSW index (Malkov and
# Yashunin, 2016, arXiv:1603.09320).
EXACT_UNITS = 50_000
_DEPTH = 400  # units looked at for a hundred contents at first
_HEAD = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)


def copied(notebook: int, rows: Iterable[tuple[int, int, bytes]]) -> Iterator[bytes]:
    """Of (content, units, float16 rows), the table `units` in the form of COPY BINARY."""
    yield _HEAD
    for content, units, vectors in rows:
        if units:
            yield _tuples(notebook, content, np.frombuffer(vectors, "<f2").reshape(units, -1))
    yield struct.pack(">h", -1)


def _tuples(notebook: int, content: int, vectors: np.ndarray) -> bytes:
    """Each field is preceded by its length in bytes, and a vector by its width."""
    width = vectors.shape[1]
    rows = np.zeros(
        len(vectors),
        [
            ("fields", ">i2"), ("l1", ">i4"), ("notebook", ">i4"), ("l2", ">i4"),
            ("content", ">i8"), ("l3", ">i4"), ("place", ">i4"), ("l4", ">i4"),
            ("width", ">u2"), ("unused", ">u2"), ("vector", ">f2", (width,)),
        ],
    )  # fmt: skip
    rows["fields"] = 4
    rows["l1"], rows["l2"], rows["l3"], rows["l4"] = 4, 8, 4, 4 + 2 * width
    rows["notebook"], rows["content"], rows["place"] = notebook, content, range(len(vectors))
    rows["width"], rows["vector"] = width, vectors
    return rows.tobytes()


# The rows of a content as the server gives them, one after another, and back in our byte order.
SENT = "string_agg(substring(halfvec_send(vector) FROM 5), ''::bytea ORDER BY place)"


def received(sent: bytes | None) -> bytes:
    return np.frombuffer(sent or b"", ">f2").astype("<f2").tobytes()


def index_of(notebook: int, width: int | None = None) -> str:
    """Its name; without the width, what such names begin with."""
    return f"units_of_{notebook}_{'' if width is None else width}"


def of(notebook: int, width: int) -> str:
    """Which units an index has; while another model makes a notebook anew it has two widths."""
    return f"notebook = {notebook:d} AND vector_dims(vector) = {width:d}"


def nearest(
    connection: psycopg.Connection,
    notebook: int,
    query: Vectors,
    k: int,
    within: str,
    values: Mapping[str, object],
    exact: bool,
) -> dict[int, float]:
    """`within` is a condition over `content`, and `exact` whether to do without an index.

    What is near is told in half precision, as the index has it; the cosines are exact.
    """
    width, text = len(query), as_text(query)
    order = f"(vector::halfvec({width}) <#> %(half)s::halfvec({width}))"
    depth = max(_DEPTH, 4 * k)
    while True:
        rows = connection.execute(
            f"SELECT content, -(vector::vector <#> %(query)s::vector) FROM ("
            f"SELECT content, vector FROM units WHERE {of(notebook, width)} AND {within} "
            f"ORDER BY {order}{' + 0' if exact else ''} LIMIT {depth:d}) AS top",
            {"query": text, "half": text, **values},  # of two types
        ).fetchall()
        best: dict[int, float] = {}
        for content, cosine in rows:
            best[content] = max(cosine, best.get(content, cosine))
        if len(best) >= k or len(rows) < depth:
            return dict(sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k])
        depth *= 2


def as_text(vector: Vectors) -> str:
    return f"[{','.join(map(repr, vector.tolist()))}]"
