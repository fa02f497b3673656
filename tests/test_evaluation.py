"""Figures from questions with known answers: each by hand, and all from a real notebook."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from conftest import ToyModel, write_notes

from index.errors import NotesError, QuestionError
from qa import Answer, Hit, Notebook, Span, search
from qa.evaluation.figures import (
    Bin,
    Figure,
    Reliability,
    auroc,
    balanced,
    difference,
    estimate,
    false_answers_at,
    mean,
    reliability,
)
from qa.evaluation.gold import find_warnings
from qa.evaluation.measures import differences, figures, groups, token_f1
from qa.evaluation.outcomes import Outcome, evaluate, worst
from qa.evaluation.questions import Question
from qa.evaluation.records import to_json
from qa.evaluation.report import table, to_text
from qa.evaluation.stages import STAGES, stage, variant

REDIS = "# 1장 레디스\n\n레디스의 기본 포트는 6379다.\n"
KAFKA = "# 2장 카프카\n\n카프카는 메시지를 파티션에 나누어 저장한다.\n"
COOKING = "# 요리\n\n국물은 멸치로 낸다. 소금은 나중에 넣는다.\n"
PORT = Question("레디스의 기본 포트는?", ("레디스.md",), "6379", "keyword", place="q.jsonl:1")
KAFKA_PORT = Question("레디스의 기본 포트는?", ("카프카.md",), "파티션", "wrong", place="q.jsonl:2")
ELSEWHERE = Question("화성의 위성은 몇 개?", (), None, "unanswerable", place="q.jsonl:3")


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    folder = tmp_path_factory.mktemp("evaluation") / "notes"
    write_notes(folder, {"레디스.md": REDIS, "카프카.md": KAFKA, "요리.md": COOKING})
    with closing(Notebook.open(folder)) as notebook:
        yield notebook


def hit(path: str) -> Hit:
    return Hit("", 1.0, 1, path, 0, 0, 1, 1, None, None, "", (), "")


def answer(confidence: float, *spans: str, path: str = "a.md", seconds: float = 0.01) -> Answer:
    quoted = tuple(Span(text, 0, len(text), 7, 1) for text in spans)
    return Answer("", bool(spans), "", quoted, (), confidence, (hit(path),), seconds)


def outcome(question: Question, answer: Answer, **ranking: float) -> Outcome:
    return Outcome(question, answer, ranking)


GOLD = Question("q", ("a.md",), "기본 포트는 6379", "keyword", "ko", "q.jsonl:1")
NONE = Question("q?", (), None, "none", "en", "q.jsonl:2")


def test_an_answer_is_right_on_the_right_note() -> None:
    shown = ("다른 문장.", "기본 포트는 6379다.")
    assert outcome(GOLD, answer(0.9, *shown)).shows(2)
    assert not outcome(GOLD, answer(0.9, *shown)).shows(1)
    assert not outcome(GOLD, answer(0.9, *shown, path="b.md")).right
    assert not outcome(GOLD, answer(0.1)).right
    assert outcome(Question("q", ("b.md", "a.md"), None), answer(0.9, "무엇이든")).right
    assert outcome(NONE, answer(0.1)).right
    assert not outcome(NONE, answer(0.9, "무엇이든")).right


def test_unicode_forms_of_paths_and_answers_are_one() -> None:
    question = Question("q", ("\u1100\u1161.md",), "\u1102\u1161")  # 가, 나 in parts
    assert outcome(question, answer(0.9, "나다", path="가.md")).right


def test_token_f1() -> None:
    assert token_f1(["x", "기본 포트는 6379."], "포트는 6379") == pytest.approx(2 * 2 / 5)
    assert token_f1(["Pod pod"], "POD") == pytest.approx(2 / 3)
    assert token_f1([], "a") == token_f1(["…"], "…") == 0.0


def test_auroc() -> None:
    assert auroc(np.array([0.9, 0.5]), np.array([0.1, 0.5])) == 3.5 / 4
    assert auroc(np.array([0.1]), np.array([0.9])) == 0.0


def test_false_answers_when_few_are_refused() -> None:
    answerable = np.arange(40) / 100  # 5 % of them are below 0.02
    assert false_answers_at(answerable, np.array([0.0, 0.01, 0.02, 0.3])) == 0.5
    assert false_answers_at(answerable[:10], np.array([0.0, 0.5])) == 1.0


def test_an_interval_holds_the_figure() -> None:
    assert estimate(mean, np.ones(5)) == Figure(1.0, 1.0, 1.0, 5)
    coin = np.array([0.0, 1.0] * 50)
    figure = estimate(mean, coin)
    assert (figure.value, figure.n) == (0.5, 100)
    # Standard error 0.05, so 1.96 of them on either side.
    assert (figure.low, figure.high) == pytest.approx((0.402, 0.598), abs=0.015)
    assert estimate(mean, coin) == figure


def test_a_difference_is_paired() -> None:
    values = np.random.default_rng(1).uniform(size=50)
    better = np.column_stack([values, values + 0.25])
    assert difference(mean, better).value == pytest.approx(0.25)
    assert difference(mean, better).low == pytest.approx(0.25)
    confidences = np.array([[0.1, 0.9], [0.1, 0.9]]), np.array([[0.5, 0.5]])
    assert difference(auroc, *confidences) == Figure(1.0, 1.0, 1.0, 3)


def test_reliability() -> None:
    found = reliability([0.05, 0.95, 0.85, 1.0], [0, 1, 0, 1])
    assert [(row.low, row.count, row.share_right) for row in found.bins] == [
        (0.0, 1, 0.0),
        (0.8, 1, 0.0),
        (0.9, 2, 1.0),
    ]
    assert found.error == pytest.approx((0.05 + 0.85 + 2 * 0.025) / 4)
    weights = balanced(np.array([True, True, True, False]))
    half = reliability([0.5] * 4, [1, 1, 1, 0], bins=1, weights=weights)
    assert half == Reliability((Bin(0.0, 1.0, 4, 0.5, 0.5),), 0.0)


def test_figures() -> None:
    outcomes = [
        outcome(GOLD, answer(0.9, "기본 포트는 6379", seconds=0.02), **{"recall@1": 1.0}),
        outcome(GOLD, answer(0.4), **{"recall@1": 0.0}),
        outcome(NONE, answer(0.6, "무엇이든"), **{}),
    ]
    values = {name: figure.value for name, figure in figures(outcomes).items()}
    assert values == {
        **{"recall@1": 0.5, "first span": 0.5, "any span": 0.5, "token F1": 0.5},
        **{"false refusals": 0.5, "false answers": 1.0, "AUROC": 0.5},
        **{"false answers at 5 % refusals": 1.0},
        **{"median ms": 10.0, "p95 ms": pytest.approx(19.0)},
    }
    assert set(figures(outcomes[2:])) == {"false answers", "median ms", "p95 ms"}
    assert {name: len(own) for name, own in groups(outcomes).items()} == {
        **{"all": 3, "kind keyword": 2, "kind none": 1, "lang en": 1, "lang ko": 2}
    }
    assert set(groups(outcomes[:2])) == {"all"}


def test_differences() -> None:
    before = [outcome(GOLD, answer(0.4)), outcome(NONE, answer(0.6, "x"))]
    after = [outcome(GOLD, answer(0.9, "기본 포트는 6379")), outcome(NONE, answer(0.1))]
    gains = {name: figure.value for name, figure in differences(before, after).items()}
    assert gains["any span"] == 1.0
    assert gains["false answers"] == gains["false refusals"] == -1.0
    assert gains["AUROC"] == 1.0


def test_worst_first() -> None:
    right = outcome(NONE, answer(0.2))
    unsure, refused = outcome(GOLD, answer(0.6, "x")), outcome(GOLD, answer(0.4))
    sure = outcome(NONE, answer(0.99, "y"))
    assert worst([right, refused, unsure, sure]) == [sure, unsure, refused]
    assert worst([refused, sure], most=1) == [sure]


def test_evaluate(notebook: Notebook) -> None:
    first, second, third = evaluate(notebook, [PORT, KAFKA_PORT, ELSEWHERE])
    assert first.ranking == {
        **{"recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "MRR@10": 1.0, "nDCG@10": 1.0}
    }
    assert (first.right, first.answer.spans[0].text) == (True, "레디스의 기본 포트는 6379다.")
    assert second.ranking["recall@1"] == 0.0
    assert second.ranking["recall@5"] == 1.0
    rank = round(1 / second.ranking["MRR@10"])
    assert second.ranking["nDCG@10"] == pytest.approx(1 / np.log2(rank + 1))
    assert (third.ranking, third.right) == ({}, True)


def test_a_note_is_found_once_however_many_passages_it_has(tmp_path: Path) -> None:
    long = "# 파드\n\n" + "\n\n".join(f"파드 {n}은 볼륨을 쓴다. " * 20 for n in range(8))
    write_notes(tmp_path / "notes", {"가.md": long, "나.md": "# 볼륨\n\n볼륨은 오래 산다.\n"})
    asked = [Question("파드 3은 볼륨을?", ("나.md", "가.md"), None)]
    with closing(Notebook.open(tmp_path / "notes")) as notebook:
        (found,) = evaluate(notebook, asked)
    assert (found.ranking["recall@1"], found.ranking["recall@5"]) == (0.5, 1.0)
    assert found.ranking["nDCG@10"] == pytest.approx(1.0)


def test_an_error_says_which_question(notebook: Notebook) -> None:
    with pytest.raises(QuestionError, match=r"q\.jsonl:9: the question is empty"):
        evaluate(notebook, [Question("?!", (), None, place="q.jsonl:9")])


def test_progress(notebook: Notebook) -> None:
    told: list[tuple[int, int]] = []
    evaluate(notebook, [PORT, PORT], lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_warnings(notebook: Notebook) -> None:
    asked = [
        PORT,
        Question("?", ("레디스.md",), "6380", place="q.jsonl:4"),
        Question("?", ("없음.md",), "x", place="q.jsonl:5"),
        Question("?", ("없음.md", "카프카.md"), "파티션", place="q.jsonl:6"),
    ]
    assert [str(each) for each in find_warnings(notebook, asked)] == [
        "q.jsonl:4: not verbatim in its note: 6380",
        "q.jsonl:5: 없음.md is not among the notes",
        "q.jsonl:6: 없음.md is not among the notes",
    ]


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_is_undone(name: str) -> None:
    before = dict(vars(search))
    with pytest.raises(RuntimeError), stage(name):
        assert all(vars(search)[weight] == value for weight, value in STAGES[name].items())
        raise RuntimeError
    assert dict(vars(search)) == before


def test_stages_search_with_their_part_alone(notebook: Notebook) -> None:
    question = "레디스의 기본 포트는?"
    with stage("words"):
        words = [hit.score for hit in notebook.search(question)]
    with stage("dense"):
        dense = [hit.score for hit in notebook.search(question)]
    assert words[0] > 1e4
    assert max(dense) < notebook.search(question)[0].score


def test_a_variant_is_a_stage_or_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes, store = tmp_path / "notes", tmp_path / "store"
    write_notes(notes, {"레디스.md": REDIS})
    monkeypatch.setattr("qa.notebook.load_model", ToyModel)
    weight = search.WORDS
    with variant("words", notes, store, "toy") as notebook:
        assert (notebook.store.folder, notebook.model.name) == (store, "toy")
        assert search.WORDS == 1e6
    with variant("toy", notes, store, "toy") as notebook:
        assert (notebook.store.folder, search.WORDS) == (store, weight)
    with variant("other", notes, store, "toy") as notebook:
        scratch = notebook.store.folder
        assert (scratch != store, notebook.model.name) == (True, "other")
    assert not scratch.exists()


def test_without_the_library(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    monkeypatch.setattr(notebook, "ask", None)  # it is missed before any question is asked
    with pytest.raises(NotesError, match=r'-e "\.\[eval\]"'):
        evaluate(notebook, [PORT])


def test_table() -> None:
    assert table([["이름", "n"], ["a", "10"]]) == "| 이름 | n  |\n| ---- | -- |\n| a    | 10 |"


def test_report() -> None:
    wrong = outcome(GOLD, answer(0.9, "다른 문장."), **{"recall@1": 0.0})
    refused = outcome(GOLD, answer(0.25), **{"recall@1": 1.0})
    run = [wrong, refused, outcome(NONE, answer(0.2))]
    text = to_text(["full"], [run])
    assert text.startswith("questions: 2 answerable, 1 not\n\n| figure ")
    assert "| recall@1                      | 2 | 0.500 | 0.000 – 1.000 |" in text
    assert text.endswith(
        "1. q  (q.jsonl:1)\n"
        "   gold   a.md: 기본 포트는 6379\n"
        "   shown  a.md:7: 다른 문장. (confidence 0.90)\n\n"
        "2. q  (q.jsonl:1)\n"
        "   gold   a.md: 기본 포트는 6379\n"
        "   shown  refused; nearest a.md (confidence 0.25)"
    )
    record = to_json(["full"], [run])
    assert (record["name"], record["questions"], record["answerable"]) == ("full", 3, 2)
    assert record["worst"][1]["shown"] is None
    assert record["worst"][0]["shown"] == {"path": "a.md", "line": 7, "text": "다른 문장."}
    assert record["figures"]["lang en"]["false answers"] == {
        **{"value": 0.0, "low": 0.0, "high": 0.0, "n": 1}
    }


def test_report_of_two() -> None:
    before, after = [outcome(GOLD, answer(0.4))], [outcome(GOLD, answer(0.9, "기본 포트는 6379"))]
    text = to_text(["words", "full"], [before, after])
    assert "| any span       | 1 | 0.000 | 1.000 | 1.000      | 1.000 – 1.000   |" in text
    record = to_json(["words", "full"], [before, after])
    assert [run["name"] for run in record["runs"]] == ["words", "full"]
    assert record["difference"]["token F1"]["value"] == 1.0
