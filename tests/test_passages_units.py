"""Units of an answer: where they begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages.layout import layout_of
from index.passages.units import blocks, lists, tables, under, units
from index.reading.markdown import outline_of

PIECES = st.sampled_from(
    [
        *(
            "파드는 죽는다.",
            "다시 뜬다! ",
            "끝이에요? ",
            "v1.2.3 ",
            "e.g. ",
            "x. ",
            "3. 1. ",
            "[x] ",
        ),
        *("\n", "\r\n", "\r", "\n\n", "- ", "  * ", "1. ", "- [x] ", "> ", "| a | b |", "|---|"),
        *("\n```yaml\n", "\n```\n", "~~~\n", "# 제목\n", "\t", " ", "”", "👍", "é", "}"),
    ]
)


def texts(text: str) -> list[str]:
    return [unit.of(text) for unit in units(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 하나\n* 둘\n+ 셋\n• 넷\n· 다섯", ["하나", "둘", "셋", "넷", "다섯"]),
        ("- 하나\n  - 둘\n    * 셋\n\t+ 넷", ["하나", "둘", "셋", "넷"]),
        ("1. 첫째\n2) 둘째\n 10. 열째", ["첫째", "둘째", "열째"]),
        ("- [ ] 할 일\n- [x] 한 일\n3. [X] 셋", ["할 일", "한 일", "셋"]),
        ("> 인용. 둘\n> > - 셋", ["인용.", "둘", "셋"]),
        ("- 하나다. 둘이다.\n- 셋", ["하나다. 둘이다.", "셋"]),
        ("-5도\n1.5배", ["-5도", "1.5배"]),
        ("- \n1. \n\n \n", []),
    ],
)
def test_list_items(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| 이름 | 값 |\n| --- | :-: |\n| a | 1. 둘 |", ["이름 | 값", "a | 1. 둘"]),
        ("  |a|b|\n  |-|-|\n", ["a|b"]),
        ("이름 | 값\n--- | ---\na | b", ["이름 | 값", "a | b"]),
        ("| |\n|  |", []),
    ],
)
def test_table_rows_without_outer_pipes(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize("before", ["", "> ", "- "])
def test_a_table_is_whole_where_its_head_begins_with_an_empty_cell(before: str) -> None:
    table = "| | 흙둑 | 돌둑 |\n|---|---|---|\n| | 3 | 4 |".replace(
        "\n", f"\n{before}".replace("-", " ")
    )
    text = before + table
    assert [text[start:end] for start, end in tables(text)] == [table]
    assert texts(text) == ["흙둑 | 돌둑", "3 | 4"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "앞.\n```yaml\nspec:\n\n  replicas: 3. 끝. 둘\n```\n뒤.",
            ["앞.", "spec:", "replicas: 3. 끝. 둘", "뒤."],
        ),
        ("~~~\n- a\n| b |\n# c\n~~~", ["- a", "| b |", "# c"]),
        ("```js\nf() {\n}\n```", ["f() {"]),
        ("```\n닫히지 않음. 둘", ["닫히지 않음. 둘"]),
    ],
)
def test_lines_of_code(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "파드는 죽는다. 다시 떠요. 정말? 네! 끝",
            ["파드는 죽는다.", "다시 떠요.", "정말?", "네!", "끝"],
        ),
        ("지정 안 함. 다음", ["지정 안 함.", "다음"]),
        ("그는 “간다.” 라고 했다.", ["그는 “간다.” 라고 했다."]),
        ("(끝났다.) 다음", ["(끝났다.)", "다음"]),
        ("하나다.  둘이다.", ["하나다.", "둘이다."]),
        ("하나다.\r\n둘이다.\r\n- 셋\r\n넷\r다섯", ["하나다.", "둘이다.", "셋", "넷", "다섯"]),
        ("# 제목\n본문", ["본문"]),
        (
            "Is it full? No. Wait. It took 5 sec. 끝",
            ["Is it full?", "No.", "Wait.", "It took 5 sec.", "끝"],
        ),
        ("---\n***\n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "v1.2.3은 1.5배 빠르다",
        "버전 1.2. 다음은 2. 그다음",
        "2024. 3. 1. 에 시작",
        "캐시, e.g. Redis, i.e. 메모리",
        "파드, 볼륨 etc. 모두",
        "ex. 레디스 vs. 몽고",
        "U.S. 리전의 J. Doe",
        "보의 높이는 교재 Fig. 3 참고",
        "Eq. (2)와 eqs. 4에서 approx. 3배, cf. 둑",
        "Kim et al. 은 Prof. Lee와 재었다",
        "Vol. 2, Sec. 4, No. 7, pp. 8을 본다",
        "a.b.c와 Node.js와 끝났다.둘째",
    ],
)
def test_no_sentence_ends_here(text: str) -> None:
    assert texts(text) == [text]


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_units_are_pieces_of_the_text_in_its_order(text: str) -> None:
    last = 0
    for unit in units(text):
        assert last <= unit.start < unit.end <= len(text)
        piece = unit.of(text)
        assert piece == piece.strip()
        assert any(letter.isalnum() for letter in piece)
        assert "\n" not in piece and "\r" not in piece
        last = unit.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("장점:\n\n- 하나\n- 둘\n\n끝", ["- 하나\n- 둘"]),
        ("1. 하나\n   - 가\n   이어짐\n2. 둘\n문장", ["1. 하나\n   - 가\n   이어짐\n2. 둘"]),
        ("- 하나\n\n- 둘\n\n문장\n\n* 셋\n* 넷", ["- 하나\n\n- 둘", "* 셋\n* 넷"]),
        ("- 하나뿐\n\n문장", []),
        ("- }\n- ?!\n", []),
        ("```yaml\n- a\n- b\n```", []),
        ("", []),
    ],
)
def test_lists(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in lists(text)] == expected


def test_a_part_of_a_text_is_read_as_it_stands_there() -> None:
    text = "- 하나\n  - a: 1\n  - b: 2\n\n```\n- c\n```"
    layout = layout_of(text, outline_of(text)).cut(text, 7, len(text)).to_text()
    part = text[7:]
    assert [(unit.of(part), unit.above, unit.code) for unit in units(part, layout)] == [
        ("a: 1", -1, False),
        ("b: 2", -1, False),
        ("- c", -1, True),
    ]
    assert [part[start:end] for start, end in lists(part, layout)] == ["- a: 1\n  - b: 2"]
    assert [part[start:end] for start, end in blocks(part, layout)] == ["- c"]


@given(st.lists(PIECES).map("".join))
def test_lists_are_made_of_units(text: str) -> None:
    starts = {unit.start for unit in units(text)}
    ends = {unit.end for unit in units(text)}
    for start, end in lists(text):
        assert text[start:end] == text[start:end].strip()
        assert any(start <= one < end for one in starts)
        assert any(start < one <= end for one in ends)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- 하나\n  - 가\n    - 나\n- 둘", [("하나",), ("하나", "가")]),
        ("장점:\n\n- 하나\n- 둘\n\n끝났다.\n- 셋", [("장점",), ("장점",)]),
        # A name, and what it names; not the end of a paragraph, nor what says something.
        ("해고 요건\n- 하나\n- 둘", [("해고 요건",)] * 2),
        ("해고 요건\n\n1. 하나\n2. 둘\n\n- 셋", [("해고 요건",)] * 2),
        ("해고 요건\n① 하나\n② 둘", [("해고 요건",)] * 2),
        ("가. 예고\n나. 해고 요건\n 1) 하나\n 2) 둘\n다. 통지", [("해고 요건",)] * 2),
        ("요건이 있는데 그것은\n해고 요건\n- 하나", []),
        ("요건을 보자…\n- 하나", []),
        ("글이다. 장점：\n1. 하나", [("장점",)]),
        # Without a blank line between, as people write.
        ("장점:\n- 하나\n단점:\n- 둘", [("장점",), ("단점",)]),
        ("- 하나. 둘\n  셋\n  - 가", [("하나. 둘",), ("하나. 둘",)]),
        ("* 하나:\n\t* 가", [("하나",)]),
        ("| 이름 | 값 |\n|---|---|\n| a | 1 |\n| b | 2 |\n글", [("이름 | 값",)] * 2),
        ("- 하나\n```\n- a\n```\n  - 가", [("하나",)] * 2),
        ("하나\n둘\n  셋", []),
    ],
)
def test_what_a_unit_stands_under(text: str, expected: list[tuple[str, ...]]) -> None:
    found = units(text)
    above = [tuple(under(text, found, place)) for place in range(len(found))]
    assert [texts for texts in above if texts] == expected


@given(st.lists(PIECES).map("".join))
def test_a_unit_stands_under_an_earlier_one(text: str) -> None:
    assert all(-1 <= unit.above < place for place, unit in enumerate(units(text)))
