"""Nearest neighbours, against brute force."""

import zlib
from collections.abc import Collection, Sequence

import numpy as np
import pytest
from conftest import toy_vectors
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding.moments import Moments
from index.embedding.nearest import Nearest
from index.embedding.vectors import Vectors
from index.errors import StoreError

# Small whole numbers: products are exact, and many are equal.
NUMBERS = st.integers(-2, 2)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=6)  # of a content


def brute_force(
    contents: Sequence[int], vectors: Vectors, query: Vectors, k: int, allowed: Collection[int]
) -> list[tuple[int, float]]:
    best: dict[int, float] = {}
    for content, score in zip(contents, (vectors @ query).tolist(), strict=True):
        if content in allowed:
            best[content] = max(score, best.get(content, score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


@settings(deadline=None)
@given(
    st.lists(ROWS, min_size=1, max_size=20),
    st.tuples(NUMBERS, NUMBERS, NUMBERS),
    st.integers(1, 30),
    st.data(),
)
def test_search_is_brute_force(
    units: list[list[tuple[int, ...]]], query_row: tuple[int, ...], k: int, data: st.DataObject
) -> None:
    contents = [3 * n + 7 for n, rows in enumerate(units) for _ in rows]
    rows = [row for rows in units for row in rows]
    vectors = np.array(rows, np.float32).reshape(-1, 3)
    query = np.array(query_row, np.float32)
    nearest = Nearest(np.array(contents, np.int64), vectors)
    assert nearest.search(query, k) == brute_force(contents, vectors, query, k, contents)
    allowed = data.draw(st.sets(st.sampled_from([*contents, 1])))  # 1 is no content
    assert nearest.search(query, k, allowed) == brute_force(contents, vectors, query, k, allowed)


def test_search_of_the_bundled_size_is_brute_force() -> None:
    random = np.random.default_rng(0)
    vectors = random.standard_normal((1_000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    nearest = Nearest(np.arange(1_000), vectors)
    for query in vectors[:10]:
        found = nearest.search(query, 100)
        expected = brute_force(list(range(1_000)), vectors, query, 100, range(1_000))
        assert [content for content, _ in found] == [content for content, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-6)


def test_cosines_and_spread() -> None:
    vectors = toy_vectors(["파드", "서비스", "파드 서비스", "볼륨 볼륨"])
    nearest = Nearest(np.array([2, 5, 5, 8]), vectors)
    query = toy_vectors(["파드"])[0]
    cosines = nearest.cosines(query, [5, 2, 3])
    assert {content: of.tolist() for content, of in cosines.items()} == {
        5: [0.0, pytest.approx(0.5**0.5)],
        2: [1.0],
        3: [],
    }
    all_cosines = vectors @ query
    assert nearest.spread(query) == pytest.approx((all_cosines.mean(), all_cosines.std()), rel=1e-6)


def test_spread_of_one_vector_is_not_zero() -> None:
    vectors = toy_vectors(["파드"])
    assert Nearest(np.array([1]), vectors).spread(vectors[0]) == pytest.approx((1.0, 1e-6))


def test_moments_that_were_added_and_taken_away() -> None:
    """Spread is that of the vectors there are, whatever was there before."""
    random = np.random.default_rng(0)
    vectors = random.standard_normal((90, 5)).astype(np.float32)
    kept, gone = Moments.of(vectors[:60]), Moments.of(vectors[60:])
    moments = Moments.from_bytes((Moments.none() + kept + gone - gone).to_bytes())
    query = vectors[0] / np.linalg.norm(vectors[0])
    expected = Nearest(np.arange(60), vectors[:60]).spread(query)
    assert moments.spread(query) == pytest.approx(expected, rel=1e-5)
    assert (kept + gone - gone - kept).spread(query) == Moments.none().spread(query) == (0.0, 1.0)


def row(content: int, *vectors: Vectors) -> tuple[int, int, bytes, int]:
    blob = b"".join(vector.astype("<f2").tobytes() for vector in vectors)
    return content, len(vectors), blob, zlib.crc32(blob)


def test_of_rows() -> None:
    pod, service = toy_vectors(["파드", "서비스"])
    nearest = Nearest.of([row(4, service, pod), row(5), row(9, pod)])
    assert nearest.contents.tolist() == [4, 4, 9]
    assert nearest.search(service, 5) == [(4, 1.0), (9, 0.0)]


@pytest.mark.parametrize("damage", [{2: bytes(6)}, {3: 1}, {2: b""}], ids=str)
def test_a_damaged_vector_is_refused(damage: dict[int, object]) -> None:
    pod, service = toy_vectors(["파드", "서비스"])
    damaged = tuple(damage.get(place, value) for place, value in enumerate(row(2, service)))
    with pytest.raises(StoreError) as error:
        Nearest.of([row(1, pod), damaged])  # type: ignore[list-item]
    assert str(error.value) == "the vectors of content 2 are damaged; rebuild: galpi sync --rebuild"


def test_no_rows() -> None:
    nearest = Nearest.of([])
    query = toy_vectors(["파드"])[0]
    assert nearest.search(query, 5) == []
    assert nearest.cosines(query, []) == {}
    assert nearest.spread(query) == (0.0, 1.0)
