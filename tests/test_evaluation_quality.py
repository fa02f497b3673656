"""The sample questions: what each answer holds to, and their figures, which may not fall behind
those in `figures.json`.

After a change for the better: `galpi eval data/questions.jsonl --json`, and write the new ones.
"""

import json
from contextlib import closing
from pathlib import Path

import pytest
from conftest import DATA

from qa import Notebook
from qa.evaluation.measures import figures
from qa.evaluation.outcomes import Outcome, evaluate
from qa.evaluation.questions import read_questions

FLOORS = json.loads(Path(__file__).with_name("figures.json").read_text(encoding="utf-8"))
LOWER_IS_BETTER = {"false answers", "false refusals"}
# Processors round the products of int8 differently, which may turn a question or two.
LEEWAY = 0.02


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    with closing(Notebook.open(DATA, tmp_path_factory.mktemp("store"))) as notebook:
        return evaluate(notebook, read_questions(DATA / "questions.jsonl"))


@pytest.fixture(scope="module")
def measured(outcomes: list[Outcome]) -> dict[str, float]:
    return {name: figure.value for name, figure in figures(outcomes).items()}


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls(name: str, measured: dict[str, float]) -> None:
    fall = FLOORS[name] - measured[name]
    assert (-fall if name in LOWER_IS_BETTER else fall) <= LEEWAY


def test_every_span_stands_in_its_note(outcomes: list[Outcome]) -> None:
    sources = {
        path.relative_to(DATA).as_posix(): path.read_bytes().decode("utf-8")
        for path in DATA.rglob("*.md")
    }
    answers = [outcome.answer for outcome in outcomes]
    for answer in answers:
        for span in answer.spans:
            hit = answer.hits[span.hit - 1]
            source = sources[hit.path]
            assert source[span.start : span.end] == span.text == span.text.strip()
            assert all(source[start:end] == text for text, start, end in span.above)
            assert hit.start <= span.start < span.end <= hit.end
            assert source[: span.start].count("\n") + 1 == span.line
            assert (hit.path, hit.label) in {(c.path, c.label) for c in answer.citations}
        assert answer.text == "\n".join(span.shown for span in answer.spans)
        assert len({(span.hit, span.start) for span in answer.spans}) == len(answer.spans) <= 3
        assert answer.found == (answer.confidence >= 0.5) == bool(answer.spans)
        assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
        assert answer.stale == ()
    assert sum(answer.found for answer in answers) > len(answers) // 3
