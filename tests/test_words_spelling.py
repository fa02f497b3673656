"""One spelling for what is written in several."""

import pytest

from index.words.spelling import bases, folded, singular, standard


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("쿠버네티스", "쿠버네티즈"),
        ("컨테이너", "콘테이너"),
        ("메시지", "메세지"),
        ("디렉터리", "디렉토리"),
        ("애플리케이션", "어플리케이션"),
        ("데이터베이스", "데이타베이스"),
        ("스케줄러", "스케쥴러"),
        ("아키텍처", "아키텍쳐"),
        ("캐시", "캐쉬"),
        ("셸", "쉘"),
        ("윈도", "윈도우"),
        ("릴리스", "릴리즈"),
        ("브랜치", "브렌치"),
        ("템플릿", "탬플릿"),
        ("서버", "써버"),
    ],
)
def test_loan_words_written_in_two_ways(one: str, other: str) -> None:
    assert folded(standard(one)) == folded(standard(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("재정", "제정"), ("화재", "화제"), ("개시", "게시"), ("세로", "새로"), ("감사", "감싸")],
)
def test_words_that_only_sound_alike_stay_two(one: str, other: str) -> None:
    assert folded(standard(one)) != folded(standard(other))


def test_standard_spelling() -> None:
    assert standard("콘테이너를 디렉토리로") == "컨테이너를 디렉터리로"
    assert standard("아이콘과 Pod") == "아이콘과 Pod"


def test_folding_keeps_the_length() -> None:
    assert folded("브랜치 스케쥴 shared 쉐어") == "브렌치 스케줄 shared 셰어"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Pods", "pod"),
        ("policies", "policy"),
        ("patches", "patch"),
        ("processes", "process"),
        ("caches", "cache"),
        ("databases", "database"),
        ("APIs", "api"),
        ("VMs", "vm"),
        ("class", "class"),
        ("status", "status"),
        ("alias", "alias"),
        ("aliases", "alias"),
        ("https", "https"),
        ("DNS", "dns"),
        ("ls", "ls"),
        ("cookie", "cooky"),
        ("cookies", "cooky"),
    ],
)
def test_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("created", ["creat", "create"]),
        ("running", ["runn", "runne", "run"]),
        ("copied", ["copi", "copie", "copy"]),
        ("pod", []),
        ("king", []),
        ("파드", []),
    ],
)
def test_bases(word: str, expected: list[str]) -> None:
    assert bases(word) == expected
