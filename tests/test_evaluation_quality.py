"""The figures of the sample questions, which may not fall behind those in `figures.json`.

After a change for the better: `galpi eval data/questions.jsonl --json`, and write the new ones.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import DATA

from qa import Notebook
from qa.evaluation.measures import figures
from qa.evaluation.outcomes import evaluate
from qa.evaluation.questions import read_questions

FLOORS = json.loads(Path(__file__).with_name("figures.json").read_text(encoding="utf-8"))
LOWER_IS_BETTER = {"false answers", "false refusals"}
# Processors round the products of int8 differently, which may turn a question or two.
LEEWAY = 0.02


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, float]]:
    with closing(Notebook.open(DATA, tmp_path_factory.mktemp("store"))) as notebook:
        found = figures(evaluate(notebook, read_questions(DATA / "questions.jsonl")))
    yield {name: figure.value for name, figure in found.items()}


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls(name: str, measured: dict[str, float]) -> None:
    fall = FLOORS[name] - measured[name]
    assert (-fall if name in LOWER_IS_BETTER else fall) <= LEEWAY
