"""What a question asks for, and where a sentence has it."""

import pytest

from qa.asking import read


@pytest.mark.parametrize(
    ("question", "text", "focus"),
    [
        (
            "GeoDNS TTL은 몇 초로 잡나요?",
            "GeoDNS를 쓴다면 TTL은 30~60초 정도로 짧게 잡음",
            "30~60초",
        ),
        ("작업 제한 시간은 얼마야?", "작업은 360분까지 돌 수 있음", "360분"),
        ("How long may a job run?", "작업은 360분까지 돌 수 있음", "360분"),
        ("How often is it checked?", "It is checked every 10 seconds.", "10 seconds"),
        ("쿠버네티스는 언제 공개됐나?", "2014년 6월 7일에 처음 공개됐다.", "2014년 6월 7일"),
        ("When was it released?", "It was released on June 7, 2014.", "June 7, 2014"),
        ("몇 퍼센트까지 늘어?", "2단계에서 25%까지 늘어난다.", "25%"),
        ("몇 번 시도해?", "30초 안에 세 번 시도한다.", "세 번"),
        ("포트는 몇 번이야?", "기본 포트는 6379다.", "6379"),
        ("99.9%면 한 달에 얼마나 멈춰도 돼?", "99.9%면 한 달에 43분이다.", "43분"),
        # More than one, none but what the question says itself, nothing of the kind asked for:
        ("얼마나 기다려?", "30초를 기다리고 10초 더 쉰다.", None),
        ("30초면 얼마야?", "30초는 길다.", None),
        ("언제 쓰나?", "2014년에 공개됐다.", None),
        ("파드는 무엇인가?", "파드는 3개다.", None),
    ],
)
def test_focus(question: str, text: str, focus: str | None) -> None:
    extent = read(question).focus(text)
    assert (extent and text[slice(*extent)]) == focus


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("얼마나 기다려?", "30초를 기다리고 10초 더 쉰다.", True),
        ("얼마나 기다려?", "오래 기다린다.", False),
        ("30초면 얼마야?", "30초는 길다.", False),
        ("몇 년에 나왔어?", "버전 1.7에 나왔다.", False),
        ("몇 번 시도해?", "30초 동안 시도한다.", False),
        ("왜 기다려?", "30초 동안 기다린다.", False),
    ],
)
def test_fits(question: str, text: str, fits: bool) -> None:
    assert read(question).fits(text) is fits


@pytest.mark.parametrize(
    ("question", "several", "code"),
    [
        ("서비스 메시의 장점은?", True, False),
        ("롤아웃 단계를 알려 줘", True, False),
        ("What are the types of services?", True, False),
        ("파드가 가지고 있는 것은?", False, False),
        ("로그를 보는 명령어는?", False, True),
        ("테인트를 지우려면?", False, True),
        ("How do I drain a node?", False, True),
        ("파드란?", False, False),
    ],
)
def test_kinds(question: str, several: bool, code: bool) -> None:
    asking = read(question)
    assert (asking.several, asking.code) == (several, code)
