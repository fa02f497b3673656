"""Names in questions, and others in their place."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training import swapped
from training.bank import Passage, read_bank
from training.subjects import Row, pair_rows, together
from training.swapped import Pair, all_names, found, others, pairs, subject, synonyms

BLOOD = Passage("X1001", "몸", ("1.2 적혈구",), ("수명은 120일이다.", "**혈소판**: 열흘을 산다."))


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


def test_the_subject_is_the_longest_name_that_the_passage_has() -> None:
    known = {"적혈구", "수명", "백혈구 항원"}
    assert subject("백혈구 항원과 적혈구의 수명", BLOOD, known) == (8, 11)
    assert subject("백혈구 항원", BLOOD, known) is None


def test_another_name_is_of_another_thing_in_the_same_letters() -> None:
    nearest = ["RBC", "붉은피톨", "적혈구수", "적혈", "혈소판", "백혈구", "림프구"]
    assert others("적혈구", nearest, BLOOD, {"적혈구", "붉은피톨"}) == ["백혈구", "림프구"]
    assert others("적혈구", [f"혈구{c}" for c in "가나다라마바사아자차카타파하"], BLOOD, ()) == [
        f"혈구{c}" for c in "가나다라마바사아자차카타"
    ]


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
    assert all_names([BLOOD]) == ["WBC", "백혈구", "수명", "혈소판", "적혈구"]


def test_a_question_beside_the_same_of_another_subject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapped, "near", lambda own, names: dict.fromkeys(own, ["백혈구"]))
    note = "### X1001 — 몸 › 피\n적혈구는 120일을 산다.\n\n혈소판은 열흘을 산다.\n"
    (tmp_path / "X1.md").write_text(note, encoding="utf-8")
    asked = {"적혈구 수명은?": "적혈구는 120일을 산다.", "며칠 사나?": "혈소판은 열흘을 산다."}
    lines = [
        json.dumps({"id": "X1001", "q": question, "kind": "key", "answer": answer})
        for question, answer in asked.items()
    ]
    (tmp_path / "X1.jsonl").write_text("\n".join(lines), encoding="utf-8")
    passages, questions = read_bank([tmp_path])
    (pair,) = pairs(passages, questions)
    assert pair == Pair(passages[0], frozenset({0}), "적혈구 수명은?", "백혈구 수명은?")
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
