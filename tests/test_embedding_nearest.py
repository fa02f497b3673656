"""Nearest neighbours, against brute force, and how vectors are spread."""

from collections.abc import Collection, Sequence

import numpy as np
import pytest
from conftest import toy_vectors
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding.codes import encoded, step, turned
from index.embedding.moments import Moments
from index.embedding.nearest import Cosines, Nearest, Shard
from index.embedding.vectors import Vectors, normalise

# Small whole numbers: products are exact, and many are equal.
NUMBERS = st.integers(-2, 2)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=6)  # of a content


def brute_force(
    contents: Sequence[int], vectors: Vectors, query: Vectors, allowed: Collection[int]
) -> dict[int, float]:
    best: dict[int, float] = {}
    for content, score in zip(contents, (vectors @ query).tolist(), strict=True):
        if content in allowed:
            best[content] = max(score, best.get(content, score))
    return best


def first(scores: dict[int, float], k: int) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


def shard(contents: Sequence[int], vectors: Vectors) -> Shard:
    return Shard(np.array(contents, np.int64), *encoded(vectors))


def asker(contents: Sequence[int], vectors: Vectors, query: Vectors) -> tuple[Cosines, list[int]]:
    """And what it was asked for."""
    asked: list[int] = []

    def cosines(some: Collection[int]) -> dict[int, float]:
        asked.extend(some)
        return brute_force(contents, vectors, query, some)

    return cosines, asked


@settings(deadline=None)
@given(
    st.lists(ROWS, min_size=1, max_size=20),
    st.tuples(NUMBERS, NUMBERS, NUMBERS),
    st.integers(1, 30),
    st.booleans(),
    st.data(),
)
def test_search_is_brute_force(
    units: list[list[tuple[int, ...]]],
    query_row: tuple[int, ...],
    k: int,
    short: bool,
    data: st.DataObject,
) -> None:
    """Though rows and query are no longer than codes reach, or much longer."""
    contents = [3 * n + 7 for n, rows in enumerate(units) for _ in rows]
    rows = [row for rows in units for row in rows]
    vectors = np.array(rows, np.float32).reshape(-1, 3) / np.float32(8 if short else 1)
    query = np.array(query_row, np.float32)
    cut = data.draw(st.integers(0, len(rows)))
    cut = next((n for n in range(cut, len(rows)) if contents[n] != contents[n - 1]), 0)
    nearest = Nearest([shard(contents[:cut], vectors[:cut]), shard(contents[cut:], vectors[cut:])])
    cosines, _ = asker(contents, vectors, query)
    found = nearest.search(query, k, cosines)
    assert [*found.items()] == first(brute_force(contents, vectors, query, contents), k)
    allowed = data.draw(st.sets(st.sampled_from([*contents, 1])))  # 1 is no content
    found = nearest.search(query, k, cosines, np.array(sorted(allowed), np.int64))
    assert [*found.items()] == first(brute_force(contents, vectors, query, allowed), k)


def gathered(count: int, width: int = 384, common: float = 0) -> Vectors:
    """Of unit length, around a hundred centres, one entry larger by what all have in common."""
    random = np.random.default_rng(0)
    centres = random.standard_normal((100, width))
    rows = centres[random.integers(0, 100, count)] + random.standard_normal((count, width))
    rows[:, 5] += common
    return normalise(rows.astype(np.float32)).astype("<f2").astype(np.float32)


@pytest.mark.parametrize(("share", "common"), [(1, 0), (2, 0), (1, 20)])
def test_search_of_many_is_brute_force_and_compares_few(share: int, common: float) -> None:
    """Two units a content; half of the contents are allowed, or all. Some models make vectors that
    are alike in a few large entries.
    """
    vectors = gathered(20_010, common=common)
    vectors, queries = vectors[:-10], vectors[-10:]
    contents = [row // 2 for row in range(len(vectors))]
    nearest = Nearest([shard(contents[a : a + 8_000], vectors[a : a + 8_000])
                       for a in (0, 8_000, 16_000)])  # fmt: skip
    allowed = np.arange(0, 10_000, share)
    for query in queries:
        cosines, asked = asker(contents, vectors, query)
        found = nearest.search(query, 100, cosines, None if share == 1 else allowed)
        assert [*found.items()] == first(brute_force(contents, vectors, query, set(allowed)), 100)
        assert len(asked) == len(set(asked)) < 150


def test_codes_are_off_by_no_more_than_they_say() -> None:
    vectors = gathered(1_000)
    vectors[0] = turned(np.eye(384, dtype=np.float32))[:, 5]  # turned, it is one entry of 1
    assert encoded(vectors)[1] > 0.5
    assert encoded(gathered(1_000, common=20))[1] < 0.02
    for rows in (vectors, vectors[1:]):
        codes, error = encoded(rows)
        back = (codes.astype(np.float32) - 128) * step(384)
        assert error == pytest.approx(np.linalg.norm(turned(rows) - back, axis=1).max())
    assert codes.dtype == np.uint8 and error < 0.02


def test_what_faiss_makes_of_codes() -> None:
    """Scores of the codes themselves, up to the rounding of float32."""
    vectors = gathered(500)
    scores, rows = shard(range(500), vectors).top(vectors[7], 500, None)
    back = (encoded(vectors)[0].astype(np.float32) - 128) * step(384)
    np.testing.assert_allclose(scores, (back @ vectors[7])[rows], atol=1e-6)


def test_nothing_to_search() -> None:
    nearest = Nearest([shard([], np.zeros((0, 1), np.float32))])
    assert nearest.search(toy_vectors(["파드"])[0], 5, lambda contents: {}) == {}


def test_spread() -> None:
    vectors = toy_vectors(["파드", "서비스", "파드 서비스", "볼륨 볼륨"])
    query = toy_vectors(["파드"])[0]
    cosines = vectors @ query
    moments = Moments.of(vectors)
    assert moments.spread(query) == pytest.approx((cosines.mean(), cosines.std()), rel=1e-4)
    assert Moments.none().spread(query) == (0.0, 1.0)
    assert Moments.of(vectors[:1]).spread(query) == pytest.approx((1.0, 1e-6))


def test_spread_of_the_bundled_size() -> None:
    vectors = gathered(3_000)
    moments = Moments.of(vectors)
    for query in vectors[:10]:
        cosines = vectors.astype(np.float64) @ query
        assert moments.spread(query) == pytest.approx((cosines.mean(), cosines.std()), rel=1e-4)


def test_moments_are_the_same_in_whatever_order_they_came() -> None:
    """To the last bit, and so are those of what was taken away again."""
    vectors = gathered(3_000)
    some, others = Moments.of(vectors[:1_234]), Moments.of(vectors[1_234:])
    every = Moments.of(vectors[np.random.default_rng(1).permutation(3_000)])
    assert (others + some).to_bytes() == every.to_bytes()
    assert (every - others).to_bytes() == some.to_bytes()
    assert (some - some).to_bytes() == Moments.none().to_bytes()
    assert Moments.from_bytes(every.to_bytes()).to_bytes() == every.to_bytes()
    np.testing.assert_array_equal(Moments.from_bytes(every.to_bytes()).products, every.products)
