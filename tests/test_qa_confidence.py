"""The probability that the notes answer, from the scores of what was read."""

from dataclasses import replace

import numpy as np
import pytest

from qa import Hit
from qa.confidence import ACROSS, BIAS, SLOPE, confidence, evidence
from qa.reader import Scores

HIT = Hit("글", 1.0, 1, "a.md", 0, 1, 1, 1, None, None, "", (), "")


def scores(*values: float) -> Scores:
    return np.array(values, np.float32)


def test_all_units_read_count() -> None:
    assert evidence([scores(0.0), scores(0.0, 0.0)]) == pytest.approx(np.log(3))
    assert evidence([scores(-1.0)]) == pytest.approx(-1.0)
    assert evidence([scores()]) == evidence([]) == -np.inf


def test_two_numbers_make_a_probability_of_the_scores() -> None:
    expected = 1 / (1 + np.exp(-(SLOPE * np.log(np.e + 1) + BIAS)))
    read = [scores(1.0), scores(0.0), scores()]
    assert confidence("글?", [HIT, HIT, HIT], read) == pytest.approx(expected)


def test_a_question_in_another_language_is_read_the_worse() -> None:
    asked, read = "what is it?", ([HIT], [scores(1.0)])
    logit = SLOPE * (1.0 + ACROSS) + BIAS
    assert confidence(asked, *read) == pytest.approx(1 / (1 + np.exp(-logit)))
    english = replace(read[0][0], text="a text")
    assert confidence(asked, [english], read[1]) == confidence("글?", *read)


def test_without_a_unit() -> None:
    assert confidence("글?", [], []) == confidence("글?", [HIT], [scores()]) == 0.0
    assert confidence("글?", [HIT], [scores(-2000.0)]) == 0.0
