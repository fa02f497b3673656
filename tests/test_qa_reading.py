"""Passages as they are read, and the order that reading gives them."""

from dataclasses import replace

import numpy as np
import pytest

from qa import Hit
from qa.followup import Form
from qa.reading import DEFINES, NEAR, NOTHING, SAID, USUAL, head, judge, read


def hit(text: str, score: float = 1.0, headings: tuple[str, ...] = ("3.1 큐",)) -> Hit:
    return Hit(text, score, 1, "a.md", 0, len(text), 1, 1, None, None, "자료", headings, "자료")


class Spy:
    """Scores a unit by its length alone, and keeps what it was given."""

    def __init__(self) -> None:
        self.passages: list[tuple[str, str, list[str]]] = []

    def read(self, passages: list[tuple[str, str, list[str]]]) -> list[np.ndarray]:
        self.passages += passages
        return [np.array([len(text) for text in texts], np.float32) for *_, texts in passages]


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Spy:
    spy = Spy()
    monkeypatch.setattr("qa.reading.bundled_reader", lambda: spy)
    return spy


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("큐란?", "큐: 먼저 온 것이 먼저 나간다."),
        ("큐가 뭐야?", "큐: 먼저 온 것이 먼저 나간다."),
        ("What is a queue?", "큐: 먼저 온 것이 먼저 나간다."),
        ("큐는 언제 써?", "먼저 온 것이 먼저 나간다."),
    ],
)
def test_a_definition_is_read_behind_its_heading(spy: Spy, question: str, first: str) -> None:
    judge(question, [hit("먼저 온 것이 먼저 나간다. 줄과 같다.")])
    assert spy.passages == [(question, "자료 › 3.1 큐", [first, "줄과 같다."])]


def test_an_answer_is_read_behind_its_question(spy: Spy) -> None:
    judge("덱은 어디로 드나들어?", [hit("Q: 덱이란?\n\nA: 양쪽으로 드나든다.\n\n그뿐이다.")])
    ((*_, texts),) = spy.passages
    assert texts[1:] == ["덱이란? 양쪽으로 드나든다.", "그뿐이다."]


def test_hits_come_in_the_order_of_reading(spy: Spy) -> None:
    """As many as were asked for; those that were not read come last."""
    hits = [hit("가나", 1.0), hit("가나다라마", 1.0), hit("가나다라마바사", 0.9)]
    found = read(Form("무엇?"), hits, 3, most=2)
    assert [(one.text, one.rank) for one in found.hits] == [
        ("가나다라마", 1),
        ("가나", 2),
        ("가나다라마바사", 3),
    ]
    assert found.hits[0].score > found.hits[1].score > found.hits[2].score == 0
    assert [len(own) for own in found.scores] == [1, 1, 0]
    assert len(read(Form("무엇?"), hits, 1, most=3).hits) == 1


def test_no_more_is_read_than_it_takes(spy: Spy) -> None:
    """The spy gives a letter a logit: fourteen answer, and eight where the next is far behind."""
    sure, less = "가나다라마바사아자차카타파하", "가나다라마바사아"
    for texts, behind, expected in (
        ([sure, "가", "가"], 0.0, [sure]),
        ([less, "가", "가"], 0.0, [less, "가", "가"]),
        ([less, "가", "가"], 1.0, [less]),
        (["가", sure, "가"], 0.0, ["가", sure]),
    ):
        spy.passages.clear()
        hits = [hit(text, -behind * rank, ()) for rank, text in enumerate(texts)]
        found = read(Form("무엇?"), hits, 3, most=3)
        assert [text for *_, (text,) in spy.passages] == expected
        assert sorted(one.text for one in found.hits) == sorted(texts)
    spy.passages.clear()
    read(Form("무엇?", day="2026-03-01"), [hit(sure), hit(sure)], 2, most=2)
    assert len(spy.passages) == 2  # of a day each note may have something


def test_a_unit_gains_by_what_the_search_says_of_it(spy: Spy) -> None:
    """The cosine of the heading, behind those of the units, is of none."""
    own = hit("뮤텍스로 락을 건다.\n\n순서대로 정렬한다.")
    (before,) = judge("자물쇠를 채우려면?", [own])
    (after,) = judge("자물쇠를 채우려면?", [replace(own, likely=(2.0,), cosines=(0.5, 0.3, 0.9))])
    expected = [SAID * 2 + NEAR * (0.5 - USUAL), NEAR * (0.3 - USUAL)]
    assert (after - before).tolist() == pytest.approx(expected, rel=1e-5)


def test_what_stands_above_a_passage() -> None:
    assert head(hit("글")) == "자료 › 3.1 큐"
    assert head(hit("글", headings=())) == "자료"
    assert head(hit("글", headings=("1장 자료", "큐"))) == "1장 자료 › 큐"


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("큐란?", DEFINES),
        ("큐란 무엇인가?", DEFINES),
        ("큐는 뭐야?", DEFINES),
        ("큐 뜻", DEFINES),
        ("큐는?", DEFINES),
        ("큐의 쓰임은?", 0.0),
        ("큐는 언제 써?", 0.0),
        ("우선순위 큐란?", 0.0),
        ("뭐야?", 0.0),
    ],
)
def test_the_section_that_bears_the_name_of_what_is_to_be_defined(
    spy: Spy, question: str, more: float
) -> None:
    text = "먼저 온 것이 먼저 나간다."
    for heading, expected in (("3.1 큐", more), ("🎉", 0.0)):
        (own,) = read(Form(question), [hit(text, headings=(heading,))], 1, 1).scores
        assert own[0] - len(spy.passages[0][2][0]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("둑: 막은 것\n\n물은 흐른다.", [DEFINES, 0]),
        ("**둑**(bank)은 막는다.\n\n둑을 쌓는다.", [DEFINES, 0]),
        ("둑이란 막은 것.\n\n큰 둑: 댐", [DEFINES, 0]),
        ("**둑(bank)** <br> 막은 것\n\n**둑**을 쌓는다.", [DEFINES, 0]),
        ("- **둑** 막은 것\n- **댐** 큰 둑", [DEFINES, 0]),
        ("둑\n  ㄴ 막은 것\n\n물은 흐른다.", [0, DEFINES, 0]),
    ],
)
def test_the_unit_that_bears_the_name_of_what_is_to_be_defined(
    spy: Spy, text: str, expected: list[float]
) -> None:
    asked, other = (
        read(Form(q), [hit(text, headings=())], 1, 1).scores[0] for q in ("둑이란?", "왜 둑이야?")
    )
    assert (asked - other).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Questions and answers take turns, or there are other things, too.
        ("- 둑이란?\n- 막은 것", ["둑이란? 막은 것"]),
        ("- 둑이란?\n- 댐이란?\n- 물은 흐른다", ["물은 흐른다"]),
        ("- 둑이란?\n- 막은 것\n- 물은 흐른다", ["막은 것", "물은 흐른다"]),
        ("둑이란?\n\n막은 것", ["둑이란? 막은 것"]),
    ],
)
def test_what_is_read_as_the_answer_of_a_question(spy: Spy, text: str, expected: list[str]) -> None:
    (own,) = judge("왜?", [hit(text)])
    ((*_, texts),) = spy.passages
    assert [one for one in texts if not one.endswith("?")] == expected
    assert [score == NOTHING for score in own] == [one.endswith("?") for one in texts]


@pytest.mark.parametrize(
    ("text", "question", "more"),
    [
        ("**둑(bank, 제방)**: 막은 것", "bank란?", DEFINES),
        ("**둑(bank, 제방)**: 막은 것", "제방이 뭐야?", DEFINES),
        ("**둑(bank)**: 막은 것", "댐이란?", 0.0),
        ("단점: 샌다", "단점은?", 0.0),  # of anything
    ],
)
def test_what_a_name_is_called_besides(spy: Spy, text: str, question: str, more: float) -> None:
    (own,) = judge(question, [hit(text, headings=("물",))])
    assert own[0] - len(spy.passages[0][2][0]) == more


def test_for_a_comparison_all_is_read(spy: Spy) -> None:
    sure = hit("가나다라마바사아자차카타파하", headings=())
    read(Form("둑과 댐의 차이는?"), [sure, sure], 2, most=2)
    assert len(spy.passages) == 2
