"""Follow-up questions lean on those before; others stand alone."""

from contextlib import closing
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import write_notes

from index.errors import QuestionError
from qa import Notebook
from qa.followup import with_context

BEFORE = "레디스의 기본 포트는?"


@pytest.mark.parametrize(
    "question",
    [
        # points
        "그건 왜?",
        "그거 적용하고 DNS가 안 되면?",
        "이 명령은 언제 써?",
        "When should I use it?",
        "Does it also stop kubectl delete?",
        "Why is that?",
        "What are the downsides of the latter?",
        # opens
        "그럼 그건 언제 써?",
        "그럼 파드 이름은 어떻게 돼?",
        "그럼 카프카랑 같이 써도 돼?",
        "반대로 안 되는 경우는?",
        "Then when?",
        "What about Kafka?",
        # names nothing
        "왜?",
        "차이는?",
        "예시는?",
        "그 이유는?",
        "기본값은 얼마야?",
        "삭제하면?",
        "1%만 보내려면?",
        "전자의 단점은?",
        "어떻게 켜?",
        "why?",
        "any downsides?",
        "What's the default?",
        # names one thing that only another question makes clear
        "CPU는?",
        "컨피그맵도?",
        "보존 기간은?",
        "카프카랑은 뭐가 달라?",
        "카프카보다 나아?",
        "시크릿은 어때?",
    ],
)
def test_follow_up(question: str) -> None:
    assert with_context(question, ["처음 질문은 이것", f" {BEFORE} "]) == (
        BEFORE,
        f"{BEFORE}\n{question}",
    )
    assert with_context(question, []) == (None, question)


@pytest.mark.parametrize(
    "question",
    [
        "만료 시간은 어떤 명령으로 정해?",
        "그래프 데이터베이스란?",
        "그림은 어떻게 넣어?",
        "버튼을 그만 누르면?",
        "파드가 죽으면?",
        "컨피그맵과 시크릿의 차이는?",
        "카프카는 왜 빨라?",
        "HPA가 뭐야?",
        "네트워크 정책",
        "Android에서 되나?",
        "What is a pod?",
        "How do I rotate certificates?",
        "Why do pods restart after an update of the image?",
        "Is it possible to run two schedulers in one cluster?",
        "Which flag makes sure that pods are spread over zones?",
        # An opening word alone does not make a follow-up, nor does a pointer to the same question.
        "그리고 Redis 비밀번호 시크릿은 어떻게 만들어?",
        "And how do pods reach external databases?",
        "노드 장애가 나면 그 파드는?",
        # Says itself that it is about something else.
        "그건 그렇고 카프카는 뭐야?",
        "그럼 다른 얘긴데 카프카는 뭐야?",
        "By the way, what is Kafka?",
        # Names that are in neither script.
        "Что такое под?",
    ],
)
def test_independent_question(question: str) -> None:
    assert with_context(question, [BEFORE]) == (None, question)


def test_decomposed_hangul_is_read_alike() -> None:
    assert with_context(normalize("NFD", "기본값은?"), [BEFORE])[0] == BEFORE
    assert with_context(normalize("NFD", "카프카는 왜 빨라?"), [BEFORE])[0] is None


@pytest.mark.parametrize(
    ("history", "context"),
    [
        (["카프카란?", BEFORE, "왜?"], BEFORE),
        (["카프카란?", BEFORE, "왜?", "예시는?"], BEFORE),
        ([BEFORE, "카프카는?", "왜?"], f"{BEFORE} 카프카는?"),
        (["What is Kafka?", "why?", "what about Redis?"], "What is Kafka? what about Redis?"),
        (["왜?"], None),
        ([BEFORE, *["왜?"] * 4], BEFORE),
        ([BEFORE, *["왜?"] * 5], None),
    ],
)
def test_carries_the_last_question_that_stands_alone_and_what_was_named_since(
    history: list[str], context: str | None
) -> None:
    searched = "장점은?" if context is None else f"{context}\n장점은?"
    assert with_context("장점은?", history) == (context, searched)


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
