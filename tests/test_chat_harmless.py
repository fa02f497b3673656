"""Nothing of a note but what is understood gets onto the page, and none takes long."""

import re
import time

import pytest
from test_chat_notes import LINKS, html

from chat.page.markup import marked, text
from chat.page.note.lines import behind_comment, lines_of
from chat.page.note.links import Links
from chat.page.note.rendering import Rendering, whole
from qa import Span


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


def test_text_is_one_line_of_harmless_html() -> None:
    assert text("a<b>\r\n\tc & \"d'\r") == "a&lt;b&gt;&#10;&#9;c &amp; &quot;d&#x27;&#10;"
    assert marked("둘.", -1, [Span("", 0, 9, 1, 1)]) == "둘."


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
