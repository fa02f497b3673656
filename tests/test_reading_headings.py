"""Headings: which lines are, how far they hold and what they say."""

import pytest

from index.reading.fences import lines_of
from index.reading.headings import Heading, section_number, shown, term
from index.reading.markdown import outline_of


def headings_of(text: str, start: int = 0) -> list[Heading]:
    return outline_of(text, start).headings


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
    assert headings_of(f"앞\n{line}\n\n뒤\n") == [Heading(level, text, 2, 3 + len(line))]


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


def test_lines_are_ended_by_lf_crlf_or_cr() -> None:
    assert lines_of("가\r\n나\r\n\n다\r라") == [(0, 1), (3, 4), (6, 6), (7, 8), (9, 10)]
    assert lines_of("") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("격리 수준\n===\n\n팬텀 읽기\n---\n", [(1, "격리 수준"), (2, "팬텀 읽기")]),
        ("한 줄로 쓴 문장이다.\n---\n", []),  # below a sentence a rule is a rule
        ("##트라이\n#힙 정렬의 순서\n#힙\n", [(2, "트라이"), (1, "힙 정렬의 순서"), (1, "힙")]),
        ("#힙 #정렬/빠른\n", []),
        # A note that writes its headings otherwise begins a line with a tag.
        ("# 둑\n\n#여름 대비 요약본\n#todo 다시 읽기\n\n## 흙둑\n", [(1, "둑"), (2, "흙둑")]),
        ("#여름 대비 요약본\n\n## 흙둑\n", [(2, "흙둑")]),
        ("# 둑\n##흙둑\n#여름 대비\n", [(1, "둑"), (2, "흙둑")]),
        ("#흙둑 쌓기\n## 흙\n##물\n", [(1, "흙둑 쌓기"), (2, "흙"), (2, "물")]),
        ("#물/둑 | 먼저: [[강]]\n", []),
        ("#둑 쌓기\n\n```sh\n# 말\n```\n\n> ## 글\n", [(1, "둑 쌓기"), (2, "글")]),
        ("#\u00a0게이트웨이\n", [(1, "게이트웨이")]),
        ("## \n", [(2, "")]),
        ("<h3 class='x'>한국 <b>지도</b></h3>", [(3, "한국 지도")]),
        ("<!-- \n# 지운 것\n-->\n# 남은 것\n", [(1, "남은 것")]),
        ("%%\n# 지운 것\n%%\n", []),
        ("**레이턴시**\n\n답이 올 때까지의 시간이다.\n", [(7, "레이턴시")]),
        ("**레이턴시**가 길다.\n\n답이 늦다.\n", []),
        ("- `핀닝`\n\n  한 코어에 묶는 일이다.\n- 둘\n", [(8, "핀닝")]),
        ("- **장점**\n  - 빠르다\n  - 싸다\n", []),  # the item says what it is about
        ("핀닝\n: 한 코어에 묶는 일이다.\n", [(7, "핀닝")]),
        ("> [!tip]+ 외울 것\n> 세 번이다.\n", [(7, "외울 것")]),
        ("> [!tip] VIF\n> 열이 넘는다.\n", [(7, "VIF")]),
        ("> [!note]- 둑 (bank)\n> ---\n> 글이다.\n", [(7, "둑 (bank)")]),
        ("> [!faq] 1. Why?\n> - 물\n\n- > [!tip] # C\n  > 글\n", [(7, "1. Why?"), (8, "# C")]),
        ("> [!tip] <!-- 뒤에 --> DAM\n> 글이다.\n", [(7, "DAM")]),
    ],
)
def test_the_many_ways_to_write_one(text: str, found: list[tuple[int, str]]) -> None:
    assert [(heading.level, heading.text) for heading in headings_of(text)] == found


def test_one_in_a_quotation_or_an_item_holds_no_further() -> None:
    text = "> ## 인용\n> 가\n\n- ### 항목\n\n  나\n\n다\n"
    assert [(h.text, text[h.end : h.until]) for h in headings_of(text)] == [
        ("인용", "> 가\n"),
        ("항목", "\n  나\n\n"),
    ]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("**[소켓](https://a.example/b_(c))과 `__init__`** <a id='s'></a> {#s}", "소켓과 __init__"),
        ("[[프로세스|일꾼]]과 [[스레드]]", "일꾼과 스레드"),
        ("~~옛~~ ==새== *이름*[^2]", "옛 새 이름"),
        ("![그림](a.png) 제목 &amp; 값", "그림 제목 & 값"),
        ("snake_case_name 과 2 * 3 * 4", "snake_case_name 과 2 * 3 * 4"),
        ("라\u200b우터", "라우터"),
        ("C\\# 와 F\\#", "C# 와 F#"),
    ],
)
def test_what_is_shown_of_it(heading: str, words: str) -> None:
    assert shown(heading) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("**샘플링**(Sampling):", "샘플링(Sampling)"),
        ("__양자화__", "양자화"),
        ("`SELECT`", "SELECT"),
        ("**굵은 문장이다.**", ""),
        ("**앞** 과 **뒤**", ""),
        ("굵지 않다", ""),
    ],
)
def test_a_line_that_is_a_term(line: str, words: str) -> None:
    assert term(line) == words


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("0.1 + 0.2", ()),
        ("24.03.05 모임", ()),
        ("172.16.0.9 서버", ()),
        ("9.1 원칙", (9, 1)),
        ("9.1.2. Service", (9, 1, 2)),
        ("9장 네트워킹", ()),
        ("원칙 9.1", ()),
    ],
)
def test_section_number(heading: str, number: tuple[int, ...]) -> None:
    assert section_number(heading) == number
