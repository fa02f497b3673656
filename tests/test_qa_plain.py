"""Quotations for a terminal."""

import time

import pytest

from index.passages.layout import layout_of
from index.reading.markdown import outline_of
from qa.answers import Hit, Span
from qa.plain import as_text, plain, shown


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("**격리 수준(level)**은 *중요*하다", "격리 수준(level)은 중요하다"),
        ("**TIME_WAIT**과 **a = b**", "TIME_WAIT과 a = b"),
        ("~~지움~~ ==밑줄== 값은 $x^2$ 와 $5, $10", "지움 밑줄 값은 x^2 와 $5, $10"),
        ("[글](https://x.kr) ![그림](a.png) [[노트|별명]] [[노트]]", "글 그림 별명 노트"),
        ("`a ** b` 와 2 ** 3, snake_case_name", "a ** b 와 2 ** 3, snake_case_name"),
        ("글[^1] 끝 %%숨김%%", "글 끝 "),
        ("\\*별\\* a*b*c", "*별* a*b*c"),
        ("값은 <b>A&amp;B</b><br>이고 List<String> 이다", "값은 A&B 이고 List<String> 이다"),
        ("| a | **b** |\n| c | d |", "| a | b |\n| c | d |"),
    ],
)
def test_the_marks_are_left_out(quoted: str, shown: str) -> None:
    assert plain(quoted) == shown


@pytest.mark.parametrize(
    ("text", "start", "shown"),
    [
        ("| `a\\|b` | **둘** |", 20, "a|b · 둘"),
        ("| 명령 | 뜻 |", 2, "명령 · 뜻"),
        ("| 명령 | 뜻 |\n|---|---|\n| `a\\|b` | **둘** |", 2, "명령 · 뜻\na|b · 둘"),
        ("a | b", 43, "a | b"),
    ],
)
def test_rows_of_a_table_have_no_bars(text: str, start: int, shown: str) -> None:
    whole = "\n\n| 명령 | 뜻 |\n|---|---|\n| `a\\|b` | **둘** |\n\na | b"[2:]
    hit = Hit(whole, 1, 1, "a.md", 2, 2 + len(whole), 1, 1, None, None, "a", (), "a")
    assert as_text(hit, text, start) == shown


def test_the_head_of_a_table_before_the_passage_has_no_bars() -> None:
    rows = "| 흙 | 3 |\n| 돌 | 9 |"
    hit = Hit(rows, 1, 1, "a.md", 40, 40 + len(rows), 9, 10, None, None, "a", (), "a")
    assert as_text(hit, "| 둑 | 값 |", 2) == "둑 · 값"
    assert as_text(hit, "둑의 `값`:", 2) == "둑의 값:"


@pytest.mark.parametrize(
    ("whole", "text", "shown"),
    [
        ("> [!tip] 둑\n> - 흙둑\n> - 돌둑", "- 흙둑\n> - 돌둑", "- 흙둑\n- 돌둑"),
        ("> | 둑 | 값 |\n> |---|---|\n> | 흙 | 3 |", "| 둑 | 값 |\n> |---|---|\n> | 흙 | 3 |",
         "둑 · 값\n흙 · 3"),
        ("> $$\n> h = 3\n>   + x\n> $$", "h = 3\n>   + x", "h = 3\n  + x"),
        ("- > > 첫째\n  >> 둘째\n > 셋째", "첫째\n  >> 둘째\n > 셋째", "첫째\n둘째\n셋째"),
        ("- 둑\n  > ```\n  > a \\\n  >   -b\n  > ```", "a \\\n  >   -b", "a \\\n  -b"),
        ("> - 둑:\n>   - 흙\n>     - 점토\n>   - 돌", "둑:\n>   - 흙\n>     - 점토\n>   - 돌",
         "둑:\n- 흙\n  - 점토\n- 돌"),
        ("- 둑\n    ```\n    if a:\n        b\n    ```", "if a:\n        b", "if a:\n    b"),
        ("- 둑\r\n\t- 흙\r\n\t\t- 점토\r\n\t- 돌", "- 흙\r\n\t\t- 점토\r\n\t- 돌",
         "- 흙\r\n\t- 점토\r\n- 돌"),
        ("- 둑\n  | 흙 | 3 |\n  | 돌 | 9 |", "| 흙 | 3 |\n  | 돌 | 9 |", "흙 · 3\n돌 · 9"),
        ("    둑\n  물\n비", "둑\n  물\n비", "둑\n물\n비"),
        # A mark that is none of the quotation.
        ("> ```\n> a\n> > b\n> ```", "a\n> > b", "a\n> b"),
        (">  ```\n>     a\n> > b\n> ```", "a\n> > b", "a\n> b"),
        ("```\n    a\n> b\n```", "a\n> b", "a\n> b"),
        ("```\na\n> b\n```", "a\n> b", "a\n> b"),
        ("셋 > [둘]\n> 1", "[둘]\n> 1", "[둘]\n> 1"),
        ("> 둑이다.\n\n셋 > 둘\n> 1", "셋 > 둘\n> 1", "셋 > 둘\n> 1"),
    ],
)  # fmt: skip
def test_lines_are_flush_and_a_quotation_has_no_marks(whole: str, text: str, shown: str) -> None:
    hit = Hit(whole, 1, 1, "a.md", 9, 9 + len(whole), 1, 1, None, None, "a", (), "a")
    assert as_text(hit, text, 9 + whole.index(text)) == shown


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("- 흙\n        - 점토\n    - 돌", "- 흙\n    - 점토\n- 돌"),
        ("- [ ] 흙\n    - [x] 돌", "- [ ] 흙\n- [x] 돌"),
        ("1. 흙\n       1) 점토\n    2. 돌", "1. 흙\n   1) 점토\n2. 돌"),
        ("- 흙\n        - 점토\n        - 모래", "- 흙\n        - 점토\n        - 모래"),
    ],
)
def test_an_item_beside_it_tells_how_deep_a_passage_begins(listed: str, expected: str) -> None:
    note = f"- 둑\n    {listed}"
    start, end = 8, len(note)
    layout = layout_of(note, outline_of(note)).cut(note, start, end).to_text()
    hit = Hit(listed, 1, 1, "a.md", start, end, 2, 4, None, None, "a", (), "a", layout=layout)
    assert as_text(hit, listed, start) == expected


@pytest.mark.parametrize(
    ("text", "above"),
    [("물을 막는다.", "둑 › "), ("- 흙\n- 돌", "둑\n"), ("| 흙 |\n|---|", "둑 › ")],
)
def test_what_several_lines_stand_under_is_on_a_line_of_its_own(text: str, above: str) -> None:
    whole = f"둑:\n\n{text}"
    hit = Hit(whole, 1, 1, "a.md", 7, 7 + len(whole), 1, 1, None, None, "a", (), "a")
    span = Span(text, 11, 11 + len(text), 3, 1, (("둑:", 7, 9),))
    assert shown(hit, span)[0] == above


@pytest.mark.parametrize(
    "piece", ["**a", "[[", "[a](", "$a", "%%", "`", "*a", "<!--", "==", "__a "]
)
def test_a_long_line_takes_no_long_time(piece: str) -> None:
    began = time.perf_counter()
    plain(piece * 3_000)
    assert time.perf_counter() - began < 2
