"""Nearest neighbours, against brute force."""

import zlib
from collections.abc import Collection

import numpy as np
import pytest
from conftest import toy_vectors
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StoreError
from index.nearest import Nearest
from index.store import Store
from index.vectors import Vectors

# Small whole numbers: products are exact, and many are equal.
NUMBERS = st.integers(-2, 2)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=80)


def brute_force(
    ids: list[int], vectors: Vectors, query: Vectors, k: int, allowed: Collection[int]
) -> list[tuple[int, float]]:
    scores = (vectors @ query).tolist()
    pairs = [(i, score) for i, score in zip(ids, scores, strict=True) if i in allowed]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]


@settings(deadline=None)
@given(ROWS, st.tuples(NUMBERS, NUMBERS, NUMBERS), st.integers(1, 100), st.data())
def test_search_is_brute_force(
    rows: list[tuple[int, ...]], query_row: tuple[int, ...], k: int, data: st.DataObject
) -> None:
    ids = [3 * n + 7 for n in range(len(rows))]
    vectors, query = np.array(rows, np.float32), np.array(query_row, np.float32)
    nearest = Nearest(np.array(ids, np.int64), vectors)
    assert nearest.search(query, k) == brute_force(ids, vectors, query, k, ids)
    allowed = data.draw(st.sets(st.sampled_from([*ids, 1])))  # 1 is no content
    assert nearest.search(query, k, allowed) == brute_force(ids, vectors, query, k, allowed)


def test_search_of_the_bundled_size_is_brute_force() -> None:
    random = np.random.default_rng(0)
    vectors = random.standard_normal((1_000, 512)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    nearest = Nearest(np.arange(1_000), vectors)
    for query in vectors[:10]:
        found = nearest.search(query, 100)
        expected = brute_force(list(range(1_000)), vectors, query, 100, range(1_000))
        assert [content for content, _ in found] == [content for content, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-6)


def test_cosines_and_spread() -> None:
    vectors = toy_vectors(["파드", "서비스", "파드 서비스", "볼륨 볼륨"])
    nearest = Nearest(np.array([2, 3, 5, 8]), vectors)
    query = toy_vectors(["파드"])[0]
    assert nearest.cosines(query, [5, 2]) == pytest.approx({5: 0.5**0.5, 2: 1.0})
    assert nearest.cosines(query, []) == {}
    cosines = vectors @ query
    assert nearest.spread(query) == pytest.approx((cosines.mean(), cosines.std()), rel=1e-6)


def test_spread_of_one_vector_is_not_zero() -> None:
    vectors = toy_vectors(["파드"])
    assert Nearest(np.array([1]), vectors).spread(vectors[0]) == pytest.approx((1.0, 1e-6))


def add(store: Store, content: int, vector: Vectors) -> None:
    blob = vector.astype("<f4").tobytes()
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO contents VALUES (?, ?, 1, 1, ?, ?)",
            (content, str(content), blob, zlib.crc32(blob)),
        )


def test_load(store: Store) -> None:
    pod, service = toy_vectors(["파드", "서비스"])
    add(store, 9, pod)
    add(store, 4, service)
    nearest = Nearest.load(store.connection)
    assert nearest.ids.tolist() == [4, 9]
    assert nearest.search(pod, 5) == [(9, 1.0), (4, 0.0)]


@pytest.mark.parametrize(
    "damage", ["vector = zeroblob(12)", "checksum = checksum + 1", "vector = x''"]
)
def test_a_damaged_vector_is_refused(store: Store, damage: str) -> None:
    pod, service = toy_vectors(["파드", "서비스"])
    add(store, 1, pod)
    add(store, 2, service)
    with store.writing() as connection:
        connection.execute(f"UPDATE contents SET {damage} WHERE id = 2")
    with pytest.raises(StoreError) as error:
        Nearest.load(store.connection)
    assert str(error.value) == "the vector of content 2 is damaged; rebuild: galpi sync --rebuild"


def test_an_empty_store(store: Store) -> None:
    nearest = Nearest.load(store.connection)
    query = toy_vectors(["파드"])[0]
    assert nearest.search(query, 5) == []
    assert nearest.cosines(query, []) == {}
    assert nearest.spread(query) == (0.0, 1.0)
