"""Follow-up questions lean on those before; others stand alone."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from conftest import write_notes

from index.errors import QuestionError
from qa import Hit, Notebook
from qa.followup import Form, forms_of
from qa.reading import KNOWN, Reading, choose_form

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
        "범위는?",
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
    alone, *others = forms_of(question, ["처음 질문은 이것", f" {BEFORE} "])
    assert alone == Form(question, None, True, alone.nameless, alone.bare)
    assert [form.context for form in others] == [BEFORE] * len(others) != []
    assert forms_of(question, []) == [Form(question)]


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
    assert not forms_of(question, [BEFORE])[0].leans


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("그나저나 카프카는 뭐야?", "카프카는 뭐야?"),
        ("그건 그렇고, 카프카는 뭐야?", "카프카는 뭐야?"),
        ("다른 얘긴데 카프카는 뭐야?", "카프카는 뭐야?"),
        ("By the way, what is Kafka?", "what is Kafka?"),
        ("카프카는 뭐야? 다른 얘기야", "카프카는 뭐야? 다른 얘기야"),
        ("그나저나", "그나저나"),
    ],
)
def test_another_topic_needs_nothing_of_the_one_before(question: str, searched: str) -> None:
    assert forms_of(question, [BEFORE]) == [Form(searched)]


def test_decomposed_hangul_is_read_alike() -> None:
    for question in ("기본값은?", "카프카는 왜 빨라?"):
        decomposed = forms_of(normalize("NFD", question), [normalize("NFD", BEFORE)])
        assert decomposed == forms_of(question, [BEFORE])


@pytest.mark.parametrize(
    ("before", "question", "instead"),
    [
        ("다익스트라 시간 복잡도는?", "벨만-포드는?", "벨만-포드 시간 복잡도는?"),
        ("교착 상태 조건은?", "기아 상태는?", "기아 상태 조건은?"),
        ("디플로이먼트는 언제 써?", "그럼 스테이트풀셋은요?", "스테이트풀셋은 언제 써?"),
        (
            "클러스터에서 시크릿은 어떻게 암호화해?",
            "노드는?",
            "클러스터에서 노드는 어떻게 암호화해?",
        ),
        ("TCP가 뭐야?", "UDP는?", "UDP가 뭐야?"),
        ("트리 인덱스 장점", "해시 인덱스는?", "해시 인덱스 장점"),
        # It asks more than a new topic, or there is nothing else to ask of it.
        ("디플로이먼트는 언제 써?", "스테이트풀셋은 왜 이름이 그대로야?", None),
        ("파드란?", "노드는?", "노드란?"),
        ("파드", "노드는?", None),
        # Nouns that end like particles, words of asking, and what capitals make a name.
        ("정밀도 공식?", "재현율은?", "재현율 공식?"),
        ("불변 참조는 몇 개까지?", "가변 참조는?", "가변 참조는 몇 개까지?"),
        ("콘크리트 댐 수문 몇 개야?", "흙댐은?", "흙댐 수문 몇 개야?"),
        ("POST는 멱등이야?", "GET은?", "GET는 멱등이야?"),
    ],
)
def test_the_new_topic_in_the_place_of_the_old(
    before: str, question: str, instead: str | None
) -> None:
    found = [form.text for form in forms_of(question, [before]) if form.instead]
    assert found == ([instead] if instead else [])


@pytest.mark.parametrize(
    ("before", "question", "searched"),
    [
        ("흙둑 장점이 뭐야?", "단점은?", "흙둑 단점은?"),
        ("수문 결과 예시는?", "그 이유는?", "수문 그 이유는?"),
        ("수문이 뭐야?", "그건 왜?", "수문은 왜?"),
    ],
)
def test_what_names_nothing_is_also_asked_of_the_topic(
    before: str, question: str, searched: str
) -> None:
    _, *found = [form.text for form in forms_of(question, [before])]
    assert found == [f"{before} {question}", searched]


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("서비스 메시란?", "그럼 그건 언제 필요해?", "서비스 메시는 언제 필요해?"),
        ("MVCC는 어떻게 동작해?", "그게 왜 필요한데?", "MVCC가 왜 필요한데?"),
        ("로그인 토큰이 뭐야?", "이걸 어디에 둬?", "로그인 토큰을 어디에 둬?"),
        ("카나리 배포가 뭐야?", "저것과 뭐가 달라?", "카나리 배포와 뭐가 달라?"),
        ("HTTP/3이 뭐야?", "그거 왜 나왔어?", "HTTP/3 왜 나왔어?"),
        ("정밀도가 뭐야?", "그건 언제 봐?", "정밀도는 언제 봐?"),
        ("베르누이 시행이란?", "그건 언제 써?", "베르누이 시행은 언제 써?"),
        # Nothing that stands for the topic, or no topic apart from the rest.
        ("서비스 메시란?", "그때는?", None),
        ("레디스", "그건 언제 필요해?", None),
    ],
)
def test_the_topic_in_the_place_of_a_pointer(before: str, question: str, meant: str | None) -> None:
    alone, with_all_before, *found = [form.text for form in forms_of(question, [before])]
    assert found == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("history", "context"),
    [
        (["카프카란?", BEFORE, "왜?"], BEFORE),
        (["패치 버전은 언제 올려?", "마이너는?"], "마이너는 언제 올려?"),
        ([BEFORE, "카프카는 왜 빨라?"], "카프카는 왜 빨라?"),
        ([BEFORE, *["왜?"] * 4], BEFORE),
    ],
)
def test_the_last_question_that_names_something(history: list[str], context: str) -> None:
    assert {form.context for form in forms_of("장점은?", history)} == {None, context}


def test_nothing_to_take_a_topic_from() -> None:
    assert forms_of("장점은?", ["왜?"]) == [Form("장점은?")]
    assert forms_of("장점은?", [BEFORE, *["왜?"] * 5]) == [Form("장점은?")]


def reading(form: Form, score: float) -> Reading:
    return Reading(form, (), (np.array([score], np.float32),))


def test_the_form_that_reads_best_is_chosen() -> None:
    lone, leaning = Form("카프카는 왜 빨라?"), Form("왜?", leans=True)
    other = Form("레디스 왜?", BEFORE)
    assert choose_form([reading(lone, 0)]).form is lone
    assert choose_form([reading(lone, 0), reading(other, 2.5)]).form is lone
    assert choose_form([reading(lone, 0), reading(other, 3.5)]).form is other
    assert choose_form([reading(leaning, 0), reading(other, -2)]).form is other
    assert choose_form([reading(leaning, 4), reading(other, -2)]).form is leaning


def test_a_bare_topic_that_no_note_has_is_not_answered_with_the_one_before() -> None:
    hit = Hit("글", 1, 1, "a.md", 0, 1, 1, 1, None, None, "", (), "", words=KNOWN - 0.01)
    alone = reading(Form("SIGSEGV는?", bare=True), -9.0)
    before = reading(Form("SIGKILL SIGSEGV는?", "SIGKILL은?"), 9.0)
    assert choose_form([replace(alone, hits=(hit,)), before]).form == alone.form
    assert choose_form([replace(alone, hits=(replace(hit, words=KNOWN),)), before]) == before
    wider = replace(alone, form=Form("기간은?"), hits=(hit,))
    assert choose_form([wider, before]) == before


def test_ask_says_which_question_it_was_searched_with(notes: Path) -> None:
    write_notes(
        notes,
        {
            "레디스.md": "# 레디스\n\n기본 포트는 6379다.\n비밀번호는 requirepass로 건다.\n",
            "카프카.md": "# 카프카\n\n카프카는 언제 써도 좋다.\n",
        },
    )
    with closing(Notebook.open(notes)) as notebook:
        answer = notebook.ask("비밀번호는?", history=["카프카란?", BEFORE])
        assert (answer.question, answer.context) == ("비밀번호는?", BEFORE)
        assert answer.searched != answer.question
        assert answer.hits[0].path == "레디스.md"
        assert notebook.ask("비밀번호는?").context is None
        assert notebook.ask("카프카는 언제 써?", history=[BEFORE]).context is None
        with pytest.raises(QuestionError, match="^the question has 10,000 characters"):
            notebook.ask("그건 왜?", history=["가" * 10_000])
