"""What words of notes are asked for by."""

from collections import Counter
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
    question = Question(weights, usual, chances, {"락": 0, "mutex": 1})
    found = question.likeness({"락": 1, "mutex": 1, "그": 2})
    expected = 0.75 * np.log1p(TRUST * (0.6 / 4) / 0.1) + 0.25 * np.log1p(TRUST * (0.1 / 4) / 0.2)
    assert found == pytest.approx(expected, rel=1e-5)
    assert question.likeness({"그": 2}) == question.likeness({}) == 0


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
    assert nothing.likeness({"락": 1}) == 0


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
    scores = [likely.likeness(Counter(own)) for own in terms([right, wrong])]
    assert scores[0] > scores[1] + 0.5


def test_all_that_ships_is_less_than_75_megabytes() -> None:
    files = [*BUNDLED.iterdir(), *FILE.parent.glob("*.safetensors"), *FILE.parent.glob("*.tsv")]
    assert sum(file.stat().st_size for file in files) < 75_000_000
