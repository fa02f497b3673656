"""BM25, computed by hand."""

import math

import pytest

from index.store import Store
from index.words.bm25 import Match, Words


@pytest.fixture
def words(store: Store) -> Words:
    """파드 stands once in content 1 and twice in 3, 죽 once in 2."""
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO contents VALUES (?, ?, ?, 1, 0, x'', 0)",
            [(1, "a", 2), (2, "b", 4), (3, "c", 6)],
        )
        connection.executemany(
            "INSERT INTO words VALUES (?, ?, ?)", [("파드", 1, 1), ("파드", 3, 2), ("죽", 2, 1)]
        )
    return Words.load(store.connection)


def test_count_and_mean_length(words: Words) -> None:
    assert words == Words(count=3, mean_length=4.0)


def test_scores(words: Words, store: Store) -> None:
    """With K1 = 0.9 and B = 0.4, K1 (1 - B + B length / mean) is 0.72, 0.90 and 1.08."""
    match = words.match(store.connection, ["파드", "죽", "파드", "볼륨"])
    rarity = {
        "파드": math.log(1 + 1.5 / 2.5),
        "죽": math.log(1 + 2.5 / 1.5),
        "볼륨": math.log(1 + 3.5 / 0.5),
    }
    most = math.log(1.6 * 8 / 3 * 8)
    assert match.rarity == pytest.approx(rarity, rel=1e-12)
    assert match.scores == pytest.approx(
        {
            1: rarity["파드"] * 1 / 1.72 / most,
            2: rarity["죽"] * 1 / 1.90 / most,
            3: rarity["파드"] * 2 / 3.08 / most,
        },
        rel=1e-12,
    )


def test_nothing_asked_and_nothing_found(words: Words, store: Store) -> None:
    assert words.match(store.connection, []) == Match({}, {})
    assert words.match(store.connection, ["볼륨"]).scores == {}


def test_an_empty_store(store: Store) -> None:
    words = Words.load(store.connection)
    assert words == Words(count=0, mean_length=1.0)
    assert words.match(store.connection, ["파드"]) == Match({}, {"파드": math.log(2)})


def test_an_unknown_word_is_found_by_its_halves(words: Words, store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO words VALUES ('로드', 2, 1), ('밸런서', 2, 1)")
    match = words.match(store.connection, ["로드밸런서"])
    assert match.scores == {2: pytest.approx(1 / 1.9)}
    assert match.share(["로드", "밸런서"]) == 1.0
    assert match.share(["로드"]) == 0.0


def test_a_phrase_counts_in_the_place_of_its_term_once(words: Words, store: Store) -> None:
    match = words.match(store.connection, ["파드"], {"파드": {("죽",): 0.5}})
    rarity = math.log(1 + 0.5 / 3.5)  # all three hold it, in one form or the other
    assert match.rarity == {"파드": pytest.approx(rarity)}
    assert match.scores == {
        1: pytest.approx(1 / 1.72),
        2: pytest.approx(0.5 / 1.9),
        3: pytest.approx(2 / 3.08),
    }


def test_a_phrase_is_held_as_often_as_its_scarcest_term(words: Words, store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO words VALUES ('로드', 3, 5), ('로드', 2, 1)")
    match = words.match(store.connection, ["volume"], {"volume": {("로드", "파드"): 0.5}})
    assert match.scores == {3: pytest.approx(0.5 * 2 / 3.08)}
    assert match.rarity == {"volume": pytest.approx(math.log(1 + 2.5 / 1.5))}
    assert match.share(["로드", "파드"]) == 0.5


def test_weights_of_terms(words: Words, store: Store) -> None:
    match = words.match(store.connection, {"파드": 1.0, "죽": 0.3})
    rarity = {"파드": math.log(1.6), "죽": 0.3 * math.log(8 / 3)}
    assert match.rarity == pytest.approx(rarity)
    assert match.scores[2] == pytest.approx(rarity["죽"] / 1.9 / sum(rarity.values()))
    assert match.share(["죽"]) == pytest.approx(rarity["죽"] / sum(rarity.values()))
