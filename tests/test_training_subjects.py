"""Names in questions, and others in their place."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training import swapped
from training.bank import Asked, Passage, read_bank
from training.subjects import Row, pair_rows, together
from training.swapped import (
    Pair,
    all_names,
    fitting,
    found,
    is_subject,
    means,
    near,
    others,
    pairs,
    subject,
    synonyms,
)

UNITS = ("수명은 120일이다.", "**혈소판**: 열흘을 살고, 셋에 하나는 저장되는 비장에 있다.")
BLOOD = Passage("X1001", "몸", ("피의 성분", "1.2 적혈구"), UNITS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("적혈구의 수명은?", ["적혈구"]),  # particles may follow
        ("미적혈구", []),  # not at the beginning of a word
        ("Redis redisson", ["Redis"]),  # a Latin word is whole
        ("Redis는 rdb를", ["Redis", "rdb"]),
        ("에서redis cluster", ["redis cluster"]),  # where letters change a word begins
        ("binary search tree", ["binary search", "search tree"]),
    ],
)
def test_the_longest_name_at_the_beginning_of_a_word(text: str, names: list[str]) -> None:
    known = {"적혈구", "적혈", "redis", "redis cluster", "rdb", "binary search", "search tree"}
    assert [text[start:end] for start, end in found(text, known)] == names


@pytest.mark.parametrize(
    ("question", "unit", "span"),
    [
        ("백혈구 항원과 적혈구의 수명", 0, (8, 11)),  # in the last heading
        ("혈소판과 적혈구의 수명", 1, (0, 3)),  # where the answer begins, as long as the other
        ("저장되는 비장과 혈소판", 1, (9, 12)),  # not where it ends
        ("백혈구 항원", 0, None),
        ("피의 성분", 0, None),  # not in a heading above
    ],
)
def test_the_subject_is_the_longest_name_of_what_the_answer_tells(
    question: str, unit: int, span: tuple[int, int] | None
) -> None:
    known = {"적혈구", "혈소판", "저장되는 비장", "백혈구 항원", "피의 성분"}
    asked = Asked(question, "key", "X1001", ((0, unit),))
    assert subject(asked, [BLOOD], known) == span


@pytest.mark.parametrize(
    ("name", "whether"),
    [("적혈구", True), ("DB", True), ("혈구", False), ("장단점", True), ("기간", False)],
)
def test_a_name_of_two_letters_is_no_subject(name: str, whether: bool) -> None:
    assert is_subject(name) == whether


def test_another_name_is_of_another_thing_in_the_same_letters() -> None:
    nearest = ["RBC", "B세포", "붉은피톨", "적혈구수", "혈소판", "백혈", "백혈구", "림프구"]
    assert others("적혈구", nearest, BLOOD, {"적혈구", "붉은피톨"}) == ["B세포", "백혈구", "림프구"]
    assert others("RBC", nearest, BLOOD, ()) == []
    assert others("적혈구", [f"혈구{c}" for c in "가나라마바사아자차카"], BLOOD, ()) == [
        f"혈구{c}" for c in "가나라마바사아자"
    ]


@pytest.mark.parametrize(
    ("one", "other", "whether"),
    [
        ("pod", "파드", True),  # by the glossary
        ("격리 수준", "수준", True),  # all terms of the other
        ("수준", "격리 수준", True),
        ("격리 수준", "격리 병동", False),
    ],
)
def test_names_that_mean_the_same(one: str, other: str, whether: bool) -> None:
    assert means(one, other) == whether


def test_the_nearest_without_those_too_near(monkeypatch: pytest.MonkeyPatch) -> None:
    cosines = {"적혈구": 1.0, "RBC": 0.95, "적혈구수": 0.9, "백혈구": 0.8, "혈소판": 0.7, "강": 0.1}
    rows = torch.tensor([[cosine, (1 - cosine**2) ** 0.5] for cosine in cosines.values()])
    monkeypatch.setattr(swapped, "vectors", lambda names: rows)
    monkeypatch.setattr(swapped, "NEAREST", 5)
    assert near(["적혈구"], list(cosines)) == {"적혈구": ["백혈구", "혈소판"]}


@pytest.mark.parametrize(
    ("name", "rest", "fit"),
    [
        ("림프절", "는 어디에?", "은 어디에?"),
        ("백혈구", "과 달라?", "와 달라?"),
        ("백혈구", "으로 가나?", "로 가나?"),
        ("림프절", "로 가나?", "으로 가나?"),
        ("림프절", " 수명은?", " 수명은?"),
        ("WBC", "은 어디에?", "은 어디에?"),  # who knows how it is read
    ],
)
def test_the_particle_behind_a_name_fits_it(name: str, rest: str, fit: str) -> None:
    assert fitting(name, rest) == fit


def test_names_of_one_entry_mean_the_same() -> None:
    assert synonyms("RBC\t적혈구\nWBC\t백혈구\n적혈구\t붉은피톨\n") == {
        "rbc": {"rbc", "적혈구"},
        "적혈구": {"rbc", "적혈구", "붉은피톨"},
        "붉은피톨": {"적혈구", "붉은피톨"},
        "wbc": {"wbc", "백혈구"},
        "백혈구": {"wbc", "백혈구"},
    }


def test_labels_and_headings_are_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swapped, "NAMES", tmp_path / "names.tsv")
    (tmp_path / "names.tsv").write_text("WBC\t백혈구\n", encoding="utf-8")
    assert all_names([BLOOD]) == ["WBC", "백혈구", "수명", "혈소판", "피의 성분", "적혈구"]


def test_a_question_beside_the_same_of_another_subject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapped, "near", lambda own, names: dict.fromkeys(own, ["림프절"]))
    note = "### X1001 — 몸 › 피\n적혈구는 120일을 산다.\n\n혈소판은 열흘을 산다.\n"
    (tmp_path / "X1.md").write_text(note, encoding="utf-8")
    asked = {"적혈구는 며칠 사나?": "적혈구는 120일을 산다.", "며칠 사나?": "혈소판은 열흘을 산다."}
    lines = [
        json.dumps({"id": "X1001", "q": question, "kind": "key", "answer": answer})
        for question, answer in asked.items()
    ]
    (tmp_path / "X1.jsonl").write_text("\n".join(lines), encoding="utf-8")
    passages, questions = read_bank([tmp_path])
    (pair,) = pairs(passages, questions)
    assert pair == Pair(passages[0], frozenset({0}), "적혈구는 며칠 사나?", "림프절은 며칠 사나?")
    right, wrong = pair_rows(pair)
    assert right.gold == {0} and not wrong.gold and len(right.units) == len(wrong.units) == 2


def test_rows_are_questions_of_their_own() -> None:
    rows = [
        Row([0, 7, 2, 8, 2, 9, 2], 2, [(3, 4), (5, 6)], {1}),
        Row([0, 7, 2, 8, 2], 2, [(3, 4)], set()),
    ]
    read = together(rows)
    assert read.gold(torch.device("cpu")).tolist() == [[False, False, True], [True, False, False]]
    np.testing.assert_array_equal(read.row, [0, 0, 1])
