"""Which units of the passages are quoted, given the reader's scores."""

import numpy as np
import pytest

from index.passages.units import units
from qa.answers import Hit
from qa.roles import asks, says_nothing
from qa.spans import choose, openings

BANKS = "- 흙둑\n- 돌둑\n- 나무둑"


def chosen(text: str, *scores: float, question: str = "") -> list[str]:
    """What is quoted, with what it stands under."""
    assert len(units(text)) == len(scores), [unit.of(text) for unit in units(text)]
    hit = Hit(text, 1, 1, "a.md", 0, len(text), 1, 1, None, None, "a", (), "a")
    return [span.shown for span in choose([hit], [np.array(scores, np.float32)], question)]


@pytest.mark.parametrize(
    ("text", "scores", "expected"),
    [
        # Code that answers is quoted without the sentence above it.
        ("다음으로 센다:\n\n```sh\nwc -l a\n```", (0, 5), ["wc -l a"]),
        # The line that announces it answers, and is none: all of the code that it announces.
        ("물은 흐른다. 이렇게 센다:\n\n```sh\nwc -l a\nwc -l b\n```", (0, 9, 0, -5),
         ["wc -l a\nwc -l b"]),
        # A cell of HTML, under the first of its row; no head, and no first cell alone.
        ("<table><tr><th>강</th><th>길이</th></tr><tr><td>한강</td><td>514</td></tr></table>",
         (9, 8, 7, 6), ["강 › 한강 › 514"]),
        # A row, under the head of its table, both with their bars.
        ("| 강 | 길이 |\n|---|---|\n| 한강 | 514 |\n| 금강 | 398 |\n\n물은 흐른다.", (0, 9, 0, 0),
         ["| 강 | 길이 | › | 한강 | 514 |"]),
        # A list whose items are links is none.
        ('- <a href="a">물</a>\n- <a href="b">둑</a>\n\n물은 흐른다.', (9, 9, 0), ["물은 흐른다."]),
        # What a line of nothing but a name says stands below it.
        ("둑\n  ㄴ 물을 막아 둔 것\n\n물은 흐른다.", (9, 1, 2), ["둑 › 물을 막아 둔 것"]),
        # What follows from a sentence, with it.
        ("비가 오래 왔다.\n→ 둑을 열었다.\n\n물은 흐른다.", (9, 1, 2),
         ["비가 오래 왔다.\n→ 둑을 열었다."]),
        # What is known of a list is shown once, under what it stands under.
        ("- 둑은 길고 크고 아주 오래된 것이다.\n  - 흙을 쌓는다.", (9, 8),
         ["둑은 길고 크고 아주 오래된 것이다.", "흙을 쌓는다."]),
        # It comes behind what answers better, and is not shown again.
        ("- 둑은 길고 크고 아주 오래된 것이다.\n  - 흙을 쌓는다.", (6, 9),
         ["둑은 길고 크고 아주 오래된 것이다. › 흙을 쌓는다."]),
        ("- 둑은 길고 크고 아주 오래된 것이다.\n  - 흙을 쌓는다.\n  - 물을 뺀다.\n  - 못을 판다.",
         (0, 5.6, 0, 9), ["둑은 길고 크고 아주 오래된 것이다. › 못을 판다.",
                          "둑은 길고 크고 아주 오래된 것이다. › 흙을 쌓는다."]),
        # Lists and code in items stand as far left as any.
        ("- 둑을 쌓을 때\n    - 고를 것\n        - 흙둑\n        - 돌둑", (0, 0, 9, 9),
         ["둑을 쌓을 때 › 고를 것\n- 흙둑\n- 돌둑"]),
        ("- 둑을 세기\n    ```py\n    for d in 둑:\n        n += 1\n    ```", (0, 9, 0),
         ["둑을 세기\nfor d in 둑:\n    n += 1"]),
        # A row, with its empty cells; a task, with its box.
        ("| | 한강 | 금강 |\n|---|---|---|\n| 길이 | 514 | 398 |\n| 둑 | | 흙 |", (0, 0, 9),
         ["| | 한강 | 금강 | › | 둑 | | 흙 |"]),
        ("- [ ] 둑을 쌓기\n- [x] 물을 빼기", (9, 0), ["[ ] 둑을 쌓기"]),
        # What points back stands with the sentence before it, and an item under the one before it.
        ("물이 찬다. 그래서 둑을 연다. 둑은 높다.", (0, 9, 0), ["물이 찬다. 그래서 둑을 연다."]),
        ("- 물이 찬다.\n  - 여름에 많다.\n- 이때 둑을 연다.", (0, 0, 9),
         ["물이 찬다. › 이때 둑을 연다."]),
        ("It rains for days. This fills the bank.", (6, 9),
         ["It rains for days. This fills the bank."]),
        ("# 둑\n\n이는 높다. 물을 막는다.", (9, 0), ["이는 높다."]),
        # What answers best comes first, what is near to it in the order of the note.
        ("흙둑은 낮다. 비가 온다. 돌둑은 높다.", (6, 0, 9), ["돌둑은 높다.", "흙둑은 낮다."]),
        ("흙둑은 낮다. 비가 온다. 돌둑은 높다.", (8, 0, 9), ["흙둑은 낮다.", "돌둑은 높다."]),
        # An answer, under its question.
        ("Q. 둑은?\nA. 돌로 쌓는다. 높다.", (0, 1, 9), ["Q. 둑은? › 높다."]),
    ],
)  # fmt: skip
def test_what_is_quoted(text: str, scores: tuple[float, ...], expected: list[str]) -> None:
    assert chosen(text, *scores) == expected


@pytest.mark.parametrize(
    "question",
    ["둑의 종류는?", "둑에는 뭐가 있어?", "둑 목록 알려 줘", "what kinds of banks are there?"],
)
def test_all_of_a_list_where_all_is_asked_for(question: str) -> None:
    assert chosen(BANKS, 2, 9, 3, question=question) == [BANKS]


STEPS = "쌓는 순서\n\n1. 흙을 판다.\n2. 돌을 놓는다.\n3. 다진다."


def test_a_list_is_shown_whole_under_its_name_or_heading() -> None:
    whole = ["쌓는 순서\n1. 흙을 판다.\n2. 돌을 놓는다.\n3. 다진다."]
    assert chosen(STEPS, 5, 9, 0, 0, question="둑 쌓는 순서는?") == whole
    assert chosen(STEPS, 5, 9, 0, 0, question="맨 먼저 뭘 해?") == ["쌓는 순서 › 흙을 판다."]
    text = STEPS.partition("\n\n")[2]
    scores = [np.array([9, 0, 0], np.float32)]
    for heading, question, one in (
        ("둑 쌓는 순서", "둑 쌓는 순서 알려 줘", False),
        ("둑 쌓는 순서", "둑은 언제 쌓아?", True),
        ("둑", "둑은 어떻게 쌓아?", True),
    ):
        own = Hit(text, 1, 1, "a.md", 0, 0, 1, 1, None, None, "a", (heading,), "a")
        (span,) = choose([own], scores, question)
        assert (span.shown == "흙을 판다.") == one


def test_steps_are_shown_whole_where_steps_are_asked_for() -> None:
    text = "돌은 무겁다.\n\n" + STEPS.partition("\n\n")[2]
    whole = [STEPS.partition("\n\n")[2]]
    assert chosen(text, 0, 2, 9, -9, question="둑 쌓기 순서는?") == whole
    assert chosen(text, 0, 2, 9, -9, question="돌 다음 순서는?") == ["돌을 놓는다."]
    # Some of them in their order.
    assert chosen(text, 0, 5.8, 0, 9, question="둑은?") == ["흙을 판다.", "다진다."]


def test_a_list_is_not_whole_for_a_name_that_one_item_answers() -> None:
    text = "돌둑\n\n- 높이는 셋이다.\n- 폭은 둘이다.\n- 돌로 쌓는다."
    assert chosen(text, 0, 9, 1, 0, question="돌둑 높이는?") == ["돌둑 › 높이는 셋이다."]
    assert chosen(text, 0, 9, 7, 0, question="돌둑은?") == [text.replace("\n\n", "\n")]


TWO = "- 흙둑: 낮다\n- 돌둑: 높다\n- 나무둑: 썩는다"
ROWS = "| 둑 | 값 |\n|---|---|\n| 흙둑 | 3 |\n| 돌둑 | 9 |\n| 나무둑 | 1 |"


@pytest.mark.parametrize(
    ("text", "scores", "question", "expected"),
    [
        (TWO, (9, -3, -3), "흙둑 vs 돌둑", [TWO]),
        (TWO, (9, -3, -3), "돌둑과 나무둑 차이", ["흙둑: 낮다"]),
        (TWO, (9, -3, -3), "흙둑은 왜 낮아?", ["흙둑: 낮다"]),
        (ROWS, (0, 9, -3, -3, ), "흙둑이랑 돌둑 비교",
         ["| 둑 | 값 | › | 흙둑 | 3 |", "| 둑 | 값 | › | 돌둑 | 9 |"]),
    ],
)  # fmt: skip
def test_both_sides_of_a_comparison(
    text: str, scores: tuple[float, ...], question: str, expected: list[str]
) -> None:
    assert chosen(text, *scores, question=question) == expected


def test_both_sides_of_a_comparison_in_two_sections() -> None:
    hits = [
        Hit(text, 1, n, "a.md", 0, 0, 1, 1, None, None, "a", (heading,), "a")
        for n, (heading, text) in enumerate([("흙둑", "낮다."), ("돌둑", "높다."), ("물", "찬다.")])
    ]
    scores = [np.array([score], np.float32) for score in (9, -3, -3)]
    shown = [span.text for span in choose(hits, scores, "흙둑과 돌둑은 뭐가 달라?")]
    assert shown == ["낮다.", "높다."]
    assert [span.text for span in choose(hits, scores, "물은 뭐가 달라?")] == ["낮다."]


@pytest.mark.parametrize("question", ["가장 센 둑은?", "둑 목록을 보는 곳", "무슨 종류의 둑을 써?"])
def test_one_of_a_list_where_one_is_asked_for(question: str) -> None:
    assert chosen(BANKS, 2, 9, 3, question=question) == ["돌둑"]


@pytest.mark.parametrize(
    "text",
    [
        "둑은 왜 쌓는가", "❓ 둑 쌓기", "Q1) 둑", "문. 둑이란", "언제 물이 넘치나요",
        "어떻게 막을까", "**둑은 무엇인가요?**",
    ],
)  # fmt: skip
def test_questions(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    ["물이 넘치는 일이 일어나요", "언제든 물이 넘치나요. 막는다", "둑이 터지니까", "문을 연다"],
)
def test_statements(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "[물길 보는 법](https://a.example/(1))", "[![그림](a.png)](b.md)", "[물길][1]", "![[둑]]",
        "<https://a.example/물>", '<a href="/x">물길</a>', "참고: [물길](a)", "see also: [[둑]]",
        "# 물", "##물", "#물 #물/강",
    ],
)  # fmt: skip
def test_links_and_headings_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["[물길](a.md)은 길다.", "참고: 물은 흐른다.", "a[0] = b[1]", "#물 흐른다", "#3 둑"]
)
def test_what_holds_a_link_says_something(text: str) -> None:
    assert not says_nothing(text)


def opened(*texts: tuple[str, int, str]) -> list[str]:
    """How notes begin of which these passages were found: path, start and text of each."""
    return [
        span.text
        for span in openings(
            [
                Hit(text, 1, 1, path, start, start + len(text), 1, 1, None, None, "a", (), "a")
                for path, start, text in texts
            ]
        )
    ]


@pytest.mark.parametrize(
    "directive",
    [
        "{% include toc %}", "* TOC\n{:toc}", "{: .no_toc}", "[TOC]", "[[_TOC_]]", "@[toc]",
        "${toc}", "{{< toc >}}", "{{TOC}}", ":::info", "::: tip 물때", "!!! note",
        "\\tableofcontents", "목차", "**Table of Contents**", "# 물",
    ],
)  # fmt: skip
def test_a_directive_is_no_opening(directive: str) -> None:
    assert opened(("a.md", 0, f"{directive}\n\n물은 흐른다.")) == ["물은 흐른다."]


@pytest.mark.parametrize("text", ["{물, 불}은 집합이다.", "목차는 짧게 쓴다.", "TOC는 목차다."])
def test_what_begins_as_a_directive_may_be_an_opening(text: str) -> None:
    assert opened(("a.md", 0, text)) == [text]


def test_a_note_opens_behind_its_table_of_contents() -> None:
    toc = "1. [물](#물)\n2. [둑](#둑)"
    found = opened(("a.md", 90, "둑은 높다."), ("b.md", 0, toc), ("a.md", 0, toc),
                   ("a.md", 40, "물은 흐른다."))  # fmt: skip
    assert found == ["물은 흐른다."]
