"""Follow-up questions lean on the one before; others stand alone."""

from contextlib import closing
from pathlib import Path

import pytest
from conftest import write_notes

from index.errors import QuestionError
from qa import Notebook
from qa.followup import with_context

BEFORE = "레디스의 기본 포트는?"


@pytest.mark.parametrize(
    "question",
    [
        "그럼 그건 언제 써?",
        "그건 왜?",
        "그 이유는?",
        "반대로 안 되는 경우는?",
        "Then when?",
        "What about Kafka?",
        "why?",
        "When should I use it?",
    ],
)
def test_follow_up(question: str) -> None:
    assert with_context(question, ["처음 질문", f" {BEFORE} "]) == (BEFORE, f"{BEFORE}\n{question}")
    assert with_context(question, []) == (None, question)


@pytest.mark.parametrize(
    "question",
    [
        "만료 시간은 어떤 명령으로 정해?",
        "그래프 데이터베이스란?",
        "그림은 어떻게 넣어?",
        "버튼을 그만 누르면?",
        "What is a pod?",
        "Android에서 되나?",
        "Why do pods restart after an update of the image?",
    ],
)
def test_independent_question(question: str) -> None:
    assert with_context(question, [BEFORE]) == (None, question)


def test_ask_says_which_question_it_was_searched_with(notes: Path) -> None:
    write_notes(
        notes,
        {
            "레디스.md": "# 레디스\n\n레디스의 기본 포트는 6379다.\n",
            "카프카.md": "# 카프카\n\n카프카는 언제 써도 좋다.\n",
        },
    )
    with closing(Notebook.open(notes)) as notebook:
        answer = notebook.ask("그럼 그건 언제 써?", history=["카프카란?", BEFORE])
        assert (answer.question, answer.context) == ("그럼 그건 언제 써?", BEFORE)
        assert answer.hits[0].path == "레디스.md"
        alone = notebook.ask("그럼 그건 언제 써?")
        assert (alone.context, alone.hits[0].path) == (None, "카프카.md")
        assert notebook.ask("카프카는 언제 써?", history=[BEFORE]).context is None
        with pytest.raises(QuestionError, match="^the question has 10,000 characters"):
            notebook.ask("그건 왜?", history=["가" * 10_000])
