"""Where in a note a quotation is marked."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_chat_notes import LINKS, marks

from chat.page.note.rendering import CUT, passage, whole
from qa import Span


@pytest.mark.parametrize(
    ("source", "quoted", "expected"),
    [
        ("먼저 **굵은 `코드`** 그리고 끝.", "굵은 `코드`** 그리고", "굵은 코드 그리고"),
        ("- 로컬은 `localhost`\n- 둘", "로컬은 `localhost`", "로컬은 localhost"),
        ("> 1. 가\r\n>    - 나 *다*\r\n", "나 *다*", "나 다"),
        ("\t코드 한 줄\n\t둘째", "둘째", "둘째"),
        ("- 항목\n\t```sh\n\t# 설치\n\tapt install\n\t```", "apt install", "apt install"),
        ("| 가 | 나 |\n|-|-|\n| 나 | 가 |", "| 나 | 가 |", "나가"),
        ("[글](https://x.kr/글) 글", " 글", " 글"),
        ("# 가 # 나 #", "나", "나"),
        ("가  \n나\\\n다", "나\\\n다", "나다"),
        ("***가*나**다", "나", "나"),
    ],
)
def test_a_quotation_is_marked_where_it_stands(source: str, quoted: str, expected: str) -> None:
    assert marks(source, quoted) == expected


def test_offsets_count_from_the_start_of_the_note() -> None:
    span = Span("둘.", 103, 105, 1, 1)
    assert passage("하나 둘. 셋.", 100, "", [span]) == "<p>하나 <mark>둘.</mark> 셋.</p>"
    code = passage("a: 1\n```\n글", 100, "```yaml", [Span("a: 1", 100, 104, 1, 1)])
    assert '<span class="language">yaml</span>' in code and "<p>글</p>" in code


def test_paragraphs_outside_the_window_are_left_out() -> None:
    assert whole("가\n\n나\n\n다", (), LINKS, (3, 5)) == f"{CUT}<p>나</p>{CUT}"
    code = whole("```py\n가\n\n나\n\n다\n```\n", (), LINKS, (10, 13))
    assert '<span class="language">py</span>' in code and "가" not in code


_PIECES = st.sampled_from(
    "가 나 `c` ** * _ ~~ == %% <b> </b> <br> <x> <!-- --> [ ] ( ) [[a|b]] ![[c]] $x$ $$ | \\ &amp; "
    "# > - 1. [ ] [x] [!note] [^1] [^1]: ``` ~~~ : --- http://a.b <http://a.b> \t".split(" ")
    + ["\n", "\n\n", "\r\n", "\r", "    ", "\t", "  \n", "| a | b |\n|-|-|\n"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join), st.data())
def test_every_mark_is_a_part_of_its_quotation(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    made = whole(source, [Span("", start, end, 1, 1)], LINKS, (0, len(source)))
    unmarked = whole(source, (), LINKS, (0, len(source)))
    assert made.replace("<mark>", "").replace("</mark>", "") == unmarked
    shown = "".join(re.findall("<mark>(.*?)</mark>", made))
    shown = re.sub("<math.*?</math>|<code class=.tex.*?</code>", "", shown)  # marked as wholes
    letters = re.findall("[가나]", re.sub("<[^>]*>", "", shown))
    rest = iter(re.findall("[가나]", source[start:end]))
    assert all(letter in rest for letter in letters)
