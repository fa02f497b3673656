"""Headings, and the lines they are found in."""

import pytest

from index.reading.headings import Heading, headings_of, lines_of, section_number


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("# 9장 네트워킹", 1, "9장 네트워킹"),
        ("###### 깊은 제목", 6, "깊은 제목"),
        ("   ## 들여 쓴 제목", 2, "들여 쓴 제목"),
        ("## 닫은 제목 ##  ", 2, "닫은 제목"),
        ("## C# 언어", 2, "C# 언어"),
        ("9.1 쿠버네티스 네트워크 원칙", 2, "9.1 쿠버네티스 네트워크 원칙"),
        ("1.1 애플리케이션 개요", 2, "1.1 애플리케이션 개요"),
        ("9.1 개념 정리", 2, "9.1 개념 정리"),
        ("3.2 분산 시스템", 2, "3.2 분산 시스템"),
        ("1.2 초기 설정", 2, "1.2 초기 설정"),
        ("9.1.2. Service", 3, "9.1.2. Service"),
    ],
)
def test_heading(line: str, level: int, text: str) -> None:
    assert headings_of(f"앞\n{line}\n뒤\n") == [Heading(level, text, 2, 3 + len(line))]


@pytest.mark.parametrize(
    "line",
    [
        "####### 일곱",
        "#태그",
        "    # 들여 쓴 코드",
        "1.5 GB를 쓴다",
        "3.5초가 걸림",
        "1.5 초가 걸림",
        "0.5 % 미만",
        "9.1 파드는 죽으면 다시 만들어진다.",
        "9.1 파드는 죽는다",
        "2.1 버전부터는 이렇게 하세요",
        "9.1 " + "가" * 61,
        "9. 한 자리 번호",
        "2024.1.5 일기",
        "앞에 9.1 제목",
    ],
)
def test_no_heading(line: str) -> None:
    assert headings_of(f"{line}\n") == []


def test_levels_and_places_of_several() -> None:
    text = "# 가\r\n9.1 나\r9.1.1 다\n끝"
    assert headings_of(text) == [
        Heading(1, "가", 0, 5),
        Heading(2, "9.1 나", 5, 11),
        Heading(3, "9.1.1 다", 11, 19),
    ]
    assert headings_of(text, start=5) == headings_of(text)[1:]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```\n# 코드\n```\n# 제목", ["제목"]),
        ("~~~ sh\n# 코드\n```\n# 코드\n~~~\n# 제목", ["제목"]),
        ("````\n```\n# 코드\n````\n# 제목", ["제목"]),
        ("```\n# 코드\n``` 아직\n9.1 코드\n", []),
        ("```\n# 닫히지 않은 코드", []),
        ("`` `\n# 제목", ["제목"]),
        ("``` a`b\n# 제목", ["제목"]),
    ],
)
def test_no_headings_in_code_fences(text: str, found: list[str]) -> None:
    assert [heading.text for heading in headings_of(text)] == found


def test_lines_keep_their_endings_and_know_their_fence() -> None:
    lines = list(lines_of("가\r\n```\r나\n```\n```\n다"))
    assert [(line.text, line.start, line.end, line.fence) for line in lines] == [
        ("가\r\n", 0, 3, -1),
        ("```\r", 3, 7, 3),
        ("나\n", 7, 9, 3),
        ("```\n", 9, 13, 3),
        ("```\n", 13, 17, 13),
        ("다", 17, 18, 13),
    ]
    assert list(lines_of("")) == []


@pytest.mark.parametrize(
    ("heading", "number"),
    [("9.1 원칙", (9, 1)), ("9.1.2. Service", (9, 1, 2)), ("9장 네트워킹", ()), ("원칙 9.1", ())],
)
def test_section_number(heading: str, number: tuple[int, ...]) -> None:
    assert section_number(heading) == number
