"""The probability that the notes answer, from the scores of what was read."""

from dataclasses import replace

import numpy as np
import pytest

from qa import Hit
from qa.confidence import ACROSS, BIAS, NEAR, SLOPE, USUAL, confidence, evidence
from qa.reader import Scores


def hit(near: float = 0.0) -> Hit:
    return Hit("글", 1.0, 1, "a.md", 0, 1, 1, 1, None, None, "", (), "", near=near)


def scores(*values: float) -> Scores:
    return np.array(values, np.float32)


def test_all_units_read_count() -> None:
    assert evidence([scores(0.0), scores(0.0, 0.0)]) == pytest.approx(np.log(3))
    assert evidence([scores(-1.0)]) == pytest.approx(-1.0)
    assert evidence([scores()]) == evidence([]) == -np.inf


def test_what_is_near_counts_where_it_was_read() -> None:
    logit = SLOPE * (1.0 + NEAR * 0.3) + BIAS
    expected = 1 / (1 + np.exp(-logit))
    read, unread = hit(0.3), hit(0.9)
    assert confidence("글?", [read, unread], [scores(1.0), scores()]) == pytest.approx(expected)
    assert confidence("글?", [hit(0.26)], [scores(1.0)]) < expected


def test_a_question_in_another_language_is_read_the_worse() -> None:
    asked, read = "what is it?", ([hit(0.3)], [scores(1.0)])
    logit = SLOPE * (1.0 + NEAR * 0.3 + ACROSS) + BIAS
    assert confidence(asked, *read) == pytest.approx(1 / (1 + np.exp(-logit)))
    english = replace(read[0][0], text="a text")
    assert confidence(asked, [english], read[1]) == confidence("글?", *read)


def test_another_model_says_nothing_of_how_near_it_is() -> None:
    assert confidence("글?", [hit()], [scores(1.0)]) == confidence(
        "글?", [hit(USUAL)], [scores(1.0)]
    )


def test_without_a_unit() -> None:
    assert confidence("글?", [], []) == confidence("글?", [hit()], [scores()]) == 0.0
    assert confidence("글?", [hit()], [scores(-2000.0)]) == 0.0
