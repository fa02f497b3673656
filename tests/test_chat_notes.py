"""Notes as HTML: what is understood of Markdown, where quotations are marked, and that nothing
else gets through.
"""

import re

import pytest

from chat.page.note.lines import lines_of, open_fence
from chat.page.note.links import Links
from chat.page.note.rendering import whole
from qa import Span

LINKS = Links("책/노트.md", lambda name: f"/picture/x/{name}" if name == "책/그림.png" else None)
PICTURE = '<span class="picture"><span class="spoken"><span class="ko">그림</span>'


def html(source: str, *quoted: str) -> str:
    """With the first place of each quoted text marked."""
    spans = [Span(q, source.index(q), source.index(q) + len(q), 1, 1) for q in quoted]
    made = whole(source, spans, LINKS, (0, len(source)))
    return re.sub(r"(?<=>)(&#10;)+|(&#10;)+(?=<)", "", made)


def marks(source: str, quoted: str) -> str:
    return "".join(re.findall("<mark>(.*?)</mark>", html(source, quoted)))


def test_what_is_quoted_of_front_matter_is_marked() -> None:
    source = "\n+++\ndate = 2024-01-02\ntags = ['a']\n+++\n글"
    assert html(source, "date = 2024-01-02") == (
        '<p class="matter"><span><mark><b>date</b> 2024-01-02</mark></span>'
        "<span><b>tags</b> a</span></p><p>글</p>"
    )


ORG = """#+TITLE: 돛
* 접기
위로 만다.
#+BEGIN_SRC sh
fold *
#+END_SRC
| 자 | 값 |
|---+---|
| 열 | 둘 |
"""
RST = """돛
==

:Date: 2024

.. note:: 조심한다.

접기
~~~~

.. code-block:: sh
   :linenos:

   fold -a

.. 숨긴 말
"""


@pytest.mark.parametrize(
    ("name", "source", "quoted", "expected"),
    [
        ("a.org", ORG, "위로 만다.",
         '<p class="matter"><span><b>title</b> 돛</span></p><h4 class="h1">접기</h4>'
         "<p><mark>위로 만다.</mark></p>"
         '<pre><span class="language">sh</span><code>fold *</code></pre>'
         '<div class="table" tabindex="0"><table><thead><tr><th>자</th><th>값</th></tr></thead>'
         "<tbody><tr><td>열</td><td>둘</td></tr></tbody></table></div>"),
        ("a.rst", RST, "조심한다.",
         '<p class="matter"><span><b>date</b> 2024</span></p><h4 class="h1">돛</h4>'
         '<div class="callout note"><p><b class="title">Note</b><mark>조심한다.</mark></p></div>'
         '<h4 class="h3">접기</h4><pre><span class="language">sh</span>'
         "<code>fold -a</code></pre>"),
    ],
)  # fmt: skip
def test_other_dialects_look_like_what_they_are(
    name: str, source: str, quoted: str, expected: str
) -> None:
    at = source.index(quoted)
    made = whole(source, [Span(quoted, at, at + len(quoted), 1, 1)], Links(name), (0, 9_999))
    made = re.sub(r'<span class="(?:name|value|keyword)">(.*?)</span>', r"\1", made)
    assert re.sub(r"(?<=>)(&#10;)+|(&#10;)+(?=<)", "", made) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("#태그 글", "<p>#태그 글</p>"),
        ("한 줄\n두 줄", "<p>한 줄<br>두 줄</p>"),
        ("가\r\n\r\n나", "<p>가</p><p>나</p>"),
        ("## 9.1 원칙 ##\n글", '<h4 class="h2">9.1 원칙</h4><p>글</p>'),
        ("제목\n===", '<h4 class="h1">제목</h4>'),
        ("#해시태그", "<p>#해시태그</p>"),
        (
            "- 하나\n  - 둘\n\n3. 셋\n4) 넷",
            '<ul><li>하나<ul><li>둘</li></ul></li></ul><ol><li value="3">셋</li></ol>'
            '<ol><li value="4">넷</li></ol>',
        ),
        ("**굵게** *기울여* ~~지움~~", "<p><b>굵게</b> <i>기울여</i> <s>지움</s></p>"),
        (
            "**격리(Isolation)**은 **“인용”**이다",
            "<p><b>격리(Isolation)</b>은 <b>“인용”</b>이다</p>",
        ),
        ("그는**(작게)** 말했다 2*3*4", "<p>그는<b>(작게)</b> 말했다 2<i>3</i>4</p>"),
        ("`` a`b `` 와 \\* &amp; 2 ** 3", "<p><code>a`b</code> 와 * &amp; 2 ** 3</p>"),
        ("> 인용\n> 둘째", "<blockquote><p>인용<br>둘째</p></blockquote>"),
        ("가\n\n---\n나", "<p>가</p><hr><p>나</p>"),
        ("~~~\n열린 채", "<pre><code>열린 채</code></pre>"),
        ("```\na:\n\n  b: `1`\n```\n끝", "<pre><code>a:&#10;&#10;  b: `1`</code></pre><p>끝</p>"),
        ("==본 것== 과 a == b", '<p><em class="lit">본 것</em> 과 a == b</p>'),
        ("앞 %%숨김%% 뒤\n\n%%\n여러\n\n줄\n%%\n끝", "<p>앞  뒤</p><p>끝</p>"),
        ("앞 <!-- 숨김 --> 뒤\n\n<!-- 여러\n줄 -->\n\n끝", "<p>앞  뒤</p><p>끝</p>"),
        ("용어\n: 뜻", "<dl><dt>용어</dt><dd>뜻</dd></dl>"),
        ("H<sub>2</sub>O <kbd>Ctrl</kbd>", "<p>H<sub>2</sub>O <kbd>Ctrl</kbd></p>"),
        ("50% 넘는 $5 와 $10", "<p>50% 넘는 $5 와 $10</p>"),
    ],
)
def test_what_is_understood(source: str, expected: str) -> None:
    assert html(source) == expected


def test_tables_scroll_and_have_no_more_columns_than_their_head() -> None:
    made = html("| 가 | 나 |\n|---|:-:|\n| `x` | a\\|b |", "a\\|b")
    assert made == (
        '<div class="table" tabindex="0"><table><thead><tr><th>가</th><th>나</th></tr></thead>'
        "<tbody><tr><td><code>x</code></td><td><mark>a</mark><mark>|b</mark></td></tr></tbody>"
        "</table></div>"
    )


def test_tasks_and_callouts() -> None:
    made = html("- [x] 끝난 일\n- [ ] 남은 일")
    assert made.count('class="task done"') == made.count('class="task"') == 1
    assert "</span>끝난 일</li>" in made
    made = html("> [!warning]- 조심 **할** 것\n> 내용\n> - 하나", "조심 **할**")
    assert made == (
        '<div class="callout warning"><p><b class="title"><mark>조심 </mark><b><mark>할</mark></b>'
        " 것</b>내용</p><ul><li>하나</li></ul></div>"
    )
    assert '<b class="title">Note</b>내용' in html("> [!note]\n> 내용")


def test_footnotes_stand_at_the_end() -> None:
    assert html("글[^1] 끝\n\n[^1]: 풀이\n", "풀이") == (
        '<p>글<sup class="foot">1</sup> 끝</p>'
        '<section class="feet"><div><sup class="foot">1</sup>'
        "<p><mark>풀이</mark></p></div></section>"
    )
    assert html("글[^2] 와 [^가-힣]") == '<p>글<sup class="foot">2</sup> 와 [^가-힣]</p>'


def test_code_is_coloured_and_marked_at_once() -> None:
    made = html('```python\nx = "a"  # 말\n```', 'x = "a"')
    assert '<span class="language">python</span>' in made
    assert '<span class="string"><mark>a</mark></span>' in made
    assert '<span class="remark"># 말</span>' in made
    assert "<span" not in html("```\nx = 1\n```")
    assert '<span class="language">mermaid</span>' in html("```mermaid\ngraph TD\n```")


def test_formulas_are_mathml() -> None:
    assert html("값은 $x^2$ 이다") == (
        '<p>값은 <math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
        " 이다</p>"
    )
    assert '<math display="block">' in html("$$\n\\frac{a}{b}\n$$")
    assert '<code class="tex">\\bad{</code>' in html("$\\bad{$")


def test_front_matter_is_a_small_header() -> None:
    made = html('---\ntitle: "제목"\ntags:\n  - a\n  - b/c\nbad\nurl: <b>\n---\n글')
    assert made == (
        '<p class="matter"><span><b>title</b> 제목</span><span><b>tags</b> a, b/c, bad</span>'
        "<span><b>url</b> &lt;b&gt;</span></p><p>글</p>"
    )


@pytest.mark.parametrize(
    ("source", "opening", "shown"),
    [
        ("[[노트]]", "#open-%EB%85%B8%ED%8A%B8", "노트"),
        ("[[노트#절|별명]]", "#open-%EB%85%B8%ED%8A%B8%23%EC%A0%88", "별명"),
        ("[[a#절]]", "#open-a%23%EC%A0%88", "a › 절"),
        ("![[a]]", "#open-a", "a"),
        ("[글](../b/c%20d.md#e)", "#open-b%2Fc%20d.md", "글"),
    ],
)
def test_links_to_notes_open_in_the_panel(source: str, opening: str, shown: str) -> None:
    assert html(source) == f'<p><a class="wiki" href="{opening}" role="button">{shown}</a></p>'


def test_links_to_the_web_open_elsewhere() -> None:
    opening = '<a href="https://x.kr/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">'
    assert html("[글](https://x.kr/?a=1&b=2)", "글") == f"<p>{opening}<mark>글</mark></a></p>"
    assert html("<https://x.kr/?a=1&b=2>").startswith(f"<p>{opening}https://x.kr")


def test_pictures_are_those_of_the_folder() -> None:
    shown = '<img src="/picture/x/책/그림.png" alt="설명" loading="lazy">'
    assert html("![설명](그림.png)") == f"<p>{shown}</p>"
    assert html('<img src="그림.png" alt="설명" onerror="alert(1)">') == shown
    assert html("![[책/그림.png|300]]") == (
        '<p><img src="/picture/x/책/그림.png" alt="그림.png" loading="lazy"></p>'
    )
    assert html("![[없다.png]]").startswith(f"<p>{PICTURE}")
    for away in ("http://evil.test/x.png", "../../x.png", "/etc/x.png", "file:///x.png", "data:,x"):
        assert "<img" not in html(f"![설명]({away})")
        assert "<img" not in html(f"<img src='{away}'>")


def test_the_fence_that_lines_end_in() -> None:
    assert open_fence(lines_of("a\n```py\nb")) == "```py"
    assert open_fence(lines_of("a\n```py\nb\n```\n")) == ""
    assert open_fence(lines_of("a\n~~~\n```\n")) == "~~~"
    assert open_fence(lines_of("a\n"), "```") == "```"
