"""Notes as HTML: what is understood of Markdown, where quotations are marked, and that nothing
else gets through.
"""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.page.markup import marked, text
from chat.page.note.lines import behind_comment, lines_of, open_fence
from chat.page.note.links import Links
from chat.page.note.rendering import CUT, Rendering, passage, whole
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


@pytest.mark.parametrize(("mark", "end"), [("%%", "%%"), ("<!--", "-->")])
def test_a_comment_that_the_window_cuts_is_not_shown(mark: str, end: str) -> None:
    source = "앞 문장.\n\n" * 9 + f"{mark}\n" + "비밀이다.\n\n" * 900 + f"{end}\n\n뒤 문장.\n"
    for at in (source.index("앞 문장."), source.index("뒤 문장.")):
        made = whole(source, [Span("", at, at + 5, 1, 1)], LINKS, (at - 3_000, at + 3_000))
        assert "비밀" not in made and "<mark>" in made


@pytest.mark.parametrize("piece", ["%%", " <!--", "```\n", "`a", "~~~\n", "%%<!--"])
def test_comments_without_end_take_no_long_time(piece: str) -> None:
    began = time.perf_counter()
    behind_comment(piece * 100_000, 400_000)
    assert time.perf_counter() - began < 2


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


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>",
        "<b onclick=alert(1) style='position:fixed' class='card chosen' id='x'>굵게</b>",
        "<a href='javascript:alert(1)'>눌러</a> <a href='#cite-1-1' class=cite role=button>1</a>",
        "[눌러](javascript:alert(1)) [눌러](data:text/html,x) [눌러](vbscript:x) [x](//evil.test)",
        "[눌러](https://x.kr/\"onclick='alert(1)')",
        "<iframe src=x></iframe><object data=x></object><embed src=x><form action=x><input></form>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "$\\href{javascript:alert(1)}{x} \\text{<img src=x onerror=alert(1)>}$",
        "$$\n\\style{position:fixed}{x}\\class{card}{y}\n$$",
        "```<img src=x>\n<img src=x onerror=alert(1)>\n```",
        "> [!<img src=x>] x\n> [!note] <img src=x onerror=alert(1)>",
        "[[javascript:alert(1)|<img src=x onerror=alert(1)>]] ![[<b>.png]]",
        "글[^1]\n\n[^1]: <script>alert(1)</script>",
        "---\ntitle: <img src=x onerror=alert(1)>\n---\n",
        "| <img src=x onerror=alert(1)> |\n|---|\n| </table></div><script>alert(1)</script> |",
        "<!-- --!><img src=x onerror=alert(1)> --> <!--><script>alert(1)</script>",
        "</mark></div></section></a> ${HOME} {{value}}",
        "![x](javascript:alert(1)) <img src='javascript:alert(1)'> <img srcset='http://evil.test/x'>",
        "==<script>alert(1)</script>== %%<script>alert(1)</script>",
    ],
)
def test_no_markup_of_a_note_gets_through(source: str) -> None:
    for path in ("a.md", "a.html"):
        shown = whole(source, (), Links(path), (0, 10_000))
        tags = re.findall(r"<([a-z0-9]+)((?: [^<>]*)?)>", shown)
        names = {name for name, _ in tags}
        assert not names & {
            "script",
            "style",
            "img",
            "svg",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
        }
        for name, attributes in tags:
            assert not re.search(r"\son\w+=|\sstyle=|\sid=|javascript:|vbscript:|data:", attributes)
            if name == "a" and 'role="button"' in attributes:
                assert 'class="wiki" href="#open-' in attributes
            assert "card" not in attributes and "cite" not in attributes


def test_words_in_angle_brackets_stay() -> None:
    source = "kubectl get pod <pod-name> -n <네임스페이스> a < b && c > d"
    assert html(source) == f"<p>{text(source)}</p>"


def test_a_page_of_the_web_is_shown_without_what_it_does_not_show() -> None:
    page = "<html><head><title>x</title><style>b{}</style></head>"
    page += "<body><h2>절</h2>\n<p>글 <b>굵게</b></p>"
    page += "<script>var a = '<p>';</script><p>끝</body></html>"
    made = whole(
        page, [Span("", page.index("글"), page.index("굵게") + 1, 1, 1)], Links("a.html"), (0, 999)
    )
    assert made.replace("&#10;", "") == (
        '<h4 class="h2">절</h4><p><mark>글 </mark><b><mark>굵</mark>게</b></p><p>끝</p>'
    )


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


def test_the_fence_that_lines_end_in() -> None:
    assert open_fence(lines_of("a\n```py\nb")) == "```py"
    assert open_fence(lines_of("a\n```py\nb\n```\n")) == ""
    assert open_fence(lines_of("a\n~~~\n```\n")) == "~~~"
    assert open_fence(lines_of("a\n"), "```") == "```"


def test_text_is_one_line_of_harmless_html() -> None:
    assert text("a<b>\r\n\tc & \"d'\r") == "a&lt;b&gt;&#10;&#9;c &amp; &quot;d&#x27;&#10;"
    assert marked("둘.", -1, [Span("", 0, 9, 1, 1)]) == "둘."


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


@pytest.mark.parametrize(
    "piece",
    ["`", "**a", "[", "[a](https://", "| ", "> ", "- ", "\\|", "~~~", "<!--", "<a b='", "%%", "==a",
     "$", "$$", "[[", "[^1]", "<script>", "--> <!--", "![[", "<b ", "_a", "~~"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["a.md", "a.html"])
def test_hostile_repetition_comes_to_an_end(piece: str, path: str) -> None:
    """Quadratic time would take minutes; a note is shown within 40,000 characters of its place."""
    source = "글 " + piece * (40_000 // len(piece))
    assert whole(source, (), Links(path), (0, 40_000))
    assert Rendering(lines_of(source[:40_000]), ()).line()
