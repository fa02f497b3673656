"""What words of notes are asked for by."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding.rows import FOLDER as BUNDLED
from index.words.terms import asked, terms
from index.words.translation import (
    FILE,
    MOST,
    OCTAVE,
    TRUST,
    Question,
    Translation,
    bundled_translation,
)
from training.translation import Chances, learn, side, write


def test_a_text_is_the_likelier_the_more_of_its_words_are_asked_for() -> None:
    weights, usual = np.array([0.75, 0.25], np.float32), np.array([0.1, 0.2], np.float32)
    chances = np.array([[0.4, 0], [0.2, 0.1]], np.float32)
    question = Question({}, weights, usual, chances, {"락": 0, "mutex": 1})

    def likely(first: float, second: float) -> float:
        return float(weights @ np.log1p(TRUST * np.array([first, second]) / usual))

    # The heading has the one, the first unit nothing that is asked for, the second both of them.
    texts = [
        {"락": [1, 3], "mutex": [3], "그": [0, 2]},
        {},
        {"그": [2, 2]},
        {"그": [0]},
        {"락": [2]},
    ]
    (whole, units), *others = question.likenesses(texts)
    assert whole == pytest.approx(likely((0.4 + 0.4 + 0.2) / 5, 0.1 / 5), rel=1e-5)
    own = [likely(0.4 / 2, 0), likely((0.4 + 0.4 + 0.2) / 3, 0.1 / 3)]
    assert units == pytest.approx(own, rel=1e-5)
    assert [(whole, len(units)) for whole, units in others] == [
        *((0, 0), (0, 1), (0, 0)),
        (pytest.approx(likely(0.4, 0)), 1),
    ]
    assert question.likenesses([]) == []


def test_a_unit_has_the_words_of_its_heading_too() -> None:
    none = np.zeros(0, np.float32)
    question = Question({"락": 0.5, "시간": 0.3, "제한": 0.2}, none, none, none[:, None], {})
    assert question.share({"락": [1], "시간": [2], "제한": [3, 3, 0]}) == pytest.approx(0.8)
    assert question.share({"락": [0, 1], "제한": [0]}) == pytest.approx(0.5)
    assert question.share({"락": [1, 2], "시간": [2], "제한": [2]}) == pytest.approx(1)
    assert question.share({"모르는": [2]}) == 0


def test_chances_are_stored_by_their_logarithm() -> None:
    table = Translation(
        {"자물쇠": 0, "열쇠": 1}, {"락": 0, "키": 1}, np.array([0, 1, 3], np.int32),
        np.array([0, 0, 1], np.uint16), np.array([0, OCTAVE, 2 * OCTAVE], np.uint8),
        np.array([0.5, 0.25], np.float32),
    )  # fmt: skip
    question = table.of({"열쇠": 1.0, "자물쇠": 1.0, "모르는": 1.0})
    assert question.chances.tolist() == [[0.5, 1.0], [0.25, 0.0]]
    assert question.weights == pytest.approx([2 / 3, 1 / 3])  # log 4 to log 2, the rarer first
    nothing = table.of({"모르는": 1.0})
    assert nothing.likenesses([{"락": [2]}])[0][0] == 0
    assert nothing.rarity == {"모르는": 1}
    own = [np.log(4), np.log(2), np.log(4)]  # what nobody asked for is as rare as anything
    assert list(question.rarity.values()) == pytest.approx(np.array(own) / sum(own))


def test_of_a_long_question_the_rarest_terms_count() -> None:
    table = bundled_translation()
    long = table.of(dict.fromkeys([*table.asked][:100], 1.0))
    assert long.chances.shape == (len(table.said), MOST)
    assert long.weights.sum() == pytest.approx(1)
    assert long.usual.max() <= np.sort(table.usual[:100])[MOST]


def test_what_stands_together_asks_for_one_another() -> None:
    """Each word of a question is meant by one of the text, told apart by other pairs."""
    ours = ["빨강 사과", "빨강 포도", "파랑 사과"]
    theirs = ["red apple", "red grape", "blue apple"]
    found = learn(asking := side(ours, 1), said := side(theirs, 1), rounds=30)
    best: dict[str, tuple[float, str]] = {}
    for a, s, seen in zip(found.asked, found.said, found.seen, strict=True):
        best[asking.words[a]] = max(best.get(asking.words[a], (0, "")), (seen, said.words[s]))
    assert {word: best[word][1] for word in ("사과", "포도", "파랑")} == {
        "사과": "apple", "포도": "grape", "파랑": "blue",
    }  # fmt: skip


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    asking, said = side(["나 다", "다"], 1), side(["ab", "cd"], 1)
    ids = np.array([0, 1]), np.array([1, 0])
    found = Chances(*ids, np.array([0.5, 0.001]), np.array([2.0, 2.0]))
    assert write(asking, said, found, tmp_path / "table") == 1
    tensors = load_file(tmp_path / "table")
    assert tensors["starts"].tolist() == [0, 1, 1]
    assert (tensors["entries"].tolist(), tensors["steps"].tolist()) == ([1], [OCTAVE])
    assert tensors["usual"] == pytest.approx([2 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("자물쇠", "뮤텍스 락", "인덱스 스캔"),
        ("베끼기", "객체 복사", "객체 삭제"),
        ("how long do I keep it in the fridge?", "냉장고에 사흘 둔다", "창고에 사흘 둔다"),
    ],
)
def test_the_bundled_one_knows_everyday_words(question: str, right: str, wrong: str) -> None:
    likely = bundled_translation().of(asked(question).weights)
    first, second = terms([right, wrong])
    words = {word: [2] for word in first} | {word: [3] for word in second}
    words |= {word: [2, 3] for word in {*first} & {*second}}
    ((_, scores),) = likely.likenesses([words])
    assert scores[0] > scores[1] + 0.5


def test_all_that_ships_is_less_than_75_megabytes() -> None:
    files = [*BUNDLED.iterdir(), *FILE.parent.glob("*.safetensors"), *FILE.parent.glob("*.tsv")]
    assert sum(file.stat().st_size for file in files) < 75_000_000
