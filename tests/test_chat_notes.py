"""Notes as HTML: what is understood of Markdown, and that nothing else gets through."""

import pytest

from chat.page.markdown import Rendering
from chat.page.markup import marked, text
from qa import Span


def html(source: str, *quoted: str) -> str:
    """With the first place of each quoted text marked."""
    spans = [Span(q, source.index(q), source.index(q) + len(q), 1, 1) for q in quoted]
    return Rendering(source, 0, spans).html()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("한 줄\n두 줄", "<p>한 줄&#10;두 줄</p>"),
        ("가\r\n\r\n나", "<p>가</p><p>나</p>"),
        ("## 9.1 원칙\n글", '<h4 class="h2">9.1 원칙</h4><p>글</p>'),
        ("#해시태그", "<p>#해시태그</p>"),
        (
            "- 하나\n  - 둘\n1. 셋\n   이어서",
            '<ul><li class="depth0">하나</li><li class="depth1">둘</li>'
            '<li class="depth0 numbered">1. 셋</li><li class="depth0 more">이어서</li></ul>',
        ),
        ("**굵게** 와 `코드`", "<p><b>굵게</b> 와 <code>코드</code></p>"),
        ("2 ** 3 ** 4, a*b*c", "<p>2 ** 3 ** 4, a*b*c</p>"),
        ("> 인용\n> 둘째", "<blockquote>인용&#10;둘째</blockquote>"),
        ("가\n---\n나", "<p>가</p><hr><p>나</p>"),
        (
            "```yaml\na:\n\n  b: `1`\n```\n끝",
            "<pre><code>a:&#10;&#10;  b: `1`</code></pre><p>끝</p>",
        ),
        ("~~~\n열린 채", "<pre><code>열린 채</code></pre>"),
        (
            "| 가 | 나 |\n|---|:-:|\n| `x` | 2 |",
            '<div class="table"><table><tr><th> 가 </th><th> 나 </th></tr>'
            "<tr><td> <code>x</code> </td><td> 2 </td></tr></table></div>",
        ),
        (
            "[글](https://x.kr/?a=1&b=2)",
            '<p><a href="https://x.kr/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">'
            "글</a></p>",
        ),
    ],
)
def test_what_is_understood(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "![x](https://evil.test/x.png)<img src=x onerror=alert(1)>",
        "[눌러](javascript:alert(1))",
        "[눌러](https://x.kr/\"onclick='alert(1)')",
        "kubectl get pod <pod-name> ${HOME} {{value}} $$x$$ </mark></div>",
        "<https://evil.test>",
    ],
)
def test_no_markup_of_a_note_gets_through(source: str) -> None:
    shown = html(source)
    assert "<img" not in shown and "<script" not in shown and 'javascript:alert(1)"' not in shown
    assert shown.count("<") == shown.count("<p>") + shown.count("</p>") + shown.count("<a ") * 2


def test_a_quotation_is_marked_across_markup() -> None:
    source = "먼저 **굵은 `코드`** 그리고 끝."
    assert html(source, "굵은 `코드`** 그리고") == (
        "<p>먼저 <b><mark>굵은 `코드`</mark></b><mark> 그리고</mark> 끝.</p>"
    )


def test_what_follows_a_quotation_stands_behind_the_markup_that_ends_it() -> None:
    source = "- 로컬은 `localhost`\n- 둘"
    span = Span("로컬은 `localhost`", 2, 17, 1, 1)
    assert source[span.start : span.end] == span.text
    assert Rendering(source, 0, [span], {span.end: "①"}).html() == (
        '<ul><li class="depth0"><mark>로컬은 </mark><code><mark>localhost</mark></code>①</li>'
        '<li class="depth0">둘</li></ul>'
    )


def test_offsets_count_from_the_start_of_the_note() -> None:
    span = Span("둘.", 103, 105, 1, 1)
    assert Rendering("하나 둘. 셋.", 100, [span]).html() == "<p>하나 <mark>둘.</mark> 셋.</p>"


def test_blocks_outside_the_window_are_left_out() -> None:
    assert Rendering("가\n\n나\n\n다", window=(3, 4)).html() == "<p>나</p>"


def test_the_words_that_answer_are_set_off_within_the_quotation() -> None:
    span = Span("값은 10초 다", 0, 8, 1, 1, focus=(3, 6))
    assert marked("값은 10초 다.", 0, [span]) == "<mark>값은 <strong>10초</strong> 다</mark>."
    assert marked("0초 다.", 4, [span]) == "<mark><strong>0초</strong> 다</mark>."


def test_text_is_one_line_of_harmless_html() -> None:
    assert text("a<b>\r\n\tc & \"d'\r") == "a&lt;b&gt;&#10;&#9;c &amp; &quot;d&#x27;&#10;"


@pytest.mark.parametrize("piece", ["`", "**a", "[", "[a](https://", "| ", "> ", "- ", "\\|", "~~~"])
def test_hostile_repetition_comes_to_an_end(piece: str) -> None:
    """Quadratic time would take minutes."""
    assert Rendering("글 " + piece * 100_000).html().startswith("<p>글 ")
