"""Questions made of headings, and which of them the page offers."""

from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest
from conftest import write_notes
from quoting import Quoting
from test_chat_answers import ANSWER, HIT

from chat.page.examples import TRIED, _spread, examples
from chat.page.questions import is_answered, question, shorter


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        # What has a name.
        ("9.2 네트워크 플러그인", "네트워크 플러그인이란 무엇인가?"),
        ("9.6 서비스 메시", "서비스 메시란 무엇인가?"),
        ("1장 고래", "고래란 무엇인가?"),
        ("1주차 자료구조", "자료구조란 무엇인가?"),
        ("Docker 이미지", "Docker 이미지란 무엇인가?"),
        ("L4 로드 밸런서", "L4 로드 밸런서란 무엇인가?"),
        ("N+1 문제", "N+1 문제란 무엇인가?"),
        ("`useEffect` 훅", "useEffect 훅이란 무엇인가?"),
        ("[[디자인 패턴]]", "디자인 패턴이란 무엇인가?"),
        ("나. 데드락(Deadlock)", "데드락이란 무엇인가?"),
        ("1) 교착 상태(Deadlock)", "교착 상태란 무엇인가?"),
        ("좋은 코드란", "좋은 코드란 무엇인가?"),
        # What is described.
        ("배포 전략", "배포 전략은 무엇인가?"),
        ("🚀 객체의 구조", "객체의 구조는 무엇인가?"),
        ("4-2 CSRF 원리", "CSRF 원리는 무엇인가?"),
        ("인덱스를 쓰는 **이유**", "인덱스를 쓰는 이유는 무엇인가?"),
        ("값에 의한 호출", "값에 의한 호출은 무엇인가?"),
        ("격리 수준 네 가지", "격리 수준 네 가지는 무엇인가?"),
        # What is done.
        ("3장 개발 클러스터 구축", "개발 클러스터 구축은 어떻게 하나?"),
        ("리액트 렌더링하기", "리액트 렌더링하는 방법은?"),
        ("파드를 안전하게 배포하기", "파드를 안전하게 배포하는 방법은?"),
        ("공유 클러스터 준비", "공유 클러스터 준비는 어떻게 하나?"),
        ("파드 만들기", "파드 만드는 방법은?"),
        # What is compared.
        ("프로세스와 스레드의 차이", "프로세스와 스레드의 차이는?"),
        ("프로세스와 스레드의 차이는?", "프로세스와 스레드의 차이는?"),
        ("## 리스트와 튜플 비교", "리스트와 튜플의 차이는?"),
        ("REST와 GraphQL 비교", "REST와 GraphQL의 차이는?"),
        ("노드 셀렉터와 노드 어피니티", "노드 셀렉터와 노드 어피니티의 차이는?"),
        ("얕은 복사와 깊은 복사", "얕은 복사와 깊은 복사의 차이는?"),
        ("인증(Authentication)과 인가(Authorization)", "인증과 인가의 차이는?"),
        ("쿠키 vs 세션", "쿠키와 세션의 차이는?"),
        ("쿠키 vs 세션 vs 토큰", "쿠키, 세션, 토큰의 차이는?"),
        ("list, tuple, set의 차이점", "list, tuple, set의 차이는?"),
        ("TCP vs UDP", "What is the difference between TCP and UDP?"),
        ("버전별 차이", "버전별 차이는 무엇인가?"),
        # What is asked already.
        ("12.2.1 왜 서버에서 하나", "왜 서버에서 하나?"),
        ("파드란 무엇인가", "파드란 무엇인가?"),
        ("Q1. 파드란?", "파드란?"),
        ("인덱스는 왜 필요할까", "인덱스는 왜 필요할까?"),
        ("What is a Pod?", "What is a Pod?"),
        # English.
        ("4.5 RBAC", "What is RBAC?"),
        ("Kubernetes", "What do the notes say about Kubernetes?"),
        ("Data fetching", "What do the notes say about data fetching?"),
        ("`kubectl apply`", "What do the notes say about kubectl apply?"),
    ],
)
def test_a_question_of_a_heading(heading: str, expected: str) -> None:
    assert question(heading) == expected
    assert question(normalize("NFD", heading)) == expected


@pytest.mark.parametrize(
    "heading",
    [
        *("개념과 원리", "장점과 단점", "결과 분석", "경험과 교훈", "파드와 파드", "문제와 방법"),
        *("저널 앱의 설정과 비밀번호", "성능 비교", "설치하기", "장단점", "1. 개요", "5.9 정리"),
        *("왜 쓰는가", "언제 쓰나", "무엇을 배우나", "왜?", "얻는 것", "오늘 배운 것", "할 일"),
        *("시크릿을 안전하게", "먼저 지표부터", "읽기 쉬운 코드를 쓰자", "잠금은 여덟 단계"),
        *("파드: 시작, 끝", "▣ 1부 › 시작", "SELECT * FROM t", "404", "**", "3쪽 · p. 3"),
        *("2026-11-24", "2026-11-24 회의", "11월 24일", "2024 회고", "11/24 배포", "월요일 계획"),
        *("How it works", "Why does it fail?", "Notes", "FAQ", "", "가" * 50),
        *("동기화 문제와 해결 방법", "값이 없을 때", "면접 질문", "이력과 되돌리기"),
        *("배포, 보안, 저장소", "파드가 왜 죽는지", "판의 차이와 값의 차이 비교", "큐, 비교"),
    ],
)  # fmt: skip
def test_a_heading_that_names_nothing_makes_no_question(heading: str) -> None:
    assert question(heading) is None


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("Docker와 파드", "Docker와 파드의"), ("Spring vs 장고", "Spring과 장고의"),
        ("JSON vs 엑셀", "JSON과 엑셀의"), ("API vs 화면", "API와 화면의"),
        ("GraphQL vs 화면", "GraphQL과 화면의"), ("ConfigMap vs 파일", "ConfigMap과 파일의"),
        ("Secret vs 파일", "Secret과 파일의"), ("Node vs 파일", "Node와 파일의"),
        ("Volume vs 파일", "Volume과 파일의"), ("Network vs 파일", "Network와 파일의"),
        ("IPv4 vs 파일", "IPv4와 파일의"), ("IPv6 vs 파일", "IPv6과 파일의"),
        ("S3 vs 파일", "S3과 파일의"), ("EC2 vs 파일", "EC2와 파일의"),
        ("C# vs 파이썬", "C#과 파이썬의"),
        ("값 vs 참조", "값과 참조의"), ("참조 vs 값", "참조와 값의"),
    ],
)  # fmt: skip
def test_a_particle_fits_the_word_as_it_is_read(heading: str, asked: str) -> None:
    assert question(heading) == f"{asked} 차이는?"


def test_a_shorter_question() -> None:
    assert shorter("초콜릿 케이크란 무엇인가?") == "초콜릿 케이크는?"
    assert shorter("useEffect 훅이란 무엇인가?") == "useEffect 훅은?"
    assert shorter("배포 전략은 무엇인가?") == "배포 전략은 무엇인가?"


def test_a_difference_is_answered_by_what_tells_one_from_the_other() -> None:
    asked = replace(ANSWER, question="튜플과 리스트의 차이는?")
    assert is_answered(ANSWER) and not is_answered(asked)
    assert is_answered(replace(asked, hits=(replace(HIT, text="튜플은 리스트와 달리"),)))
    assert not is_answered(replace(ANSWER, found=False, spans=()))


def test_questions_are_taken_from_all_over_many_notes() -> None:
    headings = [(f"{note}.md", f"{name} {note}") for note in range(400) for name in ("파드", "큐")]
    found = [next(spread) for spread in [_spread(headings)] for _ in range(401)]
    assert found[:2] == [("0.md", "파드 0이란 무엇인가?"), ("10.md", "파드 10이란 무엇인가?")]
    assert len({path for path, _ in found[:TRIED]}) == TRIED
    assert found[400] == ("0.md", "큐 0이란 무엇인가?")
    assert [asked for _, asked in _spread([("a.md", "고래")])] == ["고래란 무엇인가?", "고래는?"]


def test_examples_are_answered_by_the_note_they_are_of(notes: Path) -> None:
    write_notes(
        notes, {"a.md": "# 고래\n\n고래란 무엇인가? 젖먹이 동물이다.\n", "b.md": "# 정리\n\n끝.\n"}
    )
    assert examples(Quoting.open(notes)) == ("고래란 무엇인가?",)
