"""Calibration: the fit, what it is judged by, and how the store keeps it."""

import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from conftest import ToyModel, write_notes

from index.errors import QuestionError
from index.store import Store
from index.store.sync import sync
from qa import Notebook
from qa.calibration import Calibration, load, save
from qa.evaluation.fitting import fit, judge, try_out
from qa.evaluation.outcomes import calibrate
from qa.evaluation.questions import Question

REDIS = "# 1장 레디스\n\n레디스의 기본 포트는 6379다. 데이터를 메모리에 둔다.\n"
PORT = "레디스의 기본 포트는?"
OWN = Calibration(slope=0.5, bias=-1.0)


def sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


@pytest.fixture
def notebook(notes: Path) -> Iterator[Notebook]:
    write_notes(notes, {"레디스.md": REDIS})
    with closing(Notebook.open(notes)) as notebook:
        yield notebook


def test_apply() -> None:
    assert OWN.apply(0.5) == pytest.approx(sigmoid(-1.0))
    assert Calibration(1.0, 0.0).apply([0.25, 0.9]) == pytest.approx([0.25, 0.9])
    edges = Calibration(1000.0, 0.0).apply([0.0, 1.0])
    assert edges.tolist() == [0.0, 1.0]


def test_fit_by_hand() -> None:
    # With n of each on either side, Platt's targets are (n + 1) / (n + 2) and 1 / (n + 2), and
    # the line goes through their logits, log(n + 1) and -log(n + 1).
    confidences = np.array([sigmoid(2.0)] * 10 + [sigmoid(-2.0)] * 10)
    found = fit(confidences, np.arange(20) < 10)
    assert (found.slope, found.bias) == pytest.approx((math.log(11) / 2, 0.0), abs=1e-6)


def test_fit_gives_both_kinds_the_same_weight() -> None:
    confidences = np.array([sigmoid(1.0)] * 90 + [sigmoid(-3.0)] * 10)
    found = fit(confidences, np.arange(100) < 90)
    ends = [found.slope * logit + found.bias for logit in (1.0, -3.0)]
    assert ends == pytest.approx([math.log(91), -math.log(11)], abs=1e-6)


def test_fit_finds_the_line_that_the_truth_was_drawn_from() -> None:
    draw = np.random.default_rng(0)
    logits = draw.normal(0, 2, 20_000)
    truth = draw.uniform(size=20_000) < 1 / (1 + np.exp(-2.0 * logits))
    found = fit(1 / (1 + np.exp(-logits)), truth)
    assert (found.slope, found.bias) == pytest.approx((2.0, 0.0), abs=0.1)


def test_fit_where_nothing_is_to_be_told() -> None:
    found = fit(np.full(20, 0.3), np.arange(20) < 10)
    assert found.apply(0.3) == pytest.approx(0.5)


def test_judge() -> None:
    found = judge(np.array([0.8, 0.4, 0.5, 0.1]), np.array([True, True, False, False]))
    assert (found.false_answers, found.false_refusals) == (0.5, 0.5)
    assert found.log_loss == pytest.approx(-np.log([0.8, 0.4, 0.5, 0.9]).mean())
    found = judge(np.array([0.8, 0.8, 0.8, 0.4]), np.array([True, True, True, False]))
    assert found.log_loss == pytest.approx(-np.log([0.8, 0.6]).mean())


def test_try_out() -> None:
    answerable = [True] * 20 + [False] * 20
    shifted = [sigmoid(number / 10) for number in [*range(20, 40), *range(20)]]
    trial = try_out(shifted, answerable)
    assert (trial.before.false_answers, trial.after.false_answers) == (1.0, 0.05)
    assert trial.helps
    assert (trial.answerable, trial.unanswerable) == (20, 20)
    assert trial.to_dict()["saved"] is True
    assert not try_out(shifted, answerable[::-1]).helps
    noise = np.random.default_rng(0).uniform(0.45, 0.55, 40).tolist()
    assert not try_out(noise, [True, False] * 20).helps


def test_too_few_questions() -> None:
    with pytest.raises(QuestionError) as error:
        try_out([0.5] * 22, [True] * 13 + [False] * 9)
    assert str(error.value) == (
        "13 answerable and 9 unanswerable questions; calibration needs at least 10 of each, "
        "add some to the file"
    )


def test_the_store_keeps_it(store: Store, notes: Path, toy: ToyModel) -> None:
    write_notes(notes, {"a.md": "파드\n"})
    sync(notes, store, toy)
    assert load(store, toy) is None
    save(store, toy, OWN)
    assert load(store, toy) == OWN
    write_notes(notes, {"b.md": "서비스\n"})
    sync(notes, store, toy)
    assert load(store, toy) == OWN
    sync(notes, store, toy, rebuild=True)
    assert load(store, toy) == OWN
    save(store, toy, None)
    assert load(store, toy) is None


def test_another_model_drops_it(
    store: Store, toy: ToyModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store, toy, OWN)
    assert load(store, ToyModel("other")) is None
    monkeypatch.setattr("qa.calibration.SLOPE", 2.0)
    assert load(store, toy) is None


def test_a_notebook_heeds_it(notebook: Notebook) -> None:
    shipped = notebook.ask(PORT)
    assert shipped.found
    save(notebook.store, notebook.model, Calibration(1.0, -50.0))
    changed = notebook.ask(PORT)
    assert not changed.found
    assert changed.confidence < 1e-6
    notebook.calibrated = False
    assert notebook.ask(PORT).confidence == shipped.confidence


def test_a_second_calibration_starts_from_the_shipped_confidence(notebook: Notebook) -> None:
    asked = [Question(PORT, ("레디스.md",), None)] * 10
    asked += [Question("화성의 위성은 몇 개?", (), None)] * 10
    first = calibrate(notebook, asked)
    save(notebook.store, notebook.model, first.calibration)
    assert calibrate(notebook, asked) == first
    assert notebook.calibrated
    assert notebook.ask(PORT).confidence == pytest.approx(11 / 12, abs=1e-3)
