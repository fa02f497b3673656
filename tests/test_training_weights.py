"""The weights between what is known of passages and units, fitted."""

from pathlib import Path

import numpy as np
import pytest

from training.translation import pairs
from training.weights import fit, fit_confidence


def test_what_is_chosen_three_times_of_four_weighs_the_logarithm_of_three() -> None:
    one, other = np.array([[1], [0]], np.float32), np.array([[0], [1]], np.float32)
    first = np.array([True, False])
    assert fit([(one, first)] * 3 + [(other, first)], [1.0]) == pytest.approx([np.log(3)], abs=1e-3)
    # What has no right one says nothing.
    none = (np.array([[5], [0]], np.float32), np.array([False, False]))
    assert fit([none, (one, first), (other, first)], [1.0]) == pytest.approx([0], abs=1e-3)


def test_the_confidence_is_how_often_a_question_was_answered() -> None:
    rows = np.array([[1]] * 4 + [[0]] * 4, np.float32)
    answered = np.array([True, True, True, False, True, False, False, False])
    slope, bias = fit_confidence(rows, answered)
    assert (slope + bias, bias) == pytest.approx((np.log(3), -np.log(3)), abs=1e-3)


def test_a_table_without_the_questions_that_it_is_tried_on(tmp_path: Path) -> None:
    for name in ("A1", "A2"):
        (tmp_path / f"{name}.md").write_text(f"### {name}1 — 책\n\n락은 {name}이다.\n")
        asked = (
            f'{{"id": "{name}1", "q": "{name}?", "kind": "key", "answer": "락은 {name}이다."}}\n'
        )
        (tmp_path / f"{name}.jsonl").write_text(asked)
    assert [ask for ask, _ in pairs([], [tmp_path], {"A2"})] == ["A1?"]
