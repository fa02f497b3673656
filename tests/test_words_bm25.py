"""BM25, computed by hand."""

import math
from collections.abc import Iterable, Mapping

import pytest

from index.words.bm25 import Alternatives, Match, Words

WORDS = Words.of({1: 2, 2: 4, 3: 6})  # lengths
POSTINGS = {"파드": {1: 1, 3: 2}, "죽": {2: 1}}


def match(
    question: Iterable[str],
    alternatives: Alternatives | None = None,
    more: Mapping[str, dict[int, int]] = {},  # noqa: B006  # never changed
) -> Match:
    held = {**POSTINGS, **more}
    return WORDS.match(lambda term: held.get(term, {}), question, alternatives)


def test_count_and_mean_length() -> None:
    assert WORDS == Words(count=3, mean_length=4.0)


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
    assert found.scores == pytest.approx(
        {
            1: rarity["파드"] * 1 / 1.72 / most,
            2: rarity["죽"] * 1 / 1.90 / most,
            3: rarity["파드"] * 2 / 3.08 / most,
        },
        rel=1e-12,
    )


def test_nothing_asked_and_nothing_found() -> None:
    assert match([]) == Match({}, {})
    assert match(["볼륨"]).scores == {}


def test_an_empty_store() -> None:
    words = Words.of({})
    assert words == Words(count=0, mean_length=1.0)
    assert words.match(lambda term: {}, ["파드"]) == Match({}, {"파드": math.log(2)})


def test_an_unknown_word_is_found_by_its_halves() -> None:
    found = match(["로드밸런서"], more={"로드": {2: 1}, "밸런서": {2: 1}})
    assert found.scores == {2: pytest.approx(1 / 1.9)}
    assert found.share(["로드", "밸런서"]) == 1.0
    assert found.share(["로드"]) == 0.0


def test_a_phrase_counts_in_the_place_of_its_term_once() -> None:
    found = match(["파드"], {"파드": {("죽",): 0.5}})
    rarity = math.log(1 + 0.5 / 3.5)  # all three hold it, in one form or the other
    assert found.rarity == {"파드": pytest.approx(rarity)}
    assert found.scores == {
        1: pytest.approx(1 / 1.72),
        2: pytest.approx(0.5 / 1.9),
        3: pytest.approx(2 / 3.08),
    }


def test_a_phrase_is_held_as_often_as_its_scarcest_term() -> None:
    alternatives: Alternatives = {"volume": {("로드", "파드"): 0.5}}
    found = match(["volume"], alternatives, more={"로드": {3: 5, 2: 1}})
    assert found.scores == {3: pytest.approx(0.5 * 2 / 3.08)}
    assert found.rarity == {"volume": pytest.approx(math.log(1 + 2.5 / 1.5))}
    assert found.share(["로드", "파드"]) == 0.5


def test_weights_of_terms() -> None:
    found = match({"파드": 1.0, "죽": 0.3})
    rarity = {"파드": math.log(1.6), "죽": 0.3 * math.log(8 / 3)}
    assert found.rarity == pytest.approx(rarity)
    assert found.scores[2] == pytest.approx(rarity["죽"] / 1.9 / sum(rarity.values()))
    assert found.share(["죽"]) == pytest.approx(rarity["죽"] / sum(rarity.values()))
