"""BM25, computed by hand."""

import math
from collections.abc import Iterable, Mapping

import numpy as np
import pytest

from index.words.bm25 import Alternatives, Held, Match, Words

WORDS = Words.of(np.array([1, 2, 3]), np.array([2, 4, 6]))  # contents and their lengths
POSTINGS = {"파드": {1: 1, 3: 2}, "죽": {2: 1}}


def match(
    question: Iterable[str],
    alternatives: Alternatives | None = None,
    more: Mapping[str, dict[int, int]] = {},  # noqa: B006  # never changed
) -> Match:
    held = {**POSTINGS, **more}
    return WORDS.match(lambda term: postings(held.get(term, {})), question, alternatives)


def postings(counts: Mapping[int, int]) -> Held:
    contents = np.array(sorted(counts), np.int64)
    return Held(contents, np.array([counts[content] for content in contents], np.int64))


def scores(found: Match) -> dict[int, float]:
    return found.of(range(4))


def test_count_and_mean_length() -> None:
    assert (WORDS.count, WORDS.mean_length) == (3, 4.0)


def test_scores() -> None:
    """With K1 = 0.9 and B = 0.4, K1 (1 - B + B length / mean) is 0.72, 0.90 and 1.08."""
    found = match(["파드", "죽", "파드", "볼륨"])
    rarity = {
        "파드": math.log(1 + 1.5 / 2.5),
        "죽": math.log(1 + 2.5 / 1.5),
        "볼륨": math.log(1 + 3.5 / 0.5),
    }
    most = math.log(1.6 * 8 / 3 * 8)
    assert found.rarity == pytest.approx(rarity, rel=1e-12)
    assert scores(found) == pytest.approx(
        {
            1: rarity["파드"] * 1 / 1.72 / most,
            2: rarity["죽"] * 1 / 1.90 / most,
            3: rarity["파드"] * 2 / 3.08 / most,
        },
        rel=1e-12,
    )


def test_nothing_asked_and_nothing_found() -> None:
    assert (scores(match([])), match([]).rarity) == ({}, {})
    assert scores(match(["볼륨"])) == {}


def test_an_empty_store() -> None:
    nothing = np.zeros(0, np.int64)
    words = Words.of(nothing, nothing)
    assert (words.count, words.mean_length) == (0, 1.0)
    found = words.match(lambda term: Held(nothing, nothing), ["파드"])
    assert (found.rarity, found.best(5)) == ({"파드": math.log(2)}, {})


def test_an_unknown_word_is_found_by_its_halves() -> None:
    found = match(["로드밸런서"], more={"로드": {2: 1}, "밸런서": {2: 1}})
    assert scores(found) == {2: pytest.approx(1 / 1.9)}
    assert found.share(["로드", "밸런서"]) == 1.0
    assert found.share(["로드"]) == 0.0


def test_a_phrase_counts_in_the_place_of_its_term_once() -> None:
    found = match(["파드"], {"파드": {("죽",): 0.5}})
    rarity = math.log(1 + 0.5 / 3.5)  # all three hold it, in one form or the other
    assert found.rarity == {"파드": pytest.approx(rarity)}
    assert scores(found) == {
        1: pytest.approx(1 / 1.72),
        2: pytest.approx(0.5 / 1.9),
        3: pytest.approx(2 / 3.08),
    }


def test_a_phrase_is_held_as_often_as_its_scarcest_term() -> None:
    alternatives: Alternatives = {"volume": {("로드", "파드"): 0.5}}
    found = match(["volume"], alternatives, more={"로드": {3: 5, 2: 1}})
    assert scores(found) == {3: pytest.approx(0.5 * 2 / 3.08)}
    assert found.rarity == {"volume": pytest.approx(math.log(1 + 2.5 / 1.5))}
    assert found.share(["로드", "파드"]) == 0.5


def test_weights_of_terms() -> None:
    found = match({"파드": 1.0, "죽": 0.3})
    rarity = {"파드": math.log(1.6), "죽": 0.3 * math.log(8 / 3)}
    assert found.rarity == pytest.approx(rarity)
    assert found.scores[2] == pytest.approx(rarity["죽"] / 1.9 / sum(rarity.values()))
    assert found.share(["죽"]) == pytest.approx(rarity["죽"] / sum(rarity.values()))


def test_the_best() -> None:
    """2 and 4 are equal, and 0 and 3 no contents."""
    words = Words.of(np.array([1, 2, 4, 5]), np.array([9, 2, 2, 9]))
    found = words.match(lambda term: postings({1: 1, 2: 3, 4: 3, 5: 2}), ["파드"])
    assert list(found.best(9)) == [2, 4, 5, 1]
    assert list(found.best(1)) == [2]
    assert list(found.best(3)) == [2, 4, 5]
    assert found.best(9, np.array([4, 1])) == found.of([4, 1])
    assert list(found.best(1, np.array([1, 5]))) == [5]
    assert found.best(9, np.array([3])) == found.best(9, np.zeros(0, np.int64)) == {}
